import { parseAddress } from '../address.ts';
import { addressesIn } from './addresses.ts';
import { bodyOf } from './body.ts';
import type { Classification } from './classify.ts';
import { field, fieldAll, type ParsedMail } from './mail.ts';
import { recipientCandidates } from './recipients.ts';

/** What a mail shows of the letter it is about, most certain first; whoever knows letters and tokens looks each up. */
export interface Clues {
  /** Addresses it came to: ours carry a signed token. */
  recipients: string[];
  /** Message-IDs it answers, the nearest first, without brackets. */
  answers: string[];
  /** Message-IDs of the mail that a report gives back. */
  returned: string[];
  /** Words shaped like our tokens that stand anywhere in it: in a mail given back, in a quoted footer. */
  marks: string[];
  /** Who wrote it, normalised; null where nobody readable did. */
  sender: string | null;
  senderName: string | null;
  /** Of a report: whom it is about, normalised. */
  reported: string[];
}

const markShape = /(?<![a-z0-9])a[a-z2-7]{42}(?![a-z0-9])/gi;
const idShape = /<([^<>\s@]{8,200}@[^<>\s@]{3,200})>/g;
const mostMarks = 20;
const mostIds = 40;

/** Collects the clues; pure, so that what a mail is matched by can be read in a table of tests. */
export function cluesOf(mail: ParsedMail, { kind, recipients }: Pick<Classification, 'kind' | 'recipients'>): Clues {
  const isReport = kind === 'bounce' || kind === 'complaint';
  const given = mail.returned;
  const from = [...mail.from, ...mail.sender].find(({ address }) => address !== '');
  const everything = [
    ...(given?.headers ?? []).map(([, value]) => value),
    ...mail.feedbackReports.flat().map(([, value]) => value),
    given?.text ?? '',
    bodyOf(mail),
    mail.html?.slice(0, 200_000) ?? '',
  ].join('\n');
  const inWords = isReport || given !== null ? [...everything.matchAll(idShape)].map(([, id]) => id!) : [];
  return {
    recipients: [...new Set([...recipientCandidates(mail), ...relayedFor(mail)])],
    answers: [...new Set([...mail.inReplyTo, ...mail.references.toReversed()])].filter(isId).slice(0, mostIds),
    returned: [
      ...new Set([given?.messageId ?? '', ...(given?.references ?? []), ...(given?.inReplyTo ?? []), ...inWords]),
    ]
      .filter(isId)
      .slice(0, mostIds),
    marks: [...new Set([...everything.matchAll(markShape)].map(([mark]) => mark.toLowerCase()))].slice(0, mostMarks),
    sender: from ? normalised(from.address) : null,
    senderName: from?.name ?? null,
    reported: recipients.map(({ address }) => normalised(address)).filter((address) => address !== null),
  };
}

/** What a database can look up: NUL is no character of an id. */
function isId(id: string): boolean {
  return id !== '' && !id.includes('\u0000');
}

/** The envelope recipient as servers note it on the way: `Received: … for <r+TOKEN@…>`. */
function relayedFor(mail: ParsedMail): string[] {
  return fieldAll(mail.headers, 'received')
    .slice(0, 20)
    .flatMap((value) => /\bfor\s+<?([^\s<>;]{3,320})>?/i.exec(value)?.[1] ?? [])
    .flatMap(addressesIn);
}

/** Whether the mail says of itself that a list or a newsletter sent it. */
export function isListMail(mail: ParsedMail): boolean {
  return ['list-id', 'list-unsubscribe', 'list-post'].some((name) => field(mail.headers, name) !== null);
}

function normalised(address: string): string | null {
  const reading = parseAddress(address.replace(/^"(.*)"@/, '$1@'));
  return reading.kind === 'ok' ? reading.address : null;
}
