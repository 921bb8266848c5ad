import type { App } from '../../app.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { lockOpenEnrollment } from './hold-enrollment.ts';
import { planEnrollments } from '../letters/plan-due-steps.ts';
import { releaseEnrollments } from './stop-drip.ts';
import { tryAgain } from '../try-again.ts';

/**
 * Lifts the hold of one enrollment and plans it anew at once; one that is active stays as it is. A hold for a
 * conversation is lifted by closing the thread.
 *
 * @throws not_found, wrong_state (it has ended, or a conversation holds it)
 */
export async function resumeEnrollment(app: App, by: string, id: string): Promise<void> {
  const now = app.now();
  await tryAgain(() =>
    app.db.transaction(async (tx) => {
      const { state, holdCode } = await lockOpenEnrollment(tx, id);
      if (state === 'active') return;
      await releaseEnrollments(tx, { id }, now);
      await planEnrollments(tx, [id], now);
      await insertAudit(tx, {
        at: now,
        actor: by,
        action: 'resume-enrollment',
        subjectKind: 'enrollment',
        subjectId: id,
        detail: { held: holdCode },
      });
    }),
  );
}
