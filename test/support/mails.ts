import { uuidv7 } from 'uuidv7';
import type { App } from '../../src/app.ts';
import { messageCopies } from '../../src/db/schema.ts';
import { composeLetter } from '../../src/mail/out/compose.ts';
import type { OutgoingLetter } from '../../src/mail/out/transport.ts';
import type { Departed, People } from './people.ts';

/** A mail as it travels: headers in order, CRLF, a Message-ID of its own unless one is given. */
export function rawMail(headers: Record<string, string | null>, body: string): Buffer {
  const all: Record<string, string | null> = {
    From: 'Jo Brandt <jo@northwind.example>',
    'Message-ID': `<${uuidv7()}@mail.northwind.example>`,
    Date: 'Sat, 21 Nov 2026 11:55:00 +0000',
    'MIME-Version': '1.0',
    'Content-Type': 'text/plain; charset=utf-8',
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : `${name}: ${value}`));
  return Buffer.from(`${lines.join('\n')}\n\n${body}\n`.replaceAll(/\r?\n/g, '\r\n'), 'utf8');
}

/** A letter that has left, with its exact copy and all its marks. */
export interface LeftLetter extends Departed {
  outgoing: OutgoingLetter;
}

/** Writes the exact copy of a letter that `people` made, as the dispatch would. */
async function copyLetter(app: App, who: Departed, at: Date): Promise<LeftLetter> {
  const outgoing = composeLetter({
    id: who.messageId,
    house: { secret: app.secrets[0], replyDomain: 'reply.agency.example', publicUrl: 'https://ajar.agency.example' },
    from: { name: 'Mara', address: 'mara@agency.example' },
    to: { name: 'Jo', address: who.email },
    subject: 'Thank you for three years together',
    html: '<p>Hello Jo,</p>',
    text: 'Hello Jo,\n\nthank you for three years together, and for the summer fair above all.\n\nStop all letters: https://ajar.agency.example/u/x',
    thread: null,
    kind: 'campaign',
    date: at,
  });
  await app.pool.query('update messages set message_id_header = $2 where id = $1', [who.messageId, outgoing.messageId]);
  await app.db.insert(messageCopies).values({
    messageId: who.messageId,
    fromName: 'Mara',
    fromAddress: 'mara@agency.example',
    toName: 'Jo',
    toAddress: who.email,
    replyTo: outgoing.replyTo.address,
    envelopeFrom: outgoing.envelopeFrom,
    subject: outgoing.subject,
    html: outgoing.html,
    text: outgoing.text,
    headers: outgoing.headers,
    inReplyTo: null,
    refs: outgoing.references,
    dateAt: at,
  });
  return { ...who, outgoing };
}

/** A departed client whose contact has had a letter, exact copy included. */
export async function hadLetter(app: App, people: People, email: string, at: Date): Promise<LeftLetter> {
  return copyLetter(app, await people.departed(email), at);
}

/** An answer by a person, as a mail program writes it: to the reply address, threaded, with our letter quoted. */
export function answerTo(letter: LeftLetter, text: string, headers: Record<string, string | null> = {}): Buffer {
  const { outgoing } = letter;
  return rawMail(
    {
      From: `Jo Brandt <${letter.email}>`,
      To: `Mara <${outgoing.replyTo.address}>`,
      Subject: `Re: ${outgoing.subject}`,
      'In-Reply-To': `<${outgoing.messageId}>`,
      References: [...outgoing.references, outgoing.messageId].map((id) => `<${id}>`).join(' '),
      ...headers,
    },
    `${text}\n\nOn Sat, 21 Nov 2026 at 09:00, Mara wrote:\n${outgoing.text.replaceAll(/^/gm, '> ')}`,
  );
}

export function awayFrom(letter: LeftLetter, text: string, headers: Record<string, string | null> = {}): Buffer {
  return rawMail(
    {
      From: `Jo Brandt <${letter.email}>`,
      To: letter.outgoing.replyTo.address,
      Subject: `Automatic reply: ${letter.outgoing.subject}`,
      'In-Reply-To': `<${letter.outgoing.messageId}>`,
      'Auto-Submitted': 'auto-replied',
      'X-Auto-Response-Suppress': 'All',
      ...headers,
    },
    text,
  );
}

/** A delivery report (RFC 3464). `marks` says whether it bears anything that only our letter has. */
export function bounceOf(
  letter: LeftLetter,
  { status = '5.1.1', action = 'failed', marks = true }: { status?: string; action?: string; marks?: boolean } = {},
): Buffer {
  const { outgoing } = letter;
  const boundary = `b${uuidv7()}`;
  const returned = marks
    ? `Message-ID: <${outgoing.messageId}>\n${outgoing.headers.map(([name, value]) => `${name}: ${value}`).join('\n')}`
    : 'Message-ID: <made-up@elsewhere.example>';
  const said = status.startsWith('5.1.1') ? '550 5.1.1 User unknown' : `452 ${status} Mailbox full`;
  return rawMail(
    {
      From: 'Mail Delivery Subsystem <mailer-daemon@mx.northwind.example>',
      To: marks ? outgoing.envelopeFrom : 'bounces@reply.agency.example',
      'Return-Path': '<>',
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
      `<${letter.email}>: ${said}`,
      '',
      `--${boundary}`,
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.northwind.example',
      '',
      `Final-Recipient: rfc822; ${letter.email}`,
      `Action: ${action}`,
      `Status: ${status}`,
      `Diagnostic-Code: smtp; ${said}`,
      '',
      `--${boundary}`,
      'Content-Type: text/rfc822-headers',
      '',
      'From: Mara <mara@agency.example>',
      `To: ${letter.email}`,
      `Subject: ${outgoing.subject}`,
      returned,
      '',
      `--${boundary}--`,
    ].join('\n'),
  );
}

/** A feedback report (RFC 5965), its recipient redacted as many are where `marks` is kept. */
export function complaintOf(letter: LeftLetter, { marks = true }: { marks?: boolean } = {}): Buffer {
  const { outgoing } = letter;
  const boundary = `c${uuidv7()}`;
  return rawMail(
    {
      From: 'feedback@isp.example',
      To: 'abuse@reply.agency.example',
      Subject: 'Email Feedback Report',
      'Content-Type': `multipart/report; report-type=feedback-report; boundary="${boundary}"`,
    },
    [
      `--${boundary}`,
      'Content-Type: text/plain',
      '',
      'This is an email abuse report.',
      '',
      `--${boundary}`,
      'Content-Type: message/feedback-report',
      '',
      'Feedback-Type: abuse',
      'User-Agent: SomeGenerator/1.0',
      'Version: 1',
      ...(marks ? [] : [`Original-Rcpt-To: <${letter.email}>`]),
      '',
      `--${boundary}`,
      'Content-Type: text/rfc822-headers',
      '',
      'From: Mara <mara@agency.example>',
      ...(marks ? outgoing.headers.map(([name, value]) => `${name}: ${value}`) : []),
      `Subject: ${outgoing.subject}`,
      '',
      `--${boundary}--`,
    ].join('\n'),
  );
}
