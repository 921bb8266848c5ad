import type { App } from '../../app.ts';
import { deleteSkipByHand } from '../../db/enrollments/step-moves.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { AjarError } from '../../errors.ts';
import { planEnrollments } from '../letters/plan-due-steps.ts';
import { tryAgain } from '../try-again.ts';
import { lockOpenEnrollment } from './hold-enrollment.ts';

/**
 * Takes back that a person skipped an occurrence, and plans anew: it leaves if it is still the time for it. What the planner
 * skipped had its reason and stays.
 *
 * @throws not_found, wrong_state (it has ended, a conversation holds it, or nobody skipped it by hand)
 */
export async function unskipStep(
  app: App,
  by: string,
  id: string,
  { step, occurrence }: { step: string; occurrence: number },
): Promise<void> {
  const now = app.now();
  await tryAgain(() =>
    app.db.transaction(async (tx) => {
      await lockOpenEnrollment(tx, id);
      if (!(await deleteSkipByHand(tx, { enrollmentId: id, stepKey: step, occurrence })))
        throw new AjarError('wrong_state', 'Nobody has skipped this by hand.');
      await planEnrollments(tx, [id], now);
      await insertAudit(tx, {
        at: now,
        actor: by,
        action: 'unskip-step',
        subjectKind: 'enrollment',
        subjectId: id,
        detail: { step, occurrence },
      });
    }),
  );
}
