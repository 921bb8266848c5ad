import { describe, expect, it } from 'vitest';

import type { ParsedMail } from '../../../src/domain/inbound/mail.ts';
import { recipientCandidates } from '../../../src/domain/inbound/recipients.ts';
import { parseMail } from '../../../src/mail/in/parse.ts';
import { cpuMs } from '../../support/cpu.ts';
import { mailFixture } from './fixture.ts';
import { head, slowMails } from './slow-mails.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function parsed(raw: Uint8Array): Promise<ParsedMail> {
  const result = await parseMail(raw);
  if (result.kind === 'unparseable') throw new Error(result.reason);
  return result.mail;
}

it('takes a delivery report apart: its recipients and what it returns', async () => {
  const mail = await parsed(await mailFixture('dsn-postfix-hard.eml'));
  expect([mail.contentType, mail.reportType, mail.returnPath]).toEqual(['multipart/report', 'delivery-status', '']);
  expect(mail.deliveryStatus[0]?.perRecipient[0]).toContainEqual(['final-recipient', 'rfc822; jo@northwind.example']);
  expect(mail.deliveryStatus[0]?.perRecipient[0]).toContainEqual([
    'diagnostic-code',
    'smtp; 550 5.1.1 <jo@northwind.example>: Recipient address rejected: User unknown in virtual mailbox table',
  ]);
  expect(mail.returned?.messageId).toBe('letter-1@reply.agency.example');
  expect(mail.returned?.listUnsubscribe).toContain('unsubscribe+abc123@reply.agency.example');
  expect(mail.returned?.to[0]?.address).toBe('jo@northwind.example');
  expect(mail.returned?.text).toContain('Dear Jo');
});

it('tells the null sender from a mail that does not say who sent it', async () => {
  expect((await parsed(await mailFixture('vacation-gmail.eml'))).returnPath).toBe('');
  expect((await parsed(await mailFixture('new-message.eml'))).returnPath).toBeNull();
  expect((await parsed(await mailFixture('reply-top-en.eml'))).returnPath).toBe('jo@northwind.example');
});

it('reads ids without brackets, and none where a mail has none', async () => {
  const reply = await parsed(await mailFixture('reply-top-en.eml'));
  expect([reply.messageId, reply.inReplyTo, reply.references]).toEqual([
    'answer-1@northwind.example',
    ['letter-1@reply.agency.example'],
    ['letter-0@reply.agency.example', 'letter-1@reply.agency.example'],
  ]);
  const bare = await parsed(await mailFixture('reply-without-ids.eml'));
  expect([bare.messageId, bare.inReplyTo, bare.references]).toEqual([null, [], []]);
});

it('offers the envelope recipient before the written one', async () => {
  const mail = await parsed(
    bytes(
      'Delivered-To: <R+ABC@x.example>\nX-Original-To: r+abc@x.example\nTo: Us <us@x.example>\nCc: b@x.example\n\nHi',
    ),
  );
  expect(recipientCandidates(mail)).toEqual(['r+abc@x.example', 'us@x.example', 'b@x.example']);
});

it('decodes headers with raw 8-bit bytes and encoded words', async () => {
  expect((await parsed(await mailFixture('reply-8bit-header.eml'))).subject).toBe('Re: Danke für drei gute Jahre');
  expect((await parsed(await mailFixture('bounce-exchange-de.eml'))).subject).toBe(
    'Unzustellbar: Danke für drei gute Jahre',
  );
});

it('reads lines that end in CR, LF or CRLF alike', async () => {
  const text = 'From: jo@northwind.example\nSubject: Hi\nContent-Type: text/plain\n\nOne\nTwo\n';
  for (const end of ['\n', '\r\n', '\r']) {
    const mail = await parsed(bytes(text.replaceAll('\n', end)));
    expect([mail.subject, mail.text?.trim()]).toEqual(['Hi', 'One\nTwo']);
  }
});

it('gives no date rather than a made-up one', async () => {
  expect((await parsed(bytes('From: a@b.example\nDate: yesterday\n\nHi'))).date).toBeNull();
  expect((await parsed(await mailFixture('new-message.eml'))).date).toEqual(new Date('2026-11-17T10:30:00Z'));
});

