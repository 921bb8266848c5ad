import { rmSync } from 'node:fs';
import { eq } from 'drizzle-orm';
import { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { inboundMails, mailboxes } from '../../src/db/schema.ts';
import { listenSmtp } from '../../src/flows/inbound/listen-smtp.ts';
import { watchMailboxes } from '../../src/flows/inbound/watch-mailboxes.ts';
import type { SmtpListener } from '../../src/mail/in/smtp-listener.ts';
import { openSmtp } from '../../src/mail/out/smtp.ts';
import type { Transport } from '../../src/mail/out/transport.ts';
import { type Dovecot, copyCertificate, openDovecot } from '../support/dovecot.ts';
import { answerTo, type LeftLetter, rawMail } from '../support/mails.ts';
import { openPostfix, type Postfix } from '../support/postfix.ts';
import { until } from '../support/product.ts';
import { makeTray, type Tray } from '../support/tray.ts';
import { makeServerFolder } from './leftovers.mjs';
import { isPresent, missingForInterop } from './present.mjs';

const isRoot = process.getuid?.() === 0;
const hasDovecot = isRoot && isPresent('dovecot');
const hasBoth = hasDovecot && isPresent('postfix');
const missing = missingForInterop(['dovecot', 'postfix']);
const because = missing.length === 0 ? '' : ` (skipped because ${missing.join(' ')})`;

let folder: string;
let dovecot: Dovecot;
let certificate: { cert: string; key: string };
let tray: Tray;
const stops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  if (!hasDovecot) return;
  folder = makeServerFolder();
  certificate = copyCertificate(folder);
  dovecot = await openDovecot(folder, certificate);
  tray = await makeTray({
    REPLY_DOMAIN: 'reply.agency.example',
    SMTP_LISTEN: '127.0.0.1:0',
    SMTP_LISTEN_CERT: certificate.cert,
    SMTP_LISTEN_KEY: certificate.key,
  });
}, 120_000);
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});
afterAll(async () => {
  if (!hasDovecot) return;
  await tray.close();
  await dovecot.close();
  rmSync(folder, { recursive: true, force: true });
});

const mail = (subject: string) => rawMail({ To: 'replies@agency.example', Subject: subject }, 'Good morning');
const bySubject = (subject: string) => tray.app.db.select().from(inboundMails).where(eq(inboundMails.subject, subject));
const arrived = (subject: string) =>
  until(`the mail ${subject}`, async () => (await bySubject(subject)).find((row) => row.state !== 'stored'), 40_000);

/** Somebody else's mail program, logged in to the same account. */
async function withClient<T>(work: (client: ImapFlow) => Promise<T>): Promise<T> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: dovecot.imapsPort,
    secure: true,
    auth: { user: 'box', pass: 'secret' },
    tls: { rejectUnauthorized: false },
    logger: false,
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.logout();
  }
}

function watch(mailbox: string, poll = 3600): void {
  const query = `ca_file=${encodeURIComponent(certificate.cert)}&poll=${poll}`;
  const IMAP_URLS = `imaps://box:secret@127.0.0.1:${dovecot.imapsPort}/${mailbox}?${query}`;
  const app = { ...tray.app, config: readConfig({ LOG_LEVEL: 'silent', IMAP_URLS }) };
  stops.push(watchMailboxes(app, { firstWaitMs: 100, longestWaitMs: 500, idleMs: 100 }));
}

