import type { ExitCode } from './enrollment.ts';
import type { SuppressionReason } from './suppression.ts';

/** How a suppression is ended, replaced, and what it ends. */

/** Reasons that are the person's own doing: only the person can take them back. */
const wishes: readonly SuppressionReason[] = [
  'unsubscribed',
  'replied_stop',
  'complained',
  'privacy_request',
  'erased',
];

/** Whether the person asked for it, so that it is lifted only after the person has opted in again (mail-standards §8). */
export function isPersonsWish(reason: SuppressionReason): boolean {
  return wishes.includes(reason);
}

/**
 * Whether a new reason takes the place of one in force: an erasure of any other, a person's wish of our own decisions.
 * Otherwise lifting a bounce would lift the unsubscription that came after it.
 */
export function outweighs(reason: SuppressionReason, inForce: SuppressionReason): boolean {
  const weight = (one: SuppressionReason) => (one === 'erased' ? 2 : isPersonsWish(one) ? 1 : 0);
  return weight(reason) > weight(inForce);
}

/** Whether colleagues are left alone too until a person decides (product §1). */
export function concernsColleagues(reason: SuppressionReason): boolean {
  return reason === 'unsubscribed' || reason === 'replied_stop' || reason === 'complained';
}

const exits: Partial<Record<SuppressionReason, ExitCode>> = {
  unsubscribed: 'unsubscribed',
  replied_stop: 'unsubscribed',
  complained: 'complained',
  hard_bounce: 'hard_bounce',
  do_not_contact: 'do_not_contact',
  erased: 'erased',
};

/** The code with which enrollments end when everything is suppressed for this reason. */
export function exitFor(reason: SuppressionReason): ExitCode {
  return exits[reason] ?? 'suppressed';
}