it('keeps the names and sizes of attachments, not their bytes', async () => {
  const mail = await parsed(await mailFixture('report-dmarc.eml'));
  expect(mail.attachments).toEqual([
    { filename: 'provider.example!agency.example!1!2.zip', contentType: 'application/zip', size: 10, method: null },
  ]);
});

it('survives bytes that are no mail at all', async () => {
  expect(await parseMail(new Uint8Array())).toMatchObject({ kind: 'unparseable', reason: 'empty' });
  expect(await parseMail(new Uint8Array(37 * 1024 * 1024))).toMatchObject({ kind: 'unparseable', reason: 'too_large' });
  await expect(parseMail(new Uint8Array(1000).fill(255))).resolves.toBeDefined();
});

it('reads a mail with 25 MB of attachments, keeping none of their bytes', async () => {
  const file = Buffer.alloc(25 * 1024 * 1024, 7)
    .toString('base64')
    .replaceAll(/.{76}/g, '$&\r\n');
  const head =
    'From: jo@northwind.example\r\nSubject: Plans\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nSee the plans.\r\n';
  const part = '--x\r\nContent-Type: application/pdf; name=plans.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n';
  const raw = Buffer.from(`${head}${part}${file}\r\n--x--\r\n`);
  const mail = await parsed(raw);
  expect(mail.text?.trim()).toBe('See the plans.');
  expect(mail.attachments).toEqual([
    { filename: 'plans.pdf', contentType: 'application/pdf', size: 25 * 1024 * 1024, method: null },
  ]);
  expect(JSON.stringify(mail).length).toBeLessThan(10_000);
});

it('ends at once on parts nested a thousand deep', async () => {
  const open = Array.from(
    { length: 1000 },
    (_, at) => `Content-Type: multipart/mixed; boundary="b${at}"\n\n--b${at}\n`,
  );
  const raw = bytes(`From: a@b.example\n${open.join('')}Content-Type: text/plain\n\nHi`);
  expect(await cpuMs(() => parseMail(raw))).toBeLessThan(5000);
});

it('ends at once on mails returned within mails a hundred deep', async () => {
  const open = Array.from({ length: 100 }, () => 'Content-Type: message/rfc822\n\n');
  await expect(parseMail(bytes(`From: a@b.example\n${open.join('')}Hi`))).resolves.toMatchObject({ kind: 'parsed' });
});

describe('a mail of 24 MB that is made to be slow', () => {
  it.each(slowMails)('%s is read, and its first words are kept', async (_name, make) => {
    const mail = await parsed(make());
    expect(mail.subject).toBe('Much');
    expect(mail.from).toEqual([{ name: 'Jo', address: 'jo@northwind.example' }]);
    expect(mail.text).toMatch(/^First/);
    expect(mail.text!.length).toBeLessThanOrEqual(1_000_000);
    expect(mail.attachments.length).toBeLessThanOrEqual(200);
  });

  it('of HTML too, and its attachments are named with their sizes whatever the words are', async () => {
    const file = Buffer.alloc(300_000, 7).toString('base64');
    const raw = Buffer.concat([
      Buffer.from(
        `${head}Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>First`,
      ),
      Buffer.from('<p>Some <b>words</b> &amp; more</p>\r\n'.repeat(500_000)),
      Buffer.from(
        `--x\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n${file}\r\n--x--\r\n`,
      ),
    ]);
    const mail = await parsed(raw);
    expect(mail.html).toMatch(/^<p>First/);
    expect(mail.html!.length).toBe(1_000_000);
    expect(mail.attachments).toEqual([
      { filename: 'a.pdf', contentType: 'application/pdf', size: 300_000, method: null },
    ]);
  });
});

it('gives up on a mail that takes too long, and reads the next one', async () => {
  const huge = bytes(
    `From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n${'--x\n\nHi\n'.repeat(400_000)}`,
  );
  expect(await parseMail(huge, { timeoutMs: 1 })).toMatchObject({ kind: 'unparseable', reason: 'timeout' });
  expect(await parsed(await mailFixture('new-message.eml'))).toMatchObject({ subject: 'A question about the invoice' });
});

it('reads many mails at the same time without mixing them up', async () => {
  const subjects = Array.from({ length: 40 }, (_, at) => `Subject ${at}`);
  const mails = await Promise.all(
    subjects.map((subject) => parsed(bytes(`From: a@b.example\nSubject: ${subject}\n\nHi`))),
  );
  expect(mails.map((mail) => mail.subject)).toEqual(subjects);
});
