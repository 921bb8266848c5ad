import { describe, expect, it } from 'vitest';
import { judgeDkim, type DkimFacts, judgeOwnKey, judgeUnsigned } from '../../../src/domain/doctor/dkim.ts';
import { judgeDmarc, type DmarcFacts } from '../../../src/domain/doctor/dmarc.ts';
import { judgeReplyMx, judgeReverseDns, type ReplyFacts } from '../../../src/domain/doctor/hosts.ts';
import { providerOf } from '../../../src/domain/doctor/providers.ts';
import { readTags, txtRecord } from '../../../src/domain/doctor/records.ts';
import { countSpfLookups, isSpf, judgeSpf, readSpf, type SpfFacts } from '../../../src/domain/doctor/spf.ts';

const found = <T>(...records: T[]) => ({ kind: 'found' as const, records });
const none = { kind: 'none' as const };
const unknown = { kind: 'unknown' as const };

describe('an SPF record', () => {
  it('is told from its likes', () => {
    expect(['v=spf1', 'v=spf1 -all', 'V=SPF1 mx', 'v=spf10 -all', 'spf2.0/pra'].map(isSpf)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it('is read term by term, and its questions are counted', () => {
    const terms = readSpf(
      'v=spf1 a mx/24 include:_spf.Example.com ip4:192.0.2.0/24 ?exists:%{i}.x.example redirect=y.example',
    );
    expect(terms).toEqual([
      { qualifier: '+', name: 'a', value: null },
      { qualifier: '+', name: 'mx', value: null },
      { qualifier: '+', name: 'include', value: '_spf.example.com' },
      { qualifier: '+', name: 'ip4', value: '192.0.2.0/24' },
      { qualifier: '?', name: 'exists', value: '%{i}.x.example' },
      { qualifier: '+', name: 'redirect', value: 'y.example' },
    ]);
    expect(countSpfLookups(terms!)).toBe(5);
    expect(readSpf('v=spf1 include -all')).toBeNull();
    expect(readSpf('v=spf1 incude:a.example -all')).toBeNull();
    expect(readSpf('v=spf1 exp=why.example -all')).toHaveLength(2);
  });

  const facts: SpfFacts = {
    domain: 'agency.example',
    found: found('v=spf1 include:_spf.google.com ~all'),
    lookups: 4,
    included: ['_spf.google.com'],
    broken: [],
    unanswered: [],
    sender: { kind: 'include', include: '_spf.google.com', of: 'Google', mayBeElsewhere: false },
    results: [],
  };
  const here = { kind: 'addresses' as const, addresses: ['192.0.2.10'], of: 'this machine', certain: true };

  it.each<[string, Partial<SpfFacts>, string, RegExp]>([
    ['lets the provider send', {}, 'ok', /Google send, with 4 look-ups of 10/],
    ['may take ten look-ups', { lookups: 10 }, 'ok', /10 look-ups/],
    ['takes too many look-ups', { lookups: 11 }, 'failure', /costs 11 look-ups/],
    ['is missing', { found: none }, 'failure', /agency\.example\. TXT "v=spf1 include:_spf\.google\.com ~all"/],
    ['was not answered', { found: unknown }, 'warning', /did not answer/],
    [
      'stands there twice',
      { found: found('v=spf1 mx -all', 'v=spf1 include:_spf.google.com ~all') },
      'failure',
      /TXT "v=spf1 mx include:_spf\.google\.com -all"/,
    ],
    ['cannot be read', { found: found('v=spf1 incude:x.example') }, 'failure', /cannot be read/],
    ['lets everybody send', { found: found('v=spf1 +all') }, 'failure', /lets everybody/],
    ['includes nothing', { broken: ['gone.example'] }, 'failure', /include:gone\.example/],
    ['includes what does not answer', { unanswered: ['slow.example'] }, 'warning', /slow\.example/],
    [
      'leaves the provider out',
      { found: found('v=spf1 mx -all'), included: [] },
      'failure',
      /TXT "v=spf1 mx include:_spf\.google\.com -all"/,
    ],
    [
      'may stand elsewhere',
      { found: none, sender: { ...facts.sender, mayBeElsewhere: true } as SpfFacts['sender'] },
      'warning',
      /another return path/,
    ],
    [
      'lets this machine send',
      { sender: here, results: [{ address: '192.0.2.10', result: 'pass' }] },
      'ok',
      /this machine/,
    ],
    [
      'does not let this machine send',
      { sender: here, results: [{ address: '192.0.2.10', result: 'softfail' }] },
      'failure',
      /include:_spf\.google\.com ip4:192\.0\.2\.10 ~all/,
    ],
    [
      'may not let a host send that we hand mail to',
      { sender: { ...here, of: 'mx.example', certain: false }, results: [{ address: '192.0.2.10', result: 'fail' }] },
      'warning',
      /unless its mail leaves from other addresses/,
    ],
    ['cannot be tried', { sender: { ...here, addresses: [] } }, 'warning', /no public address/],
    [
      'could not be tried out',
      { sender: here, results: [{ address: '192.0.2.10', result: 'unknown' }] },
      'warning',
      /did not answer/,
    ],
  ])('%s', (_name, change, state, words) => {
    const check = judgeSpf({ ...facts, ...change });
    expect(check).toMatchObject({ id: 'spf:agency.example', state });
    expect(`${check.detail} ${check.fix ?? ''}`).toMatch(words);
    expect(check.fix === null).toBe(state === 'ok');
  });
});

describe('a DKIM key', () => {
  const facts: DkimFacts = {
    domain: 'agency.example',
    selector: 'ajar',
    found: found('v=DKIM1; k=rsa; p=AAAA'),
    bits: 2048,
    ownKey: 'AAAA',
    signer: 'Ajar',
  };
  it.each<[string, Partial<DkimFacts>, string, RegExp]>([
    ['is there', {}, 'ok', /ajar\._domainkey\.agency\.example/],
    ['is missing', { found: none }, 'failure', /ajar\._domainkey\.agency\.example\. TXT "v=DKIM1; k=rsa; p=AAAA"/],
    ['was not answered', { found: unknown }, 'warning', /did not answer/],
    ['is another one', { found: found('v=DKIM1; p=BBBB') }, 'failure', /not the one in DKIM_KEY_FILE/],
    ['is revoked', { found: found('v=DKIM1; p=') }, 'failure', /revoked/],
    ['is no key', { found: found('hello') }, 'failure', /no key/],
    ['stands there twice', { found: found('v=DKIM1; p=AAAA', 'v=DKIM1; p=BBBB') }, 'failure', /2 keys/],
    ['cannot be read', { bits: null }, 'failure', /cannot be read/],
    ['is an Ed25519 key', { found: found('k=ed25519; p=AAAA'), bits: null }, 'ok', /Ajar signs/],
    ["is the provider's and much too short", { bits: 512, ownKey: null }, 'failure', /512 bits/],
    ["is the provider's and short", { bits: 1024, ownKey: null }, 'warning', /2048 are advised/],
    ['is a test', { found: found('v=DKIM1; t=y:s; p=AAAA') }, 'warning', /t=y/],
    ["is the provider's", { ownKey: null, signer: 'Resend' }, 'ok', /Resend signs/],
    ["is the provider's and missing", { found: none, ownKey: null, signer: 'Resend' }, 'failure', /at Resend shows/],
  ])('%s', (_name, change, state, words) => {
    const check = judgeDkim({ ...facts, ...change });
    expect(check).toMatchObject({ id: 'dkim:agency.example', state });
    expect(`${check.detail} ${check.fix ?? ''}`).toMatch(words);
  });

  it.each([
    [512, 'failure'],
    [1023, 'failure'],
    [1024, 'warning'],
    [2047, 'warning'],
    [2048, 'ok'],
    [4096, 'ok'],
  ])('of our own with %i bits is a %s, wherever it is published', (bits, state) => {
    expect(judgeOwnKey('dkim.pem', { kind: 'rsa', bits })).toMatchObject({ id: 'dkim-key', state });
  });

  it('is missed where nobody is known to sign', () => {
    expect(judgeUnsigned('agency.example')).toMatchObject({
      state: 'warning',
      fix: expect.stringContaining('DKIM_DOMAIN') as string,
    });
  });

  it('is published in parts of 255 bytes', () => {
    const parts = txtRecord('k.example', 'x'.repeat(300)).match(/"x+"/g)!;
    expect(parts.map((part) => part.length - 2)).toEqual([255, 45]);
    expect(readTags('v=DKIM1; p = A B ;p=C').get('p')).toBe('A B');
  });
});

describe('a DMARC record', () => {
  const same = (domain: string) => ({ domain, sameOrganisation: true });
  const other = (domain: string) => ({ domain, sameOrganisation: false });
  const facts: DmarcFacts = {
    domain: 'mail.agency.example',
    organisation: 'agency.example',
    found: none,
    ofOrganisation: found('v=DMARC1; p=none'),
    spf: same('reply.agency.example'),
    dkim: same('agency.example'),
  };
  it.each<[string, Partial<DmarcFacts>, string, RegExp]>([
    ['of the organisation counts, and both stand for it', {}, 'ok', /signature of agency\.example .* and so does SPF/],
    ['of its own goes before', { found: found('v=DMARC1; p=reject'), ofOrganisation: unknown }, 'ok', /"reject"/],
    [
      'is missing',
      { ofOrganisation: found('v=spf1') },
      'failure',
      /_dmarc\.agency\.example\. TXT "v=DMARC1; p=none; rua=mailto:postmaster@agency\.example"/,
    ],
    ['was not answered', { ofOrganisation: unknown }, 'warning', /did not answer/],
    ['stands there twice', { found: found('v=DMARC1; p=none', 'v=DMARC1;p=reject') }, 'failure', /2 DMARC records/],
    ['has no policy', { found: found('v=DMARC1; rua=mailto:a@b.example') }, 'failure', /no policy/],
    ['is met by nothing', { spf: other('x.example'), dkim: other('y.example') }, 'failure', /fail DMARC/],
    ['may be met by a signature that nobody knows of', { spf: other('x.example'), dkim: null }, 'warning', /may sign/],
    ['is met by SPF alone', { dkim: other('y.example') }, 'warning', /forwarded/],
    ['is met by SPF where nobody signs', { dkim: null }, 'ok', /SPF of reply/],
    [
      'is strict, and nothing is exact',
      { found: found('v=DMARC1; p=reject; adkim=s; aspf=s') },
      'failure',
      /Neither the envelope/,
    ],
    [
      'is strict, and the signature is exact',
      { found: found('v=DMARC1; p=reject; adkim=s'), dkim: same('mail.agency.example') },
      'ok',
      /mail\.agency\.example stands/,
    ],
  ])('%s', (_name, change, state, words) => {
    const check = judgeDmarc({ ...facts, ...change });
    expect(check).toMatchObject({ id: 'dmarc:mail.agency.example', state });
    expect(`${check.detail} ${check.fix ?? ''}`).toMatch(words);
  });
});

describe('where answers go', () => {
  const at = (host: string, hasAddress: boolean | null = true, priority = 10) => ({ host, priority, hasAddress });
  const resend = at('inbound-smtp.eu-west-1.amazonaws.com');
  const facts: ReplyFacts = {
    domain: 'reply.agency.example',
    found: found(resend),
    readBy: { resend: true, imap: false, listener: false },
    transport: 'resend',
    ownHost: 'ajar.agency.example',
  };
  const unread = { resend: false, imap: false, listener: false };
  it.each<[string, Partial<ReplyFacts>, string, RegExp]>([
    ['to Resend', {}, 'ok', /webhook/],
    ['to Resend, whose webhook is shut off', { readBy: unread }, 'failure', /RESEND_WEBHOOK_SECRET/],
    ['nowhere', { found: none }, 'failure', /at Resend shows/],
    [
      'nowhere, with a listener',
      { found: none, readBy: { ...unread, listener: true } },
      'failure',
      /MX 10 ajar\.agency\.example\./,
    ],
    ['nowhere, by a null MX', { found: found(at('', false, 0)) }, 'failure', /RFC 7505/],
    [
      'to a host without an address',
      { found: found(at('gone.example', false)) },
      'failure',
      /gone\.example has no address/,
    ],
    ['to nobody knows where', { found: unknown }, 'warning', /did not answer/],
    ['to a mailbox', { found: found(at('mx.example')), readBy: { ...unread, imap: true } }, 'ok', /IMAP/],
    [
      'to our listener',
      { found: found(at('mx.example', null)), readBy: { ...unread, listener: true } },
      'ok',
      /listener/,
    ],
    ['to a host that nobody reads', { found: found(at('mx.example')), readBy: unread }, 'warning', /IMAP_URLS/],
    [
      'to the lowest number',
      { found: found(at('mx.example', true, 5), resend), readBy: unread },
      'warning',
      /mx\.example/,
    ],
  ])('%s', (_name, change, state, words) => {
    const check = judgeReplyMx({ ...facts, ...change });
    expect(check).toMatchObject({ state });
    expect(`${check.detail} ${check.fix ?? ''}`).toMatch(words);
  });
});

describe('the name of the sending host', () => {
  const judge = (
    names: Parameters<typeof judgeReverseDns>[0]['addresses'][0]['names'],
    confirmed: boolean | null,
    certain = true,
  ) => judgeReverseDns({ addresses: [{ address: '192.0.2.10', names, confirmed }], of: 'this machine', certain });
  it('agrees with it, or does not', () => {
    expect(judge(found('mail.agency.example'), true).state).toBe('ok');
    expect(judge(none, null)).toMatchObject({
      state: 'failure',
      fix: expect.stringContaining('PTR record of 192.0.2.10') as string,
    });
    expect(judge(none, null, false).state).toBe('warning');
    expect(judge(found('mail.agency.example'), false)).toMatchObject({
      state: 'failure',
      fix: 'Publish: mail.agency.example. A 192.0.2.10',
    });
    expect(judge(unknown, null).state).toBe('warning');
    expect(judge(found('mail.agency.example'), null).state).toBe('warning');
    expect(judgeReverseDns({ addresses: [], of: 'this machine', certain: true }).state).toBe('warning');
  });
});

it('knows providers by their hosts', () => {
  expect(providerOf('smtp.gmail.com')).toEqual({ include: '_spf.google.com', name: 'Google' });
  expect(providerOf('email-smtp.eu-west-1.amazonaws.com')?.include).toBe('amazonses.com');
  expect(providerOf('notgmail.com')).toBeNull();
});