describe.skipIf(!hasDovecot)(`IMAP with Dovecot${because}`, () => {
  it('takes in what lies there, flags it, and hears of the next at once', async () => {
    await withClient((client) => client.append('INBOX', mail('lay there')));
    watch('INBOX');
    await arrived('lay there');
    await withClient((client) => client.append('INBOX', mail('announced')));
    await arrived('announced');
    const flags = await until('the flags', async () =>
      withClient(async (client) => {
        await client.mailboxOpen('INBOX', { readOnly: true });
        const all = await client.fetchAll('1:*', { flags: true });
        return all.every((one) => one.flags?.has('\\Seen')) && all.length;
      }),
    );
    expect(flags).toBe(2);
  });

  it('comes back after its session was ended', async () => {
    watch('INBOX');
    await withClient((client) => client.append('INBOX', mail('before the kick')));
    await arrived('before the kick');
    dovecot.kick();
    await withClient((client) => client.append('INBOX', mail('after the kick')));
    await arrived('after the kick');
    expect(await bySubject('before the kick')).toHaveLength(1);
  });

  it('takes nothing in twice when the folder was deleted and made anew', async () => {
    await withClient(async (client) => {
      await client.mailboxCreate('Replies');
      await client.append('Replies', mail('of the old folder'));
    });
    watch('Replies', 1);
    await arrived('of the old folder');
    const positionOf = async () =>
      (await tray.app.db.select().from(mailboxes)).find((row) => row.name.endsWith('/Replies'));
    const before = await until('the place', positionOf);
    // UIDVALIDITY is the second of the making.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await withClient(async (client) => {
      await client.mailboxDelete('Replies');
      await client.mailboxCreate('Replies');
      await client.append('Replies', mail('of the old folder'));
      await client.append('Replies', mail('of the new folder'));
    });
    await arrived('of the new folder');
    const after = await until('the new place', async () => {
      const row = await positionOf();
      return row?.lastUid === 2 && row;
    });
    expect(after.uidValidity).not.toBe(before.uidValidity);
    // Written anew with another Message-ID it is another mail; the same bytes would be the same one.
    expect((await bySubject('of the old folder')).length).toBe(2);
  });

  it('knows the same bytes again', async () => {
    const same = mail('the very same');
    await withClient((client) => client.append('Replies', same));
    watch('Replies', 1);
    await arrived('the very same');
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await withClient(async (client) => {
      await client.mailboxDelete('Replies');
      await client.mailboxCreate('Replies');
      await client.append('Replies', same);
      await client.append('Replies', mail('behind the same'));
    });
    await arrived('behind the same');
    expect(await bySubject('the very same')).toHaveLength(1);
  });
});

