import type { Classification } from './classify.ts';
import { isListMail } from './clues.ts';
import type { ParsedMail } from './mail.ts';

/** What a mail leads to, once it is known what it is and whether it is about a letter or a person of ours. */
export type Effect =
  | 'reply'
  | 'unsubscribe'
  | 'auto_reply'
  | 'bounce'
  | 'complaint'
  | 'delay'
  | 'delivered'
  /** One of us wrote it: it counts as being in touch. */
  | 'our_own'
  /** Kept and shown in the list of mails, and nothing else. */
  | 'none'
  /** It waits in the tray for a person. */
  | 'unmatched';

export interface MatchFacts {
  /** A contact was found. */
  matched: boolean;
  /** It came to the address that stops letters, with a token of ours. */
  toUnsubscribe: boolean;
  /** Somebody of the house wrote it. */
  fromUs: boolean;
}

const automatic = new Set(['auth_failure_report', 'read_receipt', 'notification']);

/**
 * The effect of a mail. Any human mail that is matched is a reply, a forward and an invitation included; reports go the way
 * of reports whether or not they are matched, because how certain they are is judged there; machines have no effect.
 */
export function effectOf(
  { kind, subtype }: Pick<Classification, 'kind' | 'subtype'>,
  mail: ParsedMail,
  { matched, toUnsubscribe, fromUs }: MatchFacts,
): Effect {
  if (kind === 'bounce' || kind === 'complaint') return kind;
  if (subtype === 'delay_notice') return 'delay';
  if (subtype === 'delivery_success_report') return 'delivered';
  if (kind === 'auto_reply') return matched ? 'auto_reply' : 'unmatched';
  if (toUnsubscribe) return 'unsubscribe';
  if (automatic.has(subtype) || (kind === 'other' && isListMail(mail))) return 'none';
  if (!matched) return 'unmatched';
  return fromUs ? 'our_own' : 'reply';
}
