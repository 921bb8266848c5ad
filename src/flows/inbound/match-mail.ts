import type { App } from '../../app.ts';
import type { Db } from '../../db/db.ts';
import {
  findClientByDomain,
  findLetter,
  findLetterByMessageIds,
  findMatchedContact,
  isAddressOfUser,
  listContactsByAddress,
  listLettersTo,
  type MatchedContact,
  type MatchedLetter,
} from '../../db/inbound/inbound-match.ts';
import { domainOf, isFreeMail } from '../../domain/address.ts';
import type { Classification } from '../../domain/inbound/classify.ts';
import { type Clues, cluesOf } from '../../domain/inbound/clues.ts';
import type { ParsedMail } from '../../domain/inbound/mail.ts';
import { normalizeSubject } from '../../domain/inbound/subject.ts';
import { hashAddress } from '../../mail/address-hash.ts';
import { letterIdOf } from '../../mail/out/compose.ts';
import { findToken, type TokenPurpose } from '../../mail/token.ts';

/** By what a mail was matched, in the order in which it is tried (mail-standards §4). */
export type MatchedBy =
  | 'unsubscribe_token'
  | 'reply_token'
  | 'bounce_token'
  | 'in_reply_to'
  | 'returned_mail'
  | 'quoted_token'
  | 'subject'
  | 'sender'
  | 'recipient'
  | 'domain'
  | 'linked';

/** What a mail is about. */
export interface Match {
  by: MatchedBy | null;
  /** By a token or an id of ours: whoever wrote it had our letter. */
  isCertain: boolean;
  letter: MatchedLetter | null;
  contact: MatchedContact | null;
  /** Only a suggestion for the tray. */
  suggestedClientId: string | null;
  clues: Clues;
  senderIsContact: boolean;
  fromUs: boolean;
}

/** A letter that was sent so long ago is not found by its subject any more. */
const subjectDays = 90;

/**
 * Finds what a mail is about: signed addresses first, then ids, then what a report gives back or a footer quotes, then the
 * sender with the subject, the sender alone; the domain of the sender is a suggestion only. Changes nothing.
 */
export async function matchMail(
  app: App,
  db: Db,
  mail: ParsedMail,
  classification: Pick<Classification, 'kind' | 'recipients'>,
  now: Date,
): Promise<Match> {
  const clues = cluesOf(mail, classification);
  const fromUs = clues.sender !== null && (await isOurs(app, db, clues.sender));
  const found = (await matchLetter(app, db, clues)) ?? (fromUs ? null : await matchPerson(db, app, mail, clues, now));
  const contact = found?.contact ?? (found?.letter ? await findMatchedContact(db, found.letter.contactId) : null);
  if (found === null || contact === null) {
    const suggestedClientId = await suggestClient(db, clues.sender);
    return {
      by: suggestedClientId === null ? null : 'domain',
      isCertain: false,
      letter: null,
      contact: null,
      suggestedClientId,
      clues,
      senderIsContact: false,
      fromUs,
    };
  }
  const theirs = clues.sender === null ? [] : await listContactsByAddress(db, clues.sender);
  return {
    by: found.by,
    isCertain: found.isCertain,
    letter: found.letter,
    contact,
    suggestedClientId: null,
    clues,
    senderIsContact: theirs.some((one) => one.addressHash === contact.addressHash),
    fromUs,
  };
}

interface Found {
  by: MatchedBy;
  isCertain: boolean;
  letter: MatchedLetter | null;
  contact: MatchedContact | null;
}

/** By what only somebody who had our letter can know. */
async function matchLetter(app: App, db: Db, clues: Clues): Promise<Found | null> {
  const tokens = clues.recipients.flatMap((address) => findToken(app.secrets, address) ?? []);
  for (const purpose of ['unsubscribe', 'reply', 'bounce'] as const) {
    const letter = await firstLetter(
      db,
      tokens.filter((token) => token.purpose === purpose).map((token) => token.id),
    );
    if (letter) return certain(byToken[purpose], letter);
  }
  const answered = await findByIds(db, clues.answers);
  if (answered) return certain('in_reply_to', answered);
  const returned = await findByIds(db, clues.returned);
  if (returned) return certain('returned_mail', returned);
  const quoted = await firstLetter(
    db,
    clues.marks.flatMap((mark) => findToken(app.secrets, mark)?.id ?? []),
  );
  return quoted ? certain('quoted_token', quoted) : null;
}

const byToken: Record<TokenPurpose, MatchedBy> = {
  unsubscribe: 'unsubscribe_token',
  reply: 'reply_token',
  bounce: 'bounce_token',
};

function certain(by: MatchedBy, letter: MatchedLetter): Found {
  return { by, isCertain: true, letter, contact: null };
}

async function firstLetter(db: Db, ids: readonly string[]): Promise<MatchedLetter | null> {
  for (const id of ids) {
    const letter = await findLetter(db, id);
    if (letter) return letter;
  }
  return null;
}

function findByIds(db: Db, messageIds: readonly string[]): Promise<MatchedLetter | null> {
  return findLetterByMessageIds(db, { messageIds, letterIds: messageIds.map(letterIdOf) });
}

/** By who wrote it, or whom a report is about: enough to ask a person, never enough to suppress for somebody else. */
async function matchPerson(db: Db, app: App, mail: ParsedMail, clues: Clues, now: Date): Promise<Found | null> {
  for (const address of clues.reported) {
    const letter = (await listLettersTo(db, hashAddress(app.addressKey, address)))[0];
    if (letter) return { by: 'recipient', isCertain: false, letter, contact: null };
  }
  if (clues.sender === null || clues.reported.length > 0) return null;
  const contacts = await listContactsByAddress(db, clues.sender);
  const subject = normalizeSubject(mail.subject).toLowerCase();
  const earliest = now.getTime() - subjectDays * 86_400_000;
  for (const contact of contacts) {
    const letters = await listLettersTo(db, contact.addressHash);
    const letter = letters.find(
      (one) =>
        one.contactId === contact.id &&
        one.subject !== null &&
        normalizeSubject(one.subject).toLowerCase() === subject &&
        (one.goneAt === null || one.goneAt.getTime() >= earliest),
    );
    if (letter) return { by: 'subject', isCertain: false, letter, contact };
  }
  const [contact] = contacts;
  return contact ? { by: 'sender', isCertain: false, letter: null, contact } : null;
}

async function suggestClient(db: Db, sender: string | null): Promise<string | null> {
  if (sender === null || isFreeMail(domainOf(sender))) return null;
  return findClientByDomain(db, domainOf(sender));
}

async function isOurs(app: App, db: Db, sender: string): Promise<boolean> {
  const { replyDomain, mailFrom } = app.config;
  return domainOf(sender) === replyDomain || sender === mailFrom?.address || isAddressOfUser(db, sender);
}
