import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askAddresses, askTexts } from '../../../src/mail/dns/ask.ts';
import { findDkim, findDmarc, findExchanges, findNames } from '../../../src/mail/dns/find-records.ts';
import { findSpf } from '../../../src/mail/dns/find-spf.ts';
import { type DnsLookup, openDns } from '../../../src/mail/in/check-sender.ts';
import { type DnsServer, openDnsServer } from '../../support/dns-server.ts';

/** A real resolver asks a real server, on loopback. */
let dns: DnsServer;
let lookUp: DnsLookup;
const folder = mkdtempSync(path.join(tmpdir(), 'ajar-dkim-'));
const keyFile = path.join(folder, 'key.pem');
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const published = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');

beforeAll(async () => {
  writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  dns = await openDnsServer({
    'agency.example': {
      TXT: ['a word of somebody else', 'v=spf1 include:a.example ip4:192.0.2.10 ip6:2001:db8::/32 ~all'],
      A: ['192.0.2.1'],
      AAAA: ['2001:0db8:0:0:0:0:0:1'],
    },
    'a.example': { TXT: ['v=spf1 a:mx.example include:b.example -all'] },
    'b.example': { TXT: ['v=spf1 mx -all'] },
    'mx.example': { A: ['192.0.2.20'] },
    'loop.example': { TXT: ['v=spf1 include:loop.example -all'] },
    'broken.example': { TXT: ['v=spf1 include:gone.example include:slow.example redirect=b.example'] },
    'slow.example': 'servfail',
    'silent.example': 'timeout',
    'ajar._domainkey.agency.example': { TXT: [`v=DKIM1; k=rsa; p=${published}`] },
    '_dmarc.agency.example': { TXT: ['v=DMARC1; p=none'] },
    'reply.agency.example': {
      MX: [
        [20, 'gone.example'],
        [10, 'MX.example'],
      ],
    },
    '10.2.0.192.in-addr.arpa': { PTR: ['mail.agency.example'] },
    'mail.agency.example': { A: ['192.0.2.10'], AAAA: ['2001:0db8:0:0:0:0:0:10'] },
    '11.2.0.192.in-addr.arpa': { PTR: ['mail.agency.example'] },
    '0.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa': { PTR: ['mail.agency.example'] },
  });
  lookUp = openDns(dns.address);
});
afterAll(async () => {
  await dns.close();
  rmSync(folder, { recursive: true });
});

describe('asking', () => {
  it('tells what is there from what is not, and from no answer', async () => {
    expect(await askTexts(lookUp, 'a.example')).toEqual({ kind: 'found', records: [expect.any(String)] });
    expect(await askTexts(lookUp, 'nowhere.example')).toEqual({ kind: 'none' });
    expect(await askTexts(lookUp, 'mx.example')).toEqual({ kind: 'none' });
    expect(await askTexts(lookUp, 'slow.example')).toEqual({ kind: 'unknown' });
    expect(await askTexts(lookUp, 'silent.example')).toEqual({ kind: 'unknown' });
    expect(await askAddresses(lookUp, 'agency.example')).toMatchObject({ records: ['192.0.2.1', '2001:db8::1'] });
  });
});

describe('SPF', () => {
  const from = (...addresses: string[]) =>
    ({ kind: 'addresses', addresses, of: 'this machine', certain: true }) as const;

  it('is walked through all that it includes, and tried', async () => {
    const facts = await findSpf(lookUp, 'agency.example', from('192.0.2.10', '192.0.2.20', '198.51.100.1'));
    expect(facts).toMatchObject({ included: ['a.example', 'b.example'], lookups: 4, broken: [], unanswered: [] });
    expect(facts.found).toEqual({ kind: 'found', records: [expect.stringMatching(/^v=spf1 /)] });
    expect(facts.results).toEqual([
      { address: '192.0.2.10', result: 'pass' },
      { address: '192.0.2.20', result: 'pass' },
      { address: '198.51.100.1', result: 'softfail' },
    ]);
  });
  it('may be broken, without an answer, or endless', async () => {
    expect(await findSpf(lookUp, 'broken.example', from())).toMatchObject({
      included: ['gone.example', 'slow.example', 'b.example'],
      broken: ['gone.example'],
      unanswered: ['slow.example'],
    });
    expect((await findSpf(lookUp, 'loop.example', from())).lookups).toBeGreaterThan(10);
    expect(await findSpf(lookUp, 'nowhere.example', from('192.0.2.1'))).toMatchObject({
      found: { kind: 'none' },
      results: [],
    });
  });
});

it('DKIM: the published key is measured, and set beside our own', async () => {
  const facts = await findDkim(lookUp, { domain: 'agency.example', selector: 'ajar', keyFile, signer: 'Ajar' });
  expect(facts).toMatchObject({ bits: 2048, ownKey: published, found: { kind: 'found' } });
  const missing = await findDkim(lookUp, {
    domain: 'agency.example',
    selector: 'other',
    keyFile: null,
    signer: 'Resend',
  });
  expect(missing).toMatchObject({ bits: null, ownKey: null, found: { kind: 'none' } });
});

it('DMARC: the record of the organisation, and who belongs to it', async () => {
  const facts = await findDmarc(lookUp, {
    domain: 'mail.agency.example',
    envelope: 'reply.agency.example',
    signer: 'other.example',
  });
  expect(facts).toMatchObject({
    organisation: 'agency.example',
    found: { kind: 'none' },
    ofOrganisation: { kind: 'found', records: ['v=DMARC1; p=none'] },
    spf: { domain: 'reply.agency.example', sameOrganisation: true },
    dkim: { domain: 'other.example', sameOrganisation: false },
  });
  const british = await findDmarc(lookUp, { domain: 'a.b.agency.co.uk', envelope: 'other.co.uk', signer: null });
  expect(british).toMatchObject({ organisation: 'agency.co.uk', spf: { sameOrganisation: false }, dkim: null });
});

it('MX: each host and whether it has an address; a domain without takes mail at its own', async () => {
  expect(await findExchanges(lookUp, 'reply.agency.example')).toMatchObject({
    records: expect.arrayContaining([
      { host: 'mx.example', priority: 10, hasAddress: true },
      { host: 'gone.example', priority: 20, hasAddress: false },
    ]) as unknown,
  });
  expect(await findExchanges(lookUp, 'agency.example')).toMatchObject({ records: [{ host: 'agency.example' }] });
  expect(await findExchanges(lookUp, 'nowhere.example')).toEqual({ kind: 'none' });
});

it('PTR: the name of an address, and whether it leads back', async () => {
  const found = await findNames(lookUp, ['192.0.2.10', '192.0.2.11', '192.0.2.12', '2001:db8::10']);
  expect(found.map(({ names, confirmed }) => [names.kind, confirmed])).toEqual([
    ['found', true],
    ['found', false],
    ['none', null],
    ['found', true],
  ]);
});
