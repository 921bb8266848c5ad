import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listenSmtp } from '../../src/flows/inbound/listen-smtp.ts';
import { watchMailboxes } from '../../src/flows/inbound/watch-mailboxes.ts';
import type { SmtpListener } from '../../src/mail/in/smtp-listener.ts';
import { type ImapServer, openImapServer } from '../support/imap-server.ts';
import { rawMail } from '../support/mails.ts';
import { until } from '../support/product.ts';
import { talkTo } from '../support/smtp-talk.ts';
import { localhost } from '../support/tls.ts';
import { makeTray, type Tray } from '../support/tray.ts';

const postmaster = 'postmaster@reply.agency.example';
const mail = (subject: string) => rawMail({ To: postmaster, Subject: subject }, 'Good morning');
let imap: ImapServer;
let tray: Tray;
let listener: SmtpListener;
let stopWatching: () => Promise<void>;

beforeAll(async () => {
  imap = await openImapServer();
  const login = (user: string) => `imap://${user}:secret@127.0.0.1:${imap.port}/INBOX?tls=off`;
  tray = await makeTray({
    REPLY_DOMAIN: 'reply.agency.example',
    SMTP_LISTEN: '127.0.0.1:0',
    SMTP_LISTEN_CERT: localhost.certFile,
    SMTP_LISTEN_KEY: localhost.keyFile,
    IMAP_URLS: `${login('mara.jones%40agency.example')},${login('second')}`,
  });
  listener = (await listenSmtp(tray.app, { closeMs: 200, clientsOfOneAddress: 2, recipients: 2 }))!;
  stopWatching = () => Promise.resolve();
});
afterAll(async () => {
  await stopWatching();
  await listener.close();
  await tray.close();
  await imap.close();
});

/** The value of one line of the metrics; null where there is none. */
async function read(line: string): Promise<number | null> {
  const { text } = await tray.call('GET', '/metrics');
  const found = text.split('\n').find((one) => one.startsWith(`${line} `));
  return found === undefined ? null : Number(found.slice(line.length + 1));
}
const reads = (line: string, value: number) => until(line, async () => (await read(line)) === value);

describe('metrics of the SMTP listener', () => {
  it('count sessions, recipients and mails, and name nobody', async () => {
    expect(await read('ajar_smtp_connections_refused_total{reason="too_many"}')).toBe(0);
    const one = await talkTo(listener.port);
    await one.ask('EHLO mail.northwind.example');
    await one.ask('MAIL FROM:<jo@northwind.example>');
    await one.ask('RCPT TO:<nobody@reply.agency.example>');
    await one.ask('RCPT TO:<no address');
    for (const name of [postmaster, 'abuse@reply.agency.example', 'r+x@reply.agency.example'])
      await one.ask(`RCPT TO:<${name}>`);
    await one.ask('DATA');
    one.write(mail('Counted'));
    expect(await one.ask('.')).toMatch(/^250/);
    expect(await one.ask('MAIL FROM:<jo@northwind.example> SIZE=99999999')).toMatch(/^552/);
    await reads('ajar_smtp_connections', 1);
    await reads('ajar_smtp_connections_accepted_total', 1);
    await reads('ajar_smtp_recipients_refused_total{reason="unknown"}', 1);
    await reads('ajar_smtp_recipients_refused_total{reason="malformed"}', 1);
    await reads('ajar_smtp_recipients_refused_total{reason="too_many"}', 1);
    await reads('ajar_smtp_mails_taken_total{tls="no"}', 1);
    await reads('ajar_smtp_mails_taken_total{tls="yes"}', 0);
    await reads('ajar_smtp_bytes_taken_total', mail('Counted').byteLength);
    await reads('ajar_smtp_mails_not_taken_total{reason="too_large"}', 1);
    one.end();
    await reads('ajar_smtp_connections', 0);
    const transport = createTransport({ host: '127.0.0.1', port: listener.port, tls: { rejectUnauthorized: false } });
    await transport.sendMail({ envelope: { from: '', to: [postmaster] }, raw: mail('Over TLS') });
    await reads('ajar_smtp_mails_taken_total{tls="yes"}', 1);
    await reads('ajar_smtp_connections', 0);
    expect((await tray.call('GET', '/metrics')).text).not.toMatch(/northwind|agency|mara/);
  });

  it('say why a session was not let in, or not borne', async () => {
    const refused = (reason: string) => `ajar_smtp_connections_refused_total{reason="${reason}"}`;
    const [first, second] = [await talkTo(listener.port), await talkTo(listener.port)];
    await talkTo(listener.port);
    await reads(refused('too_many_of_one_host'), 1);
    first.write('GET / HTTP/1.1\r\n');
    await first.closed;
    await reads(refused('not_smtp'), 1);
    second.write('x'.repeat(5000));
    await second.closed;
    await reads(refused('line_too_long'), 1);
    const third = await talkTo(listener.port);
    third.write('nonsense\r\n'.repeat(12));
    await third.closed;
    await reads(refused('nonsense'), 1);
    const fourth = await talkTo(listener.port);
    fourth.write(`EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<${postmaster}>\r\nDATA\r\nSubject: half`);
    await until('DATA', async () => /^354/m.test(fourth.said()));
    fourth.end();
    await reads('ajar_smtp_mails_not_taken_total{reason="broken_off"}', 1);
  });
});

it('metrics of mailboxes say which by its place in IMAP_URLS, and tell of losses', async () => {
  expect(await read('ajar_mailbox_connected{mailbox="1"}')).toBe(0);
  imap.deliver(mail('fetched'));
  stopWatching = watchMailboxes(tray.app, { idleMs: 50, firstWaitMs: 20, longestWaitMs: 100 });
  for (const place of ['1', '2']) {
    await reads(`ajar_mailbox_connected{mailbox="${place}"}`, 1);
    await reads(`ajar_mailbox_mails_total{mailbox="${place}"}`, 1);
    await reads(`ajar_mailbox_failing{mailbox="${place}"}`, 0);
    await reads(`ajar_mailbox_last_look_seconds{mailbox="${place}"}`, 0);
  }
  imap.kick();
  for (const place of ['1', '2']) {
    await reads(`ajar_mailbox_connections_total{mailbox="${place}"}`, 2);
    await reads(`ajar_mailbox_errors_total{mailbox="${place}",code="ConnectionLost"}`, 1);
  }
  await stopWatching();
  await reads('ajar_mailbox_connected{mailbox="1"}', 0);
  expect((await tray.call('GET', '/metrics')).text).not.toMatch(/northwind|agency|mara/);
});

it('metrics of what came in say what it was, how long it took to read, and what could not be', async () => {
  const before = (await read('ajar_inbound_parse_seconds_count'))!;
  const others = (await read('ajar_inbound_mails_total{kind="other",state="unmatched"}')) ?? 0;
  await tray.receive(rawMail({ To: 'info@agency.example', Subject: 'From a stranger' }, 'Good morning'));
  await tray.receive(Buffer.alloc(0));
  await reads('ajar_inbound_parse_seconds_count', before + 2);
  await reads('ajar_inbound_parse_failures_total{reason="empty"}', 1);
  await reads('ajar_inbound_mails_total{kind="other",state="unmatched"}', others + 1);
  await reads('ajar_inbound_mails_total{kind="unread",state="failed"}', 1);
});
