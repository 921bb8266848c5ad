import type { App } from '../../app.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { findEnrollment } from '../../db/enrollments/enrollment-list.ts';
import { AjarError } from '../../errors.ts';
import { endEnrollments } from './stop-drip.ts';
import { tryAgain } from '../try-again.ts';

/**
 * Ends one enrollment because a person decided so, in whatever way it is held. Its tasks stay.
 *
 * @throws not_found, wrong_state (it has ended already)
 */
export async function exitEnrollment(app: App, by: string, id: string, reason: string | undefined): Promise<void> {
  const now = app.now();
  await tryAgain(() =>
    app.db.transaction(async (tx) => {
      if ((await findEnrollment(tx, id)) === null) throw new AjarError('not_found');
      const end = { code: 'manual' as const, now, by, ...(reason === undefined ? {} : { why: reason }) };
      const { enrollmentIds, canceled } = await endEnrollments(tx, { id }, end);
      if (enrollmentIds.length === 0) throw new AjarError('wrong_state', 'This enrollment has ended.');
      await insertAudit(tx, {
        at: now,
        actor: by,
        action: 'exit-enrollment',
        subjectKind: 'enrollment',
        subjectId: id,
        detail: { canceled },
      });
    }),
  );
}
