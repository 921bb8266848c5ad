import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { inboundMails, jobRuns, mailboxes } from '../../src/db/schema.ts';
import { watchMailboxes, type WatchPace } from '../../src/flows/inbound/watch-mailboxes.ts';
import { type ImapServer, openImapServer } from '../support/imap-server.ts';
import { answerTo, rawMail } from '../support/mails.ts';
import { until } from '../support/product.ts';
import { makeTray, type Tray } from '../support/tray.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'ajar-imap-'));
const quick: WatchPace = { holdSeconds: 60, idleMs: 50, firstWaitMs: 20, longestWaitMs: 100, refusedWaitMs: 50 };
let tray: Tray;
let imap: ImapServer;
const stops: (() => Promise<void>)[] = [];
let count = 0;

beforeAll(async () => {
  tray = await makeTray();
});
beforeEach(async () => {
  imap = await openImapServer();
  count += 1;
});
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
  await imap.close();
});
afterAll(async () => {
  await tray.close();
  rmSync(folder, { recursive: true, force: true });
});

const appWith = (urls: string) => ({ ...tray.app, config: readConfig({ LOG_LEVEL: 'silent', IMAP_URLS: urls }) });
const urlOf = (query = '', login = `box${count}:pa%3Ass`) =>
  `imap://${login}@127.0.0.1:${imap.port}/INBOX?tls=off${query}`;

function watch(query = '', pace: Partial<WatchPace> = {}): () => Promise<void> {
  const stop = watchMailboxes(appWith(urlOf(query)), { ...quick, ...pace });
  stops.push(stop);
  return stop;
}

const letter = (subject: string) => rawMail({ To: 'info@agency.example', Subject: subject }, 'Good morning');
const bySubject = (subject: string) => tray.app.db.select().from(inboundMails).where(eq(inboundMails.subject, subject));
const arrived = (subject: string) =>
  until(`the mail ${subject}`, async () => (await bySubject(subject)).find((row) => row.state !== 'stored'));
const seen = (uid: number) => until('the flag', async () => imap.flags(uid).includes('\\Seen'));
const run = async () =>
  (await tray.app.db.select().from(jobRuns)).find((row) => row.name.startsWith(`mailbox box${count}@`));
const position = async () =>
  (await tray.app.db.select().from(mailboxes)).find((row) => row.name.startsWith(`box${count}@`));

