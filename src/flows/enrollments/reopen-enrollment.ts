import type { App } from '../../app.ts';
import { findEnrollment } from '../../db/enrollments/enrollment-list.ts';
import { lockEnrollments } from '../../db/enrollments/enrollments.ts';
import { reopenExited } from '../../db/enrollments/reopening.ts';
import { findOpenDeparture } from '../../db/departures/departures.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { AjarError } from '../../errors.ts';
import { planEnrollments } from '../letters/plan-due-steps.ts';
import { tryAgain } from '../try-again.ts';

/**
 * Takes back that a person ended an enrollment, and plans it anew. Only where nothing else has taken its place: the departure
 * is still open, and the person is in this campaign with no other enrollment.
 *
 * @throws not_found; wrong_state (no person ended it, or the client is back); already_enrolled
 */
export async function reopenEnrollment(app: App, by: string, id: string): Promise<void> {
  const now = app.now();
  await tryAgain(() =>
    app.db.transaction(async (tx) => {
      await lockEnrollments(tx, [id]);
      const found = (await findEnrollment(tx, id))?.enrollment;
      if (found === undefined) throw new AjarError('not_found');
      if (found.state !== 'exited' || found.exitCode !== 'manual')
        throw new AjarError('wrong_state', 'Only what a person ended can be taken up again.');
      if ((await findOpenDeparture(tx, found.clientId))?.id !== found.departureId)
        throw new AjarError('wrong_state', 'The departure that it belonged to is over.');
      if (!(await reopenExited(tx, id, now)))
        throw new AjarError('already_enrolled', 'They have begun this campaign again since.');
      await planEnrollments(tx, [id], now);
      await insertAudit(tx, {
        at: now,
        actor: by,
        action: 'reopen-enrollment',
        subjectKind: 'enrollment',
        subjectId: id,
        detail: {},
      });
    }),
  );
}
