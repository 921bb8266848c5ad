import type { MatchedContact } from '../../db/inbound/inbound-match.ts';
import type { ParsedMail } from '../../domain/inbound/mail.ts';
import type { HousePolicy } from '../../domain/policy.ts';
import type { ClassifiedMail } from './classify-mail.ts';
import type { Match } from './match-mail.ts';

/** A mail whose contact is known, on its way to its effect. */
export interface Incoming {
  inboundId: string;
  mail: ParsedMail;
  read: ClassifiedMail;
  match: Match & { contact: MatchedContact };
  policy: HousePolicy;
  /** When it is recorded. */
  now: Date;
  /**
   * From when its effects count: now, or the latest that is on record of them where that is later. A tick may run ahead of
   * the clock (--now), and an answer must not seem older than what it answers.
   */
  at: Date;
  by: string;
}

/** What is done with a mail: how it is kept, and the conversation it is in. */
export interface Taken {
  state: 'handled' | 'unmatched';
  kind: 'reply' | 'auto_reply' | 'bounce' | 'complaint' | 'other';
  threadId: string | null;
}

/** How people read who somebody is: the name, else the address. */
export function nameOf(contact: Pick<MatchedContact, 'firstName' | 'lastName' | 'email'>): string {
  const name = [contact.firstName, contact.lastName].filter((part) => part !== null).join(' ');
  return name === '' ? (contact.email ?? 'this person') : name;
}