describe('a mailbox', () => {
  it('is read from its start, each mail stored before it is flagged, and what comes later at once', async () => {
    const jo = await tray.someone();
    const first = imap.deliver(answerTo(jo, 'Please call me.', { Subject: 'Re: first' }));
    watch('&poll=3600');
    const row = await arrived('Re: first');
    expect(row).toMatchObject({ source: 'imap', kind: 'reply', matchedBy: 'reply_token', state: 'handled' });
    expect(row.sourceId).toBe(`box${count}@127.0.0.1:${imap.port}/INBOX 1700000000 1`);
    await seen(first);
    await until('IDLE', async () => imap.commands.includes('IDLE'));
    const second = imap.deliver(letter('told at once'));
    await arrived('told at once');
    await seen(second);
    await until('the place', async () => (await position())?.lastUid === second);
    expect(imap.logins).toEqual([`PLAIN box${count} pa:ss`]);
    expect(imap.commands.join('\n')).not.toMatch(/EXPUNGE|Deleted|BODY\[/);
    expect(await run()).toMatchObject({ error: null });
  });

  it.each(['SELECT', 'UID FETCH', 'UID STORE'])('hears of a mail that comes while %s is answered', async (command) => {
    imap.deliver(letter(`before ${command}`));
    imap.manners.comesDuring = { command, raw: letter(`during ${command}`) };
    watch('&poll=3600');
    await arrived(`during ${command}`);
    expect(await bySubject(`before ${command}`)).toHaveLength(1);
  });

  it('is looked at now and then where the server announces nothing', async () => {
    imap.manners.idle = false;
    watch('&poll=1');
    await until('the first look', async () => (await run())?.endedAt);
    imap.deliver(letter('found by looking'));
    await arrived('found by looking');
  });

  it('goes on where it stopped, after a lost connection and in the next process', async () => {
    const first = imap.deliver(letter('before'));
    const stop = watch('&poll=3600');
    await arrived('before');
    await seen(first);
    await until('the place', async () => (await position())?.lastUid === first);
    imap.kick();
    imap.deliver(letter('while away'));
    await arrived('while away');
    await stop();
    imap.deliver(letter('next day'));
    watch();
    await arrived('next day');
    for (const subject of ['before', 'while away', 'next day']) expect(await bySubject(subject)).toHaveLength(1);
    const fetched = imap.commands.filter((line) => /BODY\.PEEK\[\]/.test(line));
    expect(fetched).toHaveLength(3);
  });

  it('takes nothing in twice when the server counts anew', async () => {
    imap.deliver(letter('old 1'));
    imap.deliver(letter('old 2'));
    watch('&poll=1');
    await arrived('old 2');
    await until('the place', async () => (await position())?.lastUid === 2);
    imap.remove(1);
    imap.recreate(1_800_000_000);
    imap.deliver(letter('new 1'));
    await arrived('new 1');
    expect(await bySubject('old 2')).toHaveLength(1);
    await until('the place', async () => (await position())?.lastUid === 2);
    expect(await position()).toMatchObject({ uidValidity: 1_800_000_000 });
  });

  it('keeps of a mail that is too large that it came, from whom, and goes on', async () => {
    imap.manners.sizeOf = (uid, size) => (uid === 1 ? 40 * 1024 * 1024 : size);
    const uid = imap.deliver(letter('huge'));
    imap.deliver(letter('small'));
    watch();
    await arrived('small');
    const [row] = await bySubject('huge');
    expect(row).toMatchObject({
      state: 'failed',
      error: 'unreadable:too_large',
      sizeBytes: 40 * 1024 * 1024,
      raw: null,
      fromAddress: 'jo@northwind.example',
    });
    await seen(uid);
    imap.recreate(1_900_000_000);
    imap.deliver(letter('behind the huge one'));
    await arrived('behind the huge one');
    expect(await bySubject('huge')).toHaveLength(1);
  });

  it('keeps nothing of a mail too large of somebody who is erased', async () => {
    const jo = await tray.someone();
    expect((await tray.call('DELETE', `/v1/contacts/${jo.contactId}`)).status).toBeLessThan(300);
    imap.manners.sizeOf = () => 40 * 1024 * 1024;
    imap.deliver(rawMail({ From: `Jo <${jo.email}>`, Subject: 'huge and theirs' }, 'Good morning'));
    watch();
    const [row] = await until('the record', async () => {
      const rows = await tray.app.db.select().from(inboundMails).where(eq(inboundMails.source, 'imap'));
      const found = rows.filter((one) => one.sourceId?.startsWith(`box${count}@`));
      return found.length > 0 && found;
    });
    expect(row).toMatchObject({
      state: 'dismissed',
      fromAddress: null,
      subject: null,
      messageIdHeader: null,
      raw: null,
    });
  });

  it('is not stopped by a mail that its server cannot hand out', async () => {
    imap.manners.cutOnFetch = imap.deliver(letter('broken'));
    imap.deliver(letter('behind it'));
    watch();
    await arrived('behind it');
    const kept = await tray.app.db.select().from(inboundMails).where(eq(inboundMails.error, 'unreadable:not_fetched'));
    expect(kept).toHaveLength(1);
  });

  it('leaves what is older than it is asked for', async () => {
    const old = imap.deliver(letter('of last year'), '2025-03-01');
    imap.deliver(letter('of this year'), '2026-11-20');
    watch('&since=2026-11-01');
    await arrived('of this year');
    expect(await bySubject('of last year')).toEqual([]);
    expect(imap.flags(old)).toEqual([]);
  });

  it('flags nothing that could not be stored, and tries again', async () => {
    const uid = imap.deliver(letter('patience'));
    await tray.app.pool.query(
      `create or replace function refuse() returns trigger language plpgsql as $$ begin raise exception 'full'; end $$;
       create trigger full_disk before insert on inbound_mails for each row execute function refuse()`,
    );
    watch();
    await until('the failure', async () => (await run())?.error);
    expect(imap.flags(uid)).toEqual([]);
    await tray.app.pool.query('drop trigger full_disk on inbound_mails');
    await arrived('patience');
    await seen(uid);
    await until('a good end', async () => (await run())?.error === null);
  });

  it('says in words why it cannot be read, and never its password', async () => {
    imap.manners.refuseLogin = true;
    watch();
    await until('the failure', async () => (await run())?.error === 'log-in refused');
    const today = await tray.call('GET', '/v1/today');
    expect(JSON.stringify(today.body.health.troubles)).toMatch(
      /mailbox box\d+@127\.0\.0\.1:\d+\/INBOX failed.*log-in refused/,
    );
    expect(JSON.stringify([tray.logged, today.body])).not.toMatch(/pa:ss|pa%3Ass/);
    imap.manners.refuseLogin = false;
    await until('a good end', async () => (await run())?.error === null);
  });

  it('is opened with an access token, read anew for each log-in', async () => {
    const file = path.join(folder, 'token');
    writeFileSync(file, 'token-of-today\n');
    const stop = watchMailboxes(appWith(urlOf(`&token_file=${encodeURIComponent(file)}`, `box${count}`)), quick);
    stops.push(stop);
    await until('the log-in', async () => imap.logins.length === 1);
    writeFileSync(file, 'token-of-tomorrow');
    imap.kick();
    await until('the next log-in', async () => imap.logins.length === 2);
    expect(imap.logins.map((one) => /token-of-\w+/.exec(one)?.[0])).toEqual(['token-of-today', 'token-of-tomorrow']);
    expect(imap.logins[0]).toContain('XOAUTH2');
  });

  it('is read by one process at a time, and by another when that one is gone', async () => {
    const config = readConfig({ LOG_LEVEL: 'silent', IMAP_URLS: urlOf('&poll=1') });
    const processOf = (last: number) => ({
      ...tray.app,
      config,
      processId: `01930000-0000-7000-8000-00000000010${last}`,
    });
    const stop = watchMailboxes(processOf(1), quick);
    stops.push(stop);
    await until('a log-in', async () => imap.logins.length === 1);
    stops.push(watchMailboxes(processOf(2), quick));
    imap.deliver(letter('for the first'));
    await arrived('for the first');
    expect(imap.logins).toHaveLength(1);
    await stop();
    await until('the other', async () => (await position())?.heldBy?.endsWith('102'));
    imap.deliver(letter('for the second'));
    await arrived('for the second');
  });

  it('is kept while one mail takes longer than it is held for', async () => {
    const config = readConfig({ LOG_LEVEL: 'silent', IMAP_URLS: urlOf('&poll=1') });
    const isFetched = (line: string) => /BODY\.PEEK\[\]/.test(line);
    let handOut = () => {};
    imap.manners.slow = new Promise((resolve) => (handOut = resolve));
    imap.deliver(letter('large'));
    stops.push(watchMailboxes({ ...tray.app, config }, { ...quick, holdSeconds: 2 }));
    await until('the mail on its way', async () => imap.commands.some(isFetched));
    const before = (await position())!.heldUntil!;
    stops.push(
      watchMailboxes(
        { ...tray.app, config, processId: '01930000-0000-7000-8000-000000000102' },
        { ...quick, holdSeconds: 2 },
      ),
    );
    await until('a renewal after the first time was over', async () => {
      const { rows } = await tray.app.pool.query('select clock_timestamp() > $1 as over', [before]);
      return rows[0].over && (await position())!.heldUntil! > before;
    });
    handOut();
    await arrived('large');
    expect(imap.commands.filter(isFetched)).toHaveLength(1);
    expect(imap.logins).toHaveLength(1);
  });

  it('ends the mail in hand when it is to stop, and leaves the rest', async () => {
    for (let number = 0; number < 30; number += 1) imap.deliver(letter(`pile ${number}`));
    const stop = watch();
    await arrived('pile 0');
    await stop();
    const { lastUid, heldBy } = (await position())!;
    expect(heldBy).toBeNull();
    expect(imap.flags(lastUid)).toEqual(['\\Seen']);
    expect(imap.flags(lastUid + 1)).toEqual([]);
    expect(await bySubject(`pile ${lastUid}`)).toEqual([]);
  });
});
