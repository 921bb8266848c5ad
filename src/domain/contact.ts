import type { Reason } from './departure.ts';

/** A person at a client, and why we may write to them (design §2, mail-standards §8). */

export const contactRoles = ['decision_maker', 'user', 'billing', 'technical', 'champion', 'other'] as const;
export type ContactRole = (typeof contactRoles)[number];

export const basisKinds = [
  'express_consent',
  'contract_ended',
  'purchase',
  'inquiry',
  'published_address',
  'unknown',
] as const;
export type BasisKind = (typeof basisKinds)[number];

/** How often a person wants to hear from us, where they said so. */
export const cadences = ['twice_a_year'] as const;
export type Cadence = (typeof cadences)[number];

interface LeadCandidate {
  lead?: boolean | undefined;
  role?: ContactRole | null | undefined;
}

/**
 * The index of the one contact per departure who gets the letters: the one marked `lead`, else the first
 * decision maker, else the first; after `champion_left` no champion, whom one calls where they are now. Null where nobody is
 * left. The others are kept on file (product §1).
 */
export function findLead(contacts: readonly LeadCandidate[], reason: Reason | null): number | null {
  const marked = contacts.findIndex((contact) => contact.lead === true);
  if (marked >= 0) return marked;
  const isThere = ({ role }: LeadCandidate) => reason !== 'champion_left' || role !== 'champion';
  const decides = contacts.findIndex((contact) => contact.role === 'decision_maker');
  const found = decides >= 0 ? decides : contacts.findIndex(isThere);
  return found >= 0 ? found : null;
}
