import { localDay } from '../../domain/calendar.ts';
import type { DemoLetter } from '../../db/demo/demo.ts';

/** Mails as mail programs and servers write them, made from the headers that the letter really had. */

interface Writer {
  name: string;
  address: string;
}

/** What a mail answers: the letter with its exact copy. */
type Answered = Pick<
  DemoLetter,
  'id' | 'replyTo' | 'envelopeFrom' | 'subject' | 'text' | 'headers' | 'messageIdHeader' | 'fromName' | 'toAddress'
>;

function encodeWord(text: string): string {
  return /^[ -~]*$/.test(text) ? text : `=?UTF-8?B?${Buffer.from(text, 'utf8').toString('base64')}?=`;
}

/** Headers in order, CRLF throughout (RFC 5322); the same scene on the same letter has the same Message-ID. */
function mailOf(headers: Record<string, string>, body: string): Uint8Array {
  const all = { 'MIME-Version': '1.0', 'Content-Type': 'text/plain; charset=utf-8', ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from(`${lines.join('\n')}\n\n${body}\n`.replaceAll(/\r?\n/g, '\r\n'), 'utf8');
}

function dateOf(at: Date): string {
  return at.toUTCString().replace('GMT', '+0000');
}

function mailboxOf({ name, address }: Writer): string {
  return `${encodeWord(name)} <${address}>`;
}

function headersOf(scene: string, letter: Answered, writer: Writer, at: Date): Record<string, string> {
  const domain = writer.address.split('@')[1];
  return {
    From: mailboxOf(writer),
    To: letter.replyTo,
    Date: dateOf(at),
    'Message-ID': `<${scene}.${letter.id}@mail.${domain}>`,
    'In-Reply-To': `<${letter.messageIdHeader}>`,
    References: `<${letter.messageIdHeader}>`,
  };
}

/** An answer by a person: to the reply address, threaded, with the letter quoted below. */
export function answerMail(scene: string, letter: Answered, writer: Writer, text: string, at: Date): Uint8Array {
  const subject = /^re:/i.test(letter.subject) ? letter.subject : `Re: ${letter.subject}`;
  const quoted = letter.text.replaceAll(/^/gm, '> ');
  const intro = `On ${localDay(at, 'UTC')}, ${letter.fromName ?? 'we'} wrote:`;
  return mailOf(
    { ...headersOf(scene, letter, writer, at), Subject: encodeWord(subject) },
    `${text}\n\n${intro}\n${quoted}`,
  );
}

/** What a machine answers for a person who is away, or has left (RFC 3834). */
export function autoReplyMail(
  scene: string,
  letter: Answered,
  writer: Writer,
  said: { subject: string; text: string },
  at: Date,
): Uint8Array {
  return mailOf(
    {
      ...headersOf(scene, letter, writer, at),
      Subject: encodeWord(`${said.subject}: ${letter.subject}`),
      'Auto-Submitted': 'auto-replied',
      'X-Auto-Response-Suppress': 'All',
    },
    said.text,
  );
}

/** A delivery report of the recipient's server (RFC 3464), with the headers of our letter. */
export function bounceMail(scene: string, letter: Answered, severity: 'hard' | 'soft', at: Date): Uint8Array {
  const domain = letter.toAddress.split('@')[1];
  const boundary = `report-${scene}-${letter.id}`;
  const [status, action, said] =
    severity === 'hard' ? ['5.1.1', 'failed', '550 5.1.1 User unknown'] : ['4.2.2', 'failed', '452 4.2.2 Mailbox full'];
  const returned = letter.headers.map(([name, value]) => `${name}: ${value}`);
  return mailOf(
    {
      'Return-Path': '<>',
      From: `Mail Delivery Subsystem <mailer-daemon@mx.${domain}>`,
      To: letter.envelopeFrom,
      Date: dateOf(at),
      'Message-ID': `<${scene}.${letter.id}@mx.${domain}>`,
      Subject: 'Undelivered Mail Returned to Sender',
      'Auto-Submitted': 'auto-replied',
      'Content-Type': `multipart/report; report-type=delivery-status; boundary="${boundary}"`,
    },
    [
      `--${boundary}`,
      'Content-Type: text/plain',
      '',
      'Your message could not be delivered to one or more recipients.',
      '',
      `<${letter.toAddress}>: ${said}`,
      '',
      `--${boundary}`,
      'Content-Type: message/delivery-status',
      '',
      `Reporting-MTA: dns; mx.${domain}`,
      '',
      `Final-Recipient: rfc822; ${letter.toAddress}`,
      `Action: ${action}`,
      `Status: ${status}`,
      `Diagnostic-Code: smtp; ${said}`,
      '',
      `--${boundary}`,
      'Content-Type: text/rfc822-headers',
      '',
      `To: ${letter.toAddress}`,
      `Message-ID: <${letter.messageIdHeader}>`,
      ...returned,
      `Subject: ${encodeWord(letter.subject)}`,
      '',
      `--${boundary}--`,
    ].join('\n'),
  );
}

/** A mail of a stranger, about nobody we know. */
export function strangerMail(mail: { from: Writer; to: string; subject: string; text: string }, at: Date): Uint8Array {
  const domain = mail.from.address.split('@')[1];
  return mailOf(
    {
      From: mailboxOf(mail.from),
      To: mail.to,
      Date: dateOf(at),
      'Message-ID': `<stray.${at.getTime()}@mail.${domain}>`,
      Subject: encodeWord(mail.subject),
    },
    mail.text,
  );
}
