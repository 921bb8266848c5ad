import { bounceAddress, replyAddress, unsubscribeAddress, unsubscribeUrl } from '../token.ts';
import type { Mailbox, OutgoingFile, OutgoingLetter } from './transport.ts';

/** What letters need to know of the house that sends them. */
export interface MailHouse {
  secret: string;
  /** Where answers come in; null when nothing is configured and letters are only captured. */
  replyDomain: string | null;
  publicUrl: string;
}

/** The conversation a later letter continues. */
export interface ThreadSoFar {
  /** The subject of its first letter. */
  subject: string;
  /** Known Message-IDs without angle brackets, oldest first; where a provider replaced ours, its id. */
  messageIds: readonly string[];
}

export interface LetterInput {
  /** Our message id (UUIDv7). */
  id: string;
  house: MailHouse;
  from: Mailbox;
  to: Mailbox;
  /** Ignored where `thread` is given. */
  subject: string;
  html: string;
  text: string;
  /** The conversation it continues, or null to open a new one. */
  thread: ThreadSoFar | null;
  /**
   * - campaign: a step of a drip; carries List-Unsubscribe. Never Auto-Submitted: a person answers for it.
   * - answer: what a rep writes to one person in a thread.
   * - notice: mail of the machine to our own people (RFC 3834: Auto-Submitted).
   */
  kind: 'campaign' | 'answer' | 'notice';
  /** The Date header; with the rest of the input it decides every byte. */
  date: Date;
  /** Files of an answer, their names clean. */
  attachments?: readonly OutgoingFile[];
}

/** Stands in for REPLY_DOMAIN in captured letters; RFC 2606 §2 keeps it from ever being anybody's. */
const placeholderDomain = 'ajar.invalid';

const keptReferences = 10;
/** What a body may need cleaning of: control characters and, since this looks at UTF-16 units to be quick, any surrogate. */
const suspect = /[^ -~\s\u00a0-\ud7ff\ue000-\uffff]/;

/**
 * A letter made final: addresses, threading and the headers for stopping it. List-Unsubscribe has the https address of
 * RFC 8058 first and a mailto for Microsoft; the Message-ID is ours, and because Resend's relay replaces it, a second id
 * of ours stands in References, which it keeps and most programs copy into an answer.
 */
export function composeLetter(input: LetterInput): OutgoingLetter {
  const { id, house, thread } = input;
  const domain = house.replyDomain ?? placeholderDomain;
  const earlier = thread?.messageIds.map(cleanMessageId).filter((one) => one !== '') ?? [];
  return {
    id,
    from: cleanMailbox(input.from),
    to: cleanMailbox(input.to),
    replyTo: {
      name: cleanLine(input.from.name),
      address: input.kind === 'notice' ? input.from.address : replyAddress(house.secret, id, domain),
    },
    subject: thread === null ? cleanSubject(input.subject) : replySubject(thread.subject),
    html: cleanBody(input.html),
    text: cleanBody(input.text),
    messageId: `${id}@${domain}`,
    inReplyTo: earlier.at(-1) ?? null,
    references: withOwnReference(earlier, `${id}.letter@${domain}`),
    headers: headersOf(input, domain),
    envelopeFrom: bounceAddress(house.secret, id, domain),
    date: input.date,
    ...(input.attachments?.length ? { attachments: input.attachments } : {}),
  };
}

/** The message id (UUID) behind a Message-ID or reference of ours, with or without angle brackets; null for anybody else's. Not signed: the caller looks it up. */
export function letterIdOf(messageId: string): string | null {
  const found = /^<?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\.letter)?@[^@\s<>]+>?$/i.exec(messageId.trim());
  return found?.[1]?.toLowerCase() ?? null;
}

/** Words of ASCII with one blank between them: most lines are, and stay as they are. */
const cleanWords = /^[!-~]+(?: [!-~]+)*$/;

/** One line that can stand in a header: no control or bidirectional-override characters, blanks folded, NFC; null when nothing is left. */
function cleanLine(text: string | null): string | null {
  if (text === null || cleanWords.test(text)) return text;
  const clean = text
    .replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ')
    .replace(/[\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .replace(/\p{Cs}/gu, '\ufffd')
    .normalize('NFC')
    .trim();
  return clean === '' ? null : clean;
}

function headersOf(input: LetterInput, domain: string): [string, string][] {
  const { id, house, kind } = input;
  if (kind === 'answer') return [];
  if (kind === 'notice') return [['Auto-Submitted', 'auto-generated']];
  const web = unsubscribeUrl(house.secret, id, house.publicUrl);
  const mail = unsubscribeAddress(house.secret, id, domain);
  return [
    ['List-Unsubscribe', `<${web}>, <mailto:${mail}?subject=unsubscribe>`],
    ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'],
  ];
}

/** The direct parent stays last (RFC 5322 §3.6.4); a long thread keeps its first id and the latest ones. */
function withOwnReference(earlier: string[], own: string): string[] {
  const all = [...earlier.slice(0, -1), own, ...earlier.slice(-1)];
  return all.length <= keptReferences + 1 ? all : [...all.slice(0, 1), ...all.slice(-keptReferences)];
}

function replySubject(first: string): string {
  return `Re: ${cleanSubject(first).replace(/^(?:re:\s*)+/i, '')}`;
}

function cleanSubject(subject: string): string {
  return cleanLine(subject) ?? '';
}

function cleanMailbox(mailbox: Mailbox): Mailbox {
  return { name: cleanLine(mailbox.name), address: mailbox.address };
}

function cleanMessageId(messageId: string): string {
  return messageId.replace(/[\s<>\p{Cc}]/gu, '');
}

function cleanBody(text: string): string {
  if (!suspect.test(text)) return text;
  return text.replace(/[^\P{Cc}\t\n\r]/gu, '').replace(/\p{Cs}/gu, '\ufffd');
}
