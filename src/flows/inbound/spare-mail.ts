import type { App } from '../../app.ts';
import type { Db } from '../../db/db.ts';
import type { InboundRow } from '../../db/inbound/inbound.ts';
import { listContactsByAddress } from '../../db/inbound/inbound-match.ts';
import { erasedMark } from '../../domain/erasure.ts';
import type { ParsedMail } from '../../domain/inbound/mail.ts';
import { findErasedIn, withoutAddresses } from '../contacts/spare-erased.ts';
import type { ClassifiedMail } from './classify-mail.ts';
import type { Match } from './match-mail.ts';

/** A mail as it is read, matched, and about to be acted upon and stored. */
export interface Reading {
  mail: ParsedMail;
  read: ClassifiedMail;
  match: Match;
}

/** The same without what must not be kept of people who are erased. */
export interface SparedMail extends Reading {
  /** It is about somebody who is erased, or they wrote it: only that it came, what it is, and what followed are kept. */
  isTheirs: boolean;
  /** Somebody else wrote it and it names an erased address: the words stay without it, the bytes go. */
  namesThem: boolean;
}

/** Applies the rule of `spare-erased` to a mail that is read, before it leaves traces. Wishes have been read from its words already. */
export async function spareMail(app: App, tx: Db, reading: Reading, addresses: readonly string[]): Promise<SparedMail> {
  const { mail, read, match } = reading;
  const { contact, clues } = match;
  const sender = clues.sender ?? '';
  const named = await findErasedIn(app, tx, [...addresses, sender, ...clues.reported]);
  const about = await findErasedIn(app, tx, [sender, ...(contact === null ? clues.reported : [])]);
  if (about.length > 0 || (contact !== null && contact.erasedAt !== null)) {
    // An address that nobody knows may be one more of theirs.
    const isKnown = about.length === 0 && (match.fromUs || (await listContactsByAddress(tx, sender)).length > 0);
    return {
      isTheirs: true,
      namesThem: false,
      mail: { ...mail, subject: '', text: null, html: null, attachments: [] },
      read: { ...read, visibleText: erasedMark, leftCompany: { ...read.leftCompany, successor: null } },
      match: { ...match, clues: { ...clues, sender: isKnown ? clues.sender : null, senderName: null } },
    };
  }
  if (named.length === 0) return { ...reading, isTheirs: false, namesThem: false };
  const cleaned = (text: string) => withoutAddresses(text, named);
  const { left, successor } = read.leftCompany;
  return {
    isTheirs: false,
    namesThem: true,
    mail: {
      ...mail,
      subject: cleaned(mail.subject),
      text: null,
      html: null,
      attachments: mail.attachments.map((one) => ({
        ...one,
        filename: one.filename === null ? null : cleaned(one.filename),
      })),
    },
    read: {
      ...read,
      visibleText: cleaned(read.visibleText),
      leftCompany: { left, successor: successor === null || cleaned(successor) !== successor ? null : successor },
    },
    match: { ...match, clues: { ...clues, senderName: clues.senderName === null ? null : cleaned(clues.senderName) } },
  };
}

/** What of the row goes, beside what `spareMail` has taken out of its texts; a note says why. */
export function keptOf(
  { isTheirs, namesThem }: SparedMail,
  row: Pick<InboundRow, 'state' | 'evidence'>,
): Partial<InboundRow & { raw: null }> {
  if (namesThem) return { raw: null, evidence: [...(row.evidence ?? []), 'names_erased_person'] };
  if (!isTheirs) return {};
  return {
    raw: null,
    fromAddress: null,
    fromName: null,
    subject: null,
    messageIdHeader: null,
    visibleText: null,
    returnsOn: null,
    authentication: null,
    attachments: null,
    evidence: ['erased_person'],
    // There is nothing left in it that a person could link.
    ...(row.state === 'unmatched' && { state: 'dismissed' }),
  };
}
