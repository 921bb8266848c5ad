import type { SuppressionReason } from '../suppression.ts';
import type { WhyCode } from '../why.ts';

/**
 * Why a person must not even be answered, by what is suppressed for their address and client; null: they may. Whoever
 * stopped our letters may still write to us and have an answer.
 */
export function answerStop(reasons: readonly SuppressionReason[]): { code: WhyCode; text: string } | null {
  if (reasons.includes('erased')) return { code: 'erased', text: 'This person was erased.' };
  if (reasons.includes('complained'))
    return { code: 'complained', text: 'They called a letter of ours spam: nobody here may write to them again.' };
  if (reasons.includes('do_not_contact'))
    return { code: 'do_not_contact', text: 'It is on record that nobody here may contact this client again.' };
  if (reasons.includes('hard_bounce') || reasons.includes('provider'))
    return { code: 'hard_bounce', text: 'Letters to this address come back: it does not exist, or takes no mail.' };
  return null;
}