describe.skipIf(!hasBoth)(`SMTP with Postfix${because}`, () => {
  let postfix: Postfix;
  let listener: SmtpListener;
  let transport: Transport;
  let jo: LeftLetter;
  let gone: LeftLetter;

  beforeAll(async () => {
    jo = await tray.someone();
    gone = await tray.someone();
    listener = (await listenSmtp(tray.app))!;
    postfix = await openPostfix(folder, {
      tls: certificate,
      dovecot,
      transports: {
        'reply.agency.example': `smtp:[127.0.0.1]:${listener.port}`,
        // A server that knows nobody of that domain.
        [gone.email.split('@')[1]!]: `smtp:[127.0.0.1]:${listener.port}`,
      },
      boxes: { [jo.email]: '', 'replies@agency.example': '' },
    });
    transport = openSmtp({
      url: `smtp://box:secret@127.0.0.1:${postfix.port}?requireTLS=true&tls.rejectUnauthorized=false`,
    });
  }, 120_000);
  afterAll(async () => {
    await transport?.close();
    await postfix?.close();
    await listener?.close();
  });

  const handOver = async ({ outgoing }: LeftLetter) =>
    transport.handOver({
      key: outgoing.id,
      letters: [{ id: outgoing.id, envelopeFrom: outgoing.envelopeFrom, to: outgoing.to.address }],
      bytes: transport.encode([outgoing]),
    });
  const bySmtp = async () => tray.app.db.select().from(inboundMails).where(eq(inboundMails.source, 'smtp'));

  it('carries a letter over STARTTLS with a log-in, and it arrives with all its marks', async () => {
    expect(await transport.verify()).toBeNull();
    expect(await handOver(jo)).toMatchObject([{ kind: 'accepted' }]);
    const source = await until('the letter', () =>
      withClient(async (client) => {
        await client.mailboxOpen('INBOX', { readOnly: true });
        const found = await client.search({ header: { 'message-id': jo.outgoing.messageId } });
        const one = found ? found.at(-1) : undefined;
        return one === undefined ? null : client.fetchOne(String(one), { source: true }).then((it) => it && it.source);
      }),
    );
    const text = source.toString();
    expect(text).toContain(`Return-Path: <${jo.outgoing.envelopeFrom}>`);
    expect(text).toContain(`Message-ID: <${jo.outgoing.messageId}>`);
    expect(text.replaceAll(/\r?\n[ \t]/g, ' ')).toContain(jo.outgoing.replyTo.address);
    expect(text).toMatch(/^Received: .*\r?\n(?:[ \t].*\r?\n)*?.*with ESMTPSA/m);
    expect(text).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click/m);
  });

  it('hands the answer to our listener over STARTTLS, and it is the reply to that letter', async () => {
    const client = createTransport({
      host: '127.0.0.1',
      port: postfix.port,
      requireTLS: true,
      tls: { rejectUnauthorized: false },
      auth: { user: 'box', pass: 'secret' },
    });
    const to = [jo.outgoing.replyTo.address];
    await client.sendMail({ envelope: { from: jo.email, to }, raw: answerTo(jo, 'Let us talk on Monday.') });
    const row = await until('the answer', async () => (await bySmtp()).find((one) => one.kind === 'reply'));
    expect(row).toMatchObject({ state: 'handled', matchedBy: 'reply_token', messageId: jo.messageId });
    expect(Buffer.from(row.raw!).toString()).toMatch(
      /Received: from mx\.postfix\.example \(unknown \[127\.0\.0\.1\]\)\r\n\tby reply\.agency\.example with ESMTPS/,
    );
  });

  it('gets the bounce of a real server, as the hard bounce of that letter', async () => {
    expect(await handOver(gone)).toMatchObject([{ kind: 'accepted' }]);
    const row = await until('the bounce', async () => (await bySmtp()).find((one) => one.kind === 'bounce'), 40_000);
    expect(row).toMatchObject({ state: 'handled', severity: 'hard', messageId: gone.messageId });
    expect((await tray.letter(gone.messageId)).state).toBe('bounced');
    expect(await tray.suppressionsOf(gone.email)).toMatchObject([{ reason: 'hard_bounce' }]);
  });

  it('refuses at RCPT whom we do not know, so that Postfix tells its sender', async () => {
    const client = createTransport({
      host: '127.0.0.1',
      port: postfix.port,
      tls: { rejectUnauthorized: false },
      auth: { user: 'box', pass: 'secret' },
    });
    const before = (await bySmtp()).length;
    const envelope = { from: 'replies@agency.example', to: ['nobody@reply.agency.example'] };
    await client.sendMail({ envelope, raw: mail('for nobody') });
    const told = await until('the bounce', () =>
      withClient(async (one) => {
        await one.mailboxOpen('INBOX', { readOnly: true });
        const found = await one.search({ body: 'No such recipient here' });
        return found ? found.length : 0;
      }),
    );
    expect(told).toBe(1);
    expect((await bySmtp()).length).toBe(before);
  });

  it('carries 25 MB of attachments to us', async () => {
    const client = createTransport({
      host: '127.0.0.1',
      port: postfix.port,
      tls: { rejectUnauthorized: false },
      auth: { user: 'box', pass: 'secret' },
    });
    await client.sendMail({
      envelope: { from: jo.email, to: [jo.outgoing.replyTo.address] },
      from: jo.email,
      to: jo.outgoing.replyTo.address,
      subject: 'The plans',
      inReplyTo: `<${jo.outgoing.messageId}>`,
      text: 'Here they are.',
      attachments: [{ filename: 'plans.pdf', content: Buffer.alloc(25 * 1024 * 1024, 7) }],
    });
    const row = await arrived('The plans');
    expect(row).toMatchObject({ source: 'smtp', state: 'handled', kind: 'reply' });
    expect(row.attachments).toMatchObject([{ filename: 'plans.pdf', size: 25 * 1024 * 1024 }]);
  });
});
