import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createServer } from 'node:tls';
import { eq, sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { openDb, openPool } from '../../src/db/db.ts';
import {
  clients,
  enrollments,
  inboundMails,
  installation,
  jobRuns,
  messageCopies,
  messages,
  providerEvents,
  users,
} from '../../src/db/schema.ts';
import { findServerFacts } from '../../src/db/house/server-facts.ts';
import type { Check } from '../../src/domain/doctor/check.ts';
import { judgeServer } from '../../src/domain/doctor/machine.ts';
import { checkHouse } from '../../src/flows/doctor/check-house.ts';
import { listenSmtp } from '../../src/flows/inbound/listen-smtp.ts';
import { changeSettings } from '../../src/flows/house/change-settings.ts';
import { pauseSending, resumeSending, unlockSending } from '../../src/flows/letters/pause-sending.ts';
import { openResend } from '../../src/mail/out/resend.ts';
import { openSmtp } from '../../src/mail/out/smtp.ts';
import { makeApi, type TestApi } from '../support/api.ts';
import { type DnsServer, openDnsServer, type Zone } from '../support/dns-server.ts';
import { type ImapServer, openImapServer } from '../support/imap-server.ts';
import { makePeople, type People } from '../support/people.ts';
import { type ListedDomain, openResendFake, type ResendFake } from '../support/resend-fake.ts';
import { openSmtpSink, type SmtpSink } from '../support/smtp-sink.ts';
import { localhost } from '../support/tls.ts';

/** A house that writes to people, and whatever can go wrong with it: each server is real, and on loopback. */
let api: TestApi;
let people: People;
let dns: DnsServer;
let sink: SmtpSink;
let imap: ImapServer;
let resend: ResendFake;
let env: Record<string, string>;
let zone: Zone;
let healthy: Zone;
const web = createServer({ cert: localhost.cert, key: localhost.key });
const folder = mkdtempSync(path.join(tmpdir(), 'ajar-doctor-'));
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const published = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
const clock = () => new Date();
const own = ['192.0.2.10'];
/** The server of the tests does not write through, and their secret is a sentence: both are told. */
const ofTests = ['database', 'secret'];

beforeAll(async () => {
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  dns = await openDnsServer();
  imap = await openImapServer();
  resend = await openResendFake();
  sink = await openSmtpSink(
    {},
    {
      hideSTARTTLS: false,
      authOptional: false,
      cert: localhost.cert,
      key: localhost.key,
      onAuth: ({ password }, _session, answer) =>
        password === 'right' ? answer(null, { user: 'ajar' }) : answer(new Error('535 5.7.8 Wrong password')),
    },
  );
  writeFileSync(path.join(folder, 'dkim.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(path.join(folder, 'secret'), 'kept', { mode: 0o600 });
  healthy = {
    'agency.example': { TXT: ['v=spf1 ip4:192.0.2.10 ~all'] },
    'reply.agency.example': { TXT: ['v=spf1 ip4:192.0.2.10 ~all'], MX: [[10, 'mx.agency.example']] },
    'mx.agency.example': { A: ['192.0.2.11'] },
    'a1._domainkey.agency.example': { TXT: [`v=DKIM1; k=rsa; p=${published}`] },
    '_dmarc.agency.example': { TXT: ['v=DMARC1; p=quarantine'] },
    '10.2.0.192.in-addr.arpa': { PTR: ['mail.agency.example'] },
    'mail.agency.example': { A: ['192.0.2.10'] },
  };
  env = {
    LOG_LEVEL: 'silent',
    AJAR_DATA_DIR: folder,
    MAIL_TRANSPORT: 'smtp',
    SMTP_URL: `${sink.url.replace('//', '//ajar:right@')}?requireTLS=true&tls.rejectUnauthorized=false`,
    MAIL_FROM: 'Mara Lindt <mara@agency.example>',
    REPLY_DOMAIN: 'reply.agency.example',
    POSTAL_ADDRESS: 'Agency GmbH, Lindenstr. 4, 10969 Berlin',
    PUBLIC_URL: `https://localhost:${(web.address() as AddressInfo).port}`,
    DKIM_DOMAIN: 'agency.example',
    DKIM_SELECTOR: 'a1',
    DKIM_KEY_FILE: path.join(folder, 'dkim.pem'),
    IMAP_URLS: `imap://answers:mailpass@127.0.0.1:${imap.port}/INBOX?tls=off`,
  };
  api = await makeApi({ now: clock, env });
  api.app.secrets = ['test secret that is long enough for 32 bytes'];
  people = makePeople(api.app.db, api.app.addressKey, clock());
  const ownerId = await people.owner({ role: 'admin', passwordHash: 'x', isDefaultOwner: true });
  await changeSettings(api.app, 'test', { noticeConfirmed: true });
  await people.departed('jo@northwind.example');
  await api.app.db.update(clients).set({ ownerId });
});
afterAll(async () => {
  await api.close();
  await Promise.all([dns.close(), sink.close(), imap.close(), resend.close()]);
  web.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  zone = structuredClone(healthy);
  dns.zone = zone;
  await api.app.db.delete(jobRuns);
  await api.app.db.insert(jobRuns).values({ name: 'tick', startedAt: clock(), endedAt: clock() });
});

/** Every check by its id, with other variables where given. */
async function examine(change: Record<string, string> = {}): Promise<Record<string, Check>> {
  const config = readConfig({ ...env, ...change });
  const { transport } = config;
  const out =
    transport.kind === 'smtp'
      ? openSmtp({ url: transport.url })
      : transport.kind === 'resend'
        ? openResend(transport)
        : api.app.transport;
  const app = { ...api.app, config, transport: out };
  const checks = await checkHouse(app, { dnsServer: dns.address, addresses: own, ca: localhost.cert });
  if (transport.kind !== 'capture') await out.close();
  expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
  return Object.fromEntries(checks.map((check) => [check.id, check]));
}

const stateOf = async (id: string, change?: Record<string, string>) => {
  const { state, detail, fix } = (await examine(change))[id]!;
  return `${state}: ${detail}${fix === null ? '' : ` -> ${fix}`}`;
};

describe('the doctor', () => {
  it('finds nothing wrong with a house that is in order', async () => {
    const checks = Object.values(await examine());
    expect(checks.filter(({ state }) => state !== 'ok').map(({ id }) => id)).toEqual([...ofTests, 'webhook-secret']);
    const ids = [
      'configuration',
      'database',
      'migrations',
      'clock',
      'secret',
      'disk',
      'transport',
      'time-travel',
      'sending',
      'public-url',
      'unsubscribe-links',
      'spf:agency.example',
      'spf:reply.agency.example',
      'dkim:agency.example',
      'dmarc:agency.example',
      'reverse-dns',
      'reply-mx:reply.agency.example',
      'webhook-secret',
      `imap:answers@127.0.0.1:${imap.port}/INBOX`,
      'postal-address',
      'notice',
      'admin',
      'owners',
      'demo',
      'enrollments',
      'holds',
      'departed-contacts',
      'uncertain',
      'failed',
      'stored-mail',
      'schedule',
    ];
    expect(checks.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
    expect(sink.letters).toEqual([]);
  });

  it('asks nothing of the outside where letters are only captured', async () => {
    dns.asked.length = 0;
    const checks = await examine({ MAIL_TRANSPORT: 'capture', IMAP_URLS: '' });
    expect(checks['dns']).toMatchObject({ state: 'skipped', detail: expect.stringContaining('capture') as string });
    expect(checks['public-url']).toMatchObject({ state: 'skipped' });
    expect(dns.asked).toEqual([]);
  });
});

describe('the machine', () => {
  it('has a database that may have been told not to write through', async () => {
    const { rows } = await api.app.db.execute<{ name: string }>(sql`select current_database() as name`);
    const { name } = rows[0]!;
    const { connectionString } = (api.app.pool as unknown as { options: { connectionString: string } }).options;
    for (const word of ['on', 'off']) {
      await api.app.db.execute(sql.raw(`alter database ${name} set synchronous_commit = ${word}`));
      const pool = openPool(connectionString, api.app.log);
      const facts = await findServerFacts(openDb(pool));
      await pool.end();
      expect(facts).toMatchObject({ synchronousCommit: word, encoding: 'UTF8' });
      // Setting by setting it is judged as the server says; here the rest is made to be in order.
      const judged = judgeServer({ ...facts, fsync: 'on', fullPageWrites: 'on' });
      expect(judged.state).toBe(word === 'on' ? 'ok' : 'failure');
    }
  });

  it('may lack a migration', async () => {
    await api.app.db.execute(sql`create table kept as select * from drizzle.__drizzle_migrations`);
    await api.app.db.execute(
      sql`delete from drizzle.__drizzle_migrations where id = (select max(id) from drizzle.__drizzle_migrations)`,
    );
    expect(await stateOf('migrations')).toMatch(/^failure: 1 of \d+ are not applied\. -> npx ajar migrate/);
    await api.app.db.execute(sql`truncate drizzle.__drizzle_migrations`);
    await api.app.db.execute(sql`insert into drizzle.__drizzle_migrations select * from kept`);
    await api.app.db.execute(sql`drop table kept`);
  });

  it('may have another time than the database, and a demo that runs ahead is no such thing', async () => {
    const later = { ...api.app, now: () => new Date(clock().getTime() + 3_600_000), config: readConfig({}) };
    const skewOf = async () => (await checkHouse(later)).find(({ id }) => id === 'clock');
    expect(await skewOf()).toMatchObject({
      state: 'failure',
      detail: expect.stringContaining('60 min behind') as string,
    });
    await api.app.db.update(installation).set({ demoOffsetSeconds: 3600 });
    expect(await skewOf()).toMatchObject({ state: 'ok' });
    await api.app.db.update(installation).set({ demoOffsetSeconds: 0 });
  });

  it('has a secret that the database knows, and that nobody else may read', async () => {
    const other = { ...api.app, secrets: ['9f86d081884c7d659a2feaa0c55ad015'] as const, config: readConfig({}) };
    const found = (await checkHouse(other as unknown as typeof api.app)).find(({ id }) => id === 'secret');
    expect(found).toMatchObject({ state: 'failure', detail: 'The database was made with another secret.' });
    const strong = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
    const { ensureInstallation } = await import('../../src/flows/house/ensure-installation.ts');
    await ensureInstallation(api.app.db, [strong, ...api.app.secrets], clock());
    const own = { ...api.app, secrets: [strong] as [string], config: readConfig({ AJAR_DATA_DIR: folder }) };
    const judge = async () => (await checkHouse(own)).find(({ id }) => id === 'secret');
    expect(await judge()).toMatchObject({ state: 'ok' });
    chmodSync(path.join(folder, 'secret'), 0o644);
    expect(await judge()).toMatchObject({ state: 'warning', fix: `chmod 600 ${path.join(folder, 'secret')}` });
    chmodSync(path.join(folder, 'secret'), 0o600);
    await ensureInstallation(api.app.db, [...api.app.secrets, strong] as [string, string], clock());
  });

  it('has variables that nobody knows', async () => {
    expect(await stateOf('configuration', { AJAR_SECRT: 'x' })).toMatch(/^warning: AJAR_SECRT .*AJAR_SECRET/);
  });
});

describe('the way out', () => {
  it('is an SMTP server that lets us in over STARTTLS, or says why not', async () => {
    const wrong = env['SMTP_URL']!.replace(':right@', ':wrong@');
    expect(await stateOf('transport')).toMatch(/^ok/);
    expect(await stateOf('transport', { SMTP_URL: wrong })).toMatch(/^failure: .*Wrong password.* -> Correct SMTP_URL/);
    const strict = env['SMTP_URL']!.replace('&tls.rejectUnauthorized=false', '');
    expect(await stateOf('transport', { SMTP_URL: strict })).toMatch(/^failure: .*self.signed/i);
    const plain = await openSmtpSink();
    expect(await stateOf('transport', { SMTP_URL: `${plain.url}?requireTLS=true` })).toMatch(/^failure/);
    await plain.close();
    expect(await stateOf('transport', { SMTP_URL: plain.url })).toMatch(/^failure/);
  });

  it('is paused, locked, or open to made-up times', async () => {
    await pauseSending(api.app, 'test');
    expect(await stateOf('sending')).toMatch(/^warning: .* -> npx ajar resume/);
    await resumeSending(api.app, 'test');
    await api.app.db.update(installation).set({ lockedAt: clock(), lockedWhy: 'restored from a backup' });
    expect(await stateOf('sending')).toMatch(/^failure: It is locked: restored .* -> npx ajar unlock/);
    expect(await unlockSending(api.app, 'test')).toEqual({ why: 'restored from a backup' });
    expect(await unlockSending(api.app, 'test')).toBeNull();
    expect(await stateOf('sending')).toMatch(/^ok/);
    expect(await stateOf('time-travel', { AJAR_TIME_TRAVEL: 'true' })).toMatch(/^failure: .*AJAR_TIME_TRAVEL/);
  });

  it('has links to an address whose certificate counts', async () => {
    const checks = await checkHouse(
      { ...api.app, config: readConfig(env), transport: openSmtp({ url: env['SMTP_URL']! }) },
      { dnsServer: dns.address, addresses: own },
    );
    expect(checks.find(({ id }) => id === 'public-url')).toMatchObject({ state: 'failure' });
    expect(await stateOf('public-url', { PUBLIC_URL: 'https://localhost:1' })).toMatch(/^warning: .*curl -I/);
  });

  it('has letters whose links lead elsewhere', async () => {
    const [letter] = await api.app.db.select({ id: messages.id }).from(messages);
    const copy = {
      messageId: letter!.id,
      fromAddress: 'mara@agency.example',
      toAddress: 'jo@northwind.example',
      replyTo: 'r@reply.agency.example',
      envelopeFrom: 'b@reply.agency.example',
      subject: 'Thank you',
      html: '',
      text: '',
      refs: [],
      dateAt: clock(),
    };
    const header = (url: string): [string, string][] => [
      ['List-Unsubscribe', `<${url}/u/token>, <mailto:u@x.example>`],
    ];
    await api.app.db.insert(messageCopies).values({ ...copy, headers: header(env['PUBLIC_URL']!) });
    expect(await stateOf('unsubscribe-links')).toMatch(/^ok/);
    await api.app.db.update(messageCopies).set({ headers: header('https://old.agency.example') });
    expect(await stateOf('unsubscribe-links')).toMatch(/^warning: 1 letter of the last 500/);
    await api.app.db.delete(messageCopies);
  });
});

describe('the names', () => {
  it.each<[string, (change: Zone) => void, string, RegExp]>([
    [
      'no SPF',
      (z) => delete z['agency.example'],
      'spf:agency.example',
      /^failure: .*TXT "v=spf1 ip4:192\.0\.2\.10 ~all"/,
    ],
    [
      'SPF without this machine',
      (z) => (z['reply.agency.example'] = { TXT: ['v=spf1 mx -all'] }),
      'spf:reply.agency.example',
      /^failure: .*v=spf1 mx ip4:192\.0\.2\.10 -all/,
    ],
    [
      'SPF with too many look-ups',
      (z) => (z['agency.example'] = { TXT: [`v=spf1 ${'a '.repeat(11)}-all`] }),
      'spf:agency.example',
      /^failure: It costs 11/,
    ],
    [
      'no DKIM key',
      (z) => delete z['a1._domainkey.agency.example'],
      'dkim:agency.example',
      /^failure: .*a1\._domainkey\.agency\.example\. TXT "v=DKIM1/,
    ],
    [
      'another DKIM key',
      (z) => (z['a1._domainkey.agency.example'] = { TXT: ['v=DKIM1; p=AAAA'] }),
      'dkim:agency.example',
      /^failure: .*not the one/,
    ],
    ['no DMARC', (z) => delete z['_dmarc.agency.example'], 'dmarc:agency.example', /^failure: .*TXT "v=DMARC1; p=none/],
    [
      'no MX',
      (z) => (z['reply.agency.example'] = { TXT: ['v=spf1 ip4:192.0.2.10 ~all'] }),
      'reply-mx:reply.agency.example',
      /^failure: There is no MX/,
    ],
    [
      'no name for the address',
      (z) => delete z['10.2.0.192.in-addr.arpa'],
      'reverse-dns',
      /^failure: 192\.0\.2\.10 \(this machine\) has no name/,
    ],
    [
      'a name that leads elsewhere',
      (z) => (z['mail.agency.example'] = { A: ['192.0.2.99'] }),
      'reverse-dns',
      /^failure: .*Publish: mail\.agency\.example\. A 192\.0\.2\.10/,
    ],
    [
      'no answer',
      (z) => (z['_dmarc.agency.example'] = 'servfail'),
      'dmarc:agency.example',
      /^warning: .*did not answer/,
    ],
    [
      'silence',
      (z) => (z['reply.agency.example'] = 'timeout'),
      'reply-mx:reply.agency.example',
      /^warning: .*did not answer/,
    ],
  ])('may have %s', async (_name, change, id, words) => {
    change(zone);
    expect(await stateOf(id)).toMatch(words);
  });

  it('of further senders are looked at too', async () => {
    const checks = await examine({ SENDER_DOMAINS: 'partner.example' });
    expect(checks['spf:partner.example']).toMatchObject({ state: 'failure' });
    expect(checks['dmarc:partner.example']).toMatchObject({ state: 'failure' });
    zone['partner.example'] = zone['agency.example']!;
    zone['_dmarc.partner.example'] = { TXT: ['v=DMARC1; p=none'] };
    // Signed by agency.example, sent by reply.agency.example: nothing stands for the partner.
    expect((await examine({ SENDER_DOMAINS: 'partner.example' }))['dmarc:partner.example']).toMatchObject({
      state: 'failure',
      fix: expect.stringContaining('DKIM_DOMAIN=partner.example') as string,
    });
  });

  it('of a provider must let it send', async () => {
    const google = { SMTP_URL: 'smtps://ajar:x@smtp.gmail.com:465' };
    const config = readConfig({ ...env, ...google });
    const app = { ...api.app, config, transport: openSmtp({ url: env['SMTP_URL']! }) };
    const judge = async () =>
      Object.fromEntries(
        (await checkHouse(app, { dnsServer: dns.address, ca: localhost.cert })).map((one) => [one.id, one]),
      );
    expect((await judge())['spf:agency.example']).toMatchObject({
      state: 'failure',
      fix: expect.stringContaining('include:_spf.google.com ~all') as string,
    });
    zone['agency.example'] = { TXT: ['v=spf1 include:_spf.google.com ~all'] };
    zone['_spf.google.com'] = { TXT: ['v=spf1 ip4:198.51.100.0/24 ~all'] };
    const checks = await judge();
    expect(checks['spf:agency.example']).toMatchObject({ state: 'ok' });
    expect(checks['reverse-dns']).toMatchObject({ state: 'ok', detail: 'Google sees to it.' });
    await app.transport.close();
  });

  it('of a mail server elsewhere are those of its addresses', async () => {
    zone['smtp.agency.example'] = { A: ['192.0.2.10', '10.0.0.1'] };
    const config = readConfig({ ...env, SMTP_URL: 'smtp://smtp.agency.example:587?ignoreTLS=true' });
    const app = { ...api.app, config, transport: openSmtp({ url: env['SMTP_URL']! }) };
    const checks = await checkHouse(app, { dnsServer: dns.address, ca: localhost.cert });
    expect(checks.find(({ id }) => id === 'transport')).toMatchObject({ state: 'warning' });
    expect(checks.find(({ id }) => id === 'reverse-dns')).toMatchObject({ state: 'ok' });
    expect(checks.find(({ id }) => id === 'spf:agency.example')).toMatchObject({ state: 'ok' });
    await app.transport.close();
  });
});

const viaResend = () => ({
  MAIL_TRANSPORT: 'resend',
  RESEND_API_KEY: resend.apiKey,
  RESEND_BASE_URL: resend.baseUrl,
  RESEND_WEBHOOK_SECRET: resend.webhookSecret,
  IMAP_URLS: '',
  // Resend signs by itself.
  DKIM_DOMAIN: '',
  DKIM_SELECTOR: '',
  DKIM_KEY_FILE: '',
});

describe('Resend', () => {
  const by = viaResend;
  it('knows our key, and its records are there', async () => {
    zone['send.agency.example'] = { TXT: ['v=spf1 include:amazonses.com ~all'] };
    zone['amazonses.com'] = { TXT: ['v=spf1 ip4:198.51.100.0/24 -all'] };
    zone['resend._domainkey.agency.example'] = { TXT: [`p=${published}`] };
    zone['reply.agency.example'] = { MX: [[10, 'inbound-smtp.eu-west-1.amazonaws.com']] };
    zone['inbound-smtp.eu-west-1.amazonaws.com'] = { A: ['198.51.100.1'] };
    resend.listedDomains = [
      { id: 'd1', name: 'agency.example', status: 'verified', created_at: clock().toISOString(), region: 'eu-west-1' },
    ];
    const checks = Object.values(await examine(by()));
    expect(checks.filter(({ state }) => state !== 'ok').map(({ id }) => id)).toEqual(ofTests);
    const ids = checks.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['spf:send.agency.example', 'dkim:agency.example', 'webhook-secret']));
    resend.sendingOnly = true;
    expect(await stateOf('transport', by())).toMatch(/^ok/);
    resend.sendingOnly = false;
  });
  it('may not know our key, or have no way to tell us anything', async () => {
    const checks = await examine({ ...by(), RESEND_API_KEY: 're_other', RESEND_WEBHOOK_SECRET: '' });
    expect(checks['transport']).toMatchObject({
      state: 'failure',
      fix: expect.stringContaining('RESEND_API_KEY') as string,
    });
    expect(checks['webhook-secret']).toMatchObject({
      state: 'failure',
      fix: expect.stringContaining(`${env['PUBLIC_URL']}/hooks/resend`) as string,
    });
    expect(checks['spf:send.agency.example']).toMatchObject({ state: 'warning' });
    expect(checks['dkim:agency.example']).toMatchObject({ state: 'failure' });
  });
});

describe('Resend, of the domains that letters come from', () => {
  const by = () => ({
    ...viaResend(),
    SENDER_DOMAINS: 'partner.example',
  });
  const listed = (name: string, status: ListedDomain['status'] = 'verified'): ListedDomain => ({
    id: `id of ${name}`,
    name,
    status,
    created_at: '2026-04-26T20:21:26.347412+00:00',
    region: 'eu-west-1',
    capabilities: { sending: 'enabled', receiving: 'disabled' },
  });
  const sender = 'resend-domain:agency.example';
  const partner = 'resend-domain:partner.example';

  it('says where they leave from, wherever in its list they stand', async () => {
    const others = Array.from({ length: 130 }, (_, index) => listed(`other${index}.example`));
    resend.listedDomains = [listed('Agency.example'), ...others, listed('partner.example')];
    const checks = await examine(by());
    expect(checks[sender]).toMatchObject({ state: 'ok', detail: expect.stringContaining('eu-west-1') as string });
    expect(checks[partner]).toMatchObject({ state: 'ok' });
  });

  it('says which it does not send for', async () => {
    resend.listedDomains = [listed('mail.agency.example'), listed('partner.example', 'pending')];
    const checks = await examine(by());
    expect(checks[sender]).toMatchObject({
      state: 'failure',
      fix: expect.stringContaining('Add agency.example') as string,
    });
    expect(checks[partner]).toMatchObject({ state: 'failure', detail: expect.stringContaining('pending') as string });
    resend.listedDomains = [
      listed('agency.example', 'partially_failed'),
      { ...listed('partner.example'), capabilities: { sending: 'disabled', receiving: 'enabled' } },
    ];
    const again = await examine(by());
    expect(again[sender]).toMatchObject({ state: 'warning' });
    expect(again[partner]).toMatchObject({ state: 'failure' });
  });

  it('may not be asked by a key that only sends, and that is no fault', async () => {
    resend.sendingOnly = true;
    const checks = await examine(by());
    resend.sendingOnly = false;
    expect(checks['resend-domains']).toMatchObject({
      state: 'skipped',
      detail: expect.stringMatching(/only send/) as string,
    });
    expect(checks[sender]).toBeUndefined();
    expect((await examine({ ...by(), RESEND_API_KEY: 're_other' }))['resend-domains']).toMatchObject({
      state: 'skipped',
      detail: expect.stringMatching(/API key is invalid/) as string,
    });
  });
});

describe('our own DKIM key', () => {
  const written = (name: string, bits: number) => {
    const file = path.join(folder, name);
    const made = generateKeyPairSync('rsa', { modulusLength: bits }).privateKey;
    writeFileSync(file, made.export({ type: 'pkcs8', format: 'pem' }));
    return { DKIM_KEY_FILE: file };
  };

  it('is told to be short, also where nothing is published', async () => {
    delete zone['a1._domainkey.agency.example'];
    const checks = await examine(written('short.pem', 1024));
    expect(checks['dkim:agency.example']).toMatchObject({ state: 'failure' });
    expect(checks['dkim-key']).toMatchObject({
      state: 'warning',
      detail: expect.stringContaining('1024 bits') as string,
      fix: expect.stringContaining('short.pem 2048') as string,
    });
    expect((await examine(written('shorter.pem', 768)))['dkim-key']).toMatchObject({ state: 'failure' });
  });

  it('may be gone since the start', async () => {
    const checks = await examine({ DKIM_KEY_FILE: path.join(folder, 'gone.pem') });
    expect(checks['dkim-key']).toMatchObject({ state: 'failure', detail: expect.stringContaining('ENOENT') as string });
  });
});

describe('the SMTP listener', () => {
  const files = { SMTP_LISTEN_CERT: localhost.certFile, SMTP_LISTEN_KEY: localhost.keyFile };
  const listening = async (change: Record<string, string>) => {
    const config = readConfig({ ...env, SMTP_LISTEN: '127.0.0.1:0', ...change });
    return (await listenSmtp({ ...api.app, config }, { closeMs: 200 }))!;
  };

  it('is reached, or not', async () => {
    const listener = await listening({});
    const port = { SMTP_LISTEN: `127.0.0.1:${listener.port}` };
    expect(await stateOf('smtp-listen', port)).toMatch(/^ok: .*on this machine only/);
    expect(await stateOf('smtp-listen', { ...port, ...files })).toMatch(/^failure: .*does not offer STARTTLS/);
    const other = { ...port, REPLY_DOMAIN: 'other.example' };
    expect(await stateOf('smtp-listen', other)).toMatch(/^failure: .*calls itself reply\.agency\.example/);
    // The listener of the test is on loopback, wherever the configuration puts it.
    const open = { SMTP_LISTEN: `0.0.0.0:${listener.port}` };
    expect(await stateOf('smtp-listen', open)).toMatch(/^warning: .*in clear/);
    await listener.close();
    expect(await stateOf('smtp-listen', port)).toMatch(/^failure: Nobody answers .*ECONNREFUSED.* -> Start/);
    expect(await stateOf('smtp-listen', { SMTP_LISTEN: '0' })).toMatch(/^skipped/);
  });

  it('shows a certificate that mail servers believe, or not', async () => {
    const listener = await listening(files);
    const open = { ...files, SMTP_LISTEN: `0.0.0.0:${listener.port}` };
    expect(await stateOf('smtp-listen', open)).toMatch(/^warning: .*does not stand for mx\.agency\.example/);
    zone['reply.agency.example'] = { TXT: ['v=spf1 ip4:192.0.2.10 ~all'], MX: [[10, 'localhost']] };
    zone['localhost'] = { A: ['127.0.0.1'] };
    expect(await stateOf('smtp-listen', open)).toMatch(/^ok: .*certificate for \d+ days more/);
    const local = { ...open, SMTP_LISTEN: `127.0.0.1:${listener.port}` };
    expect(await stateOf('smtp-listen', local)).toMatch(/^ok/);
    const app = { ...api.app, config: readConfig({ ...env, ...open }), transport: openSmtp({ url: sink.url }) };
    const unknown = await checkHouse(app, { dnsServer: dns.address, addresses: own });
    expect(unknown.find(({ id }) => id === 'smtp-listen')).toMatchObject({
      state: 'warning',
      detail: expect.stringContaining('nobody knows who signed it') as string,
    });
    await app.transport.close();
    await listener.close();
  });
});

describe('the mailbox', () => {
  it('lets us in, or not', async () => {
    const id = `imap:answers@127.0.0.1:${imap.port}/INBOX`;
    expect(await stateOf(id)).toMatch(/^ok/);
    imap.manners.refuseLogin = true;
    expect(await stateOf(id)).toMatch(/^failure: 127\.0\.0\.1 does not let us in/);
    expect(await stateOf(id)).not.toContain('mailpass');
    imap.manners.refuseLogin = false;
    const gone = { IMAP_URLS: 'imap://answers:mailpass@127.0.0.1:1/INBOX?tls=off' };
    expect(await stateOf('imap:answers@127.0.0.1:1/INBOX', gone)).toMatch(/^failure/);
  });
});

describe('the house', () => {
  it('has an address, a word about notice, an admin and owners', async () => {
    const example = { POSTAL_ADDRESS: 'Example Ltd, 1 High Street, London N1 9GU, UK' };
    expect(await stateOf('postal-address', example)).toMatch(/^failure: .*example/);
    await changeSettings(api.app, 'test', { noticeConfirmed: false });
    expect(await stateOf('notice')).toMatch(/^warning: .*noticeConfirmed=true/);
    await changeSettings(api.app, 'test', { noticeConfirmed: true });
    await api.app.db.update(users).set({ passwordHash: null });
    expect(await stateOf('admin')).toMatch(/^failure: No admin can sign in/);
    await api.app.db.update(users).set({ passwordHash: 'x' }).where(eq(users.role, 'admin'));
    await api.app.db.update(users).set({ isDefaultOwner: false });
    expect(await stateOf('owners')).toMatch(/^warning: There is no default owner/);
    await api.app.db.update(users).set({ isDefaultOwner: true }).where(eq(users.role, 'admin'));
    await api.app.db.update(clients).set({ ownerEmail: 'nobody@agency.example' });
    expect(await stateOf('owners')).toMatch(/^warning: 1 client names an owner/);
    await api.app.db.update(clients).set({ ownerEmail: null });
    const clientId = await people.client();
    expect(await stateOf('owners')).toMatch(/^warning: 1 client belongs to nobody/);
    await api.app.db.update(clients).set({ isDemo: true }).where(eq(clients.id, clientId));
    expect(await stateOf('demo')).toMatch(/^failure: .*npx ajar demo --remove/);
    await api.app.db.delete(clients).where(eq(clients.id, clientId));
  });
});

describe('the work', () => {
  it('has enrollments that nothing would move, and holds without an end', async () => {
    const { db } = api.app;
    const [open] = await db.select().from(enrollments);
    await db.update(enrollments).set({ nextActionAt: new Date(clock().getTime() - 7_200_000) });
    expect(await stateOf('enrollments')).toMatch(/^failure: 1 enrollment should have been looked at/);
    await pauseSending(api.app, 'test');
    expect(await stateOf('enrollments')).toMatch(/^ok/);
    await resumeSending(api.app, 'test');
    // The database itself refuses one without a next action: the doctor looks for what went around it.
    await db.execute(sql`alter table enrollments drop constraint enrollments_open_has_next_action`);
    await db.update(enrollments).set({ nextActionAt: null });
    expect(await stateOf('enrollments')).toMatch(/^failure: 1 active enrollment without a next action/);
    const held = {
      state: 'held' as const,
      holdCode: 'held' as const,
      heldAt: clock(),
      nextActionAt: open!.nextActionAt,
    };
    await db.update(enrollments).set({ ...held, holdReviewOn: '2030-01-01' });
    expect(await stateOf('holds')).toMatch(/^failure: 1 hold with neither/);
    const [user] = await db.select({ id: users.id }).from(users);
    await db.update(enrollments).set({ holdOwnerId: user!.id });
    expect(await stateOf('holds')).toMatch(/^ok/);
    await db.update(enrollments).set({ holdOwnerId: null, holdUntil: new Date('2030-01-01') });
    expect(await stateOf('holds')).toMatch(/^ok/);
    await db.update(enrollments).set(open!);
  });

  it('has letters, mails and notices that wait for a person, and clients with nobody to write to', async () => {
    const { db } = api.app;
    await db.update(messages).set({ state: 'uncertain' });
    expect(await stateOf('uncertain')).toMatch(/^warning: Of 1 letter nobody knows/);
    await db.update(messages).set({ state: 'failed' });
    expect(await stateOf('failed')).toMatch(/^warning: 1 letter could not leave/);
    await db.update(messages).set({ state: 'accepted' });
    const mail = { id: uuidv7(), source: 'api' as const, sha256: 'x', sizeBytes: 1, receivedAt: clock() };
    await db.insert(inboundMails).values({ ...mail, state: 'failed' });
    const event = { id: uuidv7(), provider: 'resend', eventId: 'e1', kind: 'email.bounced', receivedAt: clock() };
    await db.insert(providerEvents).values({ ...event, state: 'failed' });
    expect(await stateOf('stored-mail')).toMatch(/^warning: 1 mail that came in, 1 notice of the provider/);
    await db.delete(inboundMails);
    await db.delete(providerEvents);
    const clientId = await people.client({ name: 'Nobody Ltd' });
    await people.departure(clientId);
    expect(await stateOf('departed-contacts')).toMatch(/^warning: 1 departed client with nobody/);
    await people.contact(clientId, 'kim@nobody.example');
    expect(await stateOf('departed-contacts')).toMatch(/^ok/);
  });

  it('has jobs that do not run', async () => {
    await api.app.db.update(jobRuns).set({ startedAt: new Date(clock().getTime() - 3_600_000) });
    expect(await stateOf('schedule')).toMatch(/^failure: The job tick has not run for 60 minutes/);
    await api.app.db.delete(jobRuns);
    expect(await stateOf('schedule')).toMatch(/^warning: It has never run here/);
  });
});
