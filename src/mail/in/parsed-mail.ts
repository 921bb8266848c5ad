import { parseDeliveryStatus, parseFieldBlocks } from '../../domain/inbound/fields.ts';
import {
  field,
  fieldAll,
  type Fields,
  type MailAddress,
  type ParsedMail,
  type ReturnedMail,
} from '../../domain/inbound/mail.ts';

/** What the worker answers for one mail. */
export interface RawMail {
  headers: Fields;
  subject: string;
  from: MailAddress[];
  sender: MailAddress[];
  to: MailAddress[];
  cc: MailAddress[];
  replyTo: MailAddress[];
  contentType: string;
  parameters: Record<string, string>;
  text: string | null;
  html: string | null;
  parts: {
    contentType: string;
    filename: string | null;
    method: string | null;
    size: number;
    text: string | null;
  }[];
  returned?: RawMail;
}

const returnedTextLength = 4096;

/** Gives the parts their meaning: which are reports, what is returned, what the header says of its ids and dates. */
export function toParsedMail(raw: RawMail): ParsedMail {
  const texts = (type: RegExp) =>
    raw.parts.filter((part) => type.test(part.contentType) && part.text !== null).map((part) => part.text!);
  const disposition = texts(/^message\/disposition-notification/)[0];
  return {
    headers: raw.headers,
    from: raw.from,
    sender: raw.sender,
    to: raw.to,
    cc: raw.cc,
    replyTo: raw.replyTo,
    returnPath: returnPathOf(raw.headers),
    messageId: idsOf(raw.headers, 'message-id')[0] ?? null,
    inReplyTo: idsOf(raw.headers, 'in-reply-to'),
    references: idsOf(raw.headers, 'references'),
    subject: subjectOf(raw),
    date: dateOf(raw.headers),
    text: raw.text,
    html: raw.html,
    contentType: raw.contentType,
    reportType: raw.parameters['report-type']?.toLowerCase() ?? null,
    deliveryStatus: texts(/^message\/(global-)?delivery-status/).map(parseDeliveryStatus),
    feedbackReports: texts(/^message\/feedback-report/).map((text) => parseFieldBlocks(text).flat()),
    disposition: disposition === undefined ? null : parseFieldBlocks(disposition).flat(),
    returned: raw.returned ? toReturnedMail(raw.returned) : null,
    attachments: raw.parts.map(({ filename, contentType, size, method }) => ({ filename, contentType, size, method })),
  };
}

function toReturnedMail(raw: RawMail): ReturnedMail {
  return {
    headers: raw.headers,
    messageId: idsOf(raw.headers, 'message-id')[0] ?? null,
    inReplyTo: idsOf(raw.headers, 'in-reply-to'),
    references: idsOf(raw.headers, 'references'),
    listUnsubscribe: field(raw.headers, 'list-unsubscribe'),
    to: raw.to,
    from: raw.from,
    subject: subjectOf(raw),
    text: raw.text?.slice(0, returnedTextLength) ?? null,
  };
}

/** Encoded words are decoded by the parser; raw 8-bit bytes are better in our own header list. */
function subjectOf(raw: RawMail): string {
  const written = field(raw.headers, 'subject') ?? '';
  return /=\?[^?]+\?[bq]\?/i.test(written) ? raw.subject : written.slice(0, 2000);
}

function returnPathOf(headers: Fields): string | null {
  const value = field(headers, 'return-path');
  if (value === null) return null;
  return (/<([^<>]*)>/.exec(value)?.[1] ?? value).trim();
}

/** Ids in angle brackets; where a mailer left them out, every word that looks like one. */
function idsOf(headers: Fields, name: string): string[] {
  const ids: string[] = [];
  for (const value of fieldAll(headers, name)) {
    const bracketed = [...value.matchAll(/<\s*([^<>\s]{1,998})\s*>/g)].map((match) => match[1]!);
    const bare = value.split(/[\s,]+/).filter((word) => /^[^\s<>()"]+@[^\s<>()"]+$/.test(word));
    ids.push(...(bracketed.length > 0 ? bracketed : bare));
  }
  return [...new Set(ids)].slice(0, 200);
}

function dateOf(headers: Fields): Date | null {
  const value = field(headers, 'date')?.replace(/\([^()]*\)/g, '');
  const date = value ? new Date(value) : null;
  return date === null || Number.isNaN(date.getTime()) ? null : date;
}
