import type { App } from '../../app.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { findSuppression } from '../../db/suppressions/suppression-list.ts';
import { markLifted } from '../../db/suppressions/suppressions.ts';
import { isPersonsWish } from '../../domain/suppression-lifting.ts';
import { AjarError } from '../../errors.ts';

/**
 * Lifts a suppression; to do it again changes nothing. What the person asked for (an unsubscription, a complaint, an
 * erasure) is lifted only when somebody states that the person has opted in again. Drips that it ended stay ended.
 *
 * @throws not_found, wrong_state (the person asked for it and nobody states an opt-in)
 */
export async function liftSuppression(app: App, by: string, id: string, hasOptedIn: boolean): Promise<void> {
  const now = app.now();
  await app.db.transaction(async (tx) => {
    const row = await findSuppression(tx, id);
    if (row === null) throw new AjarError('not_found');
    if (row.liftedAt !== null) return;
    if (isPersonsWish(row.reason) && !hasOptedIn)
      throw new AjarError(
        'wrong_state',
        'The person asked for this. Once they have opted in again, repeat with ?confirm=person-opted-in.',
      );
    if (!(await markLifted(tx, id, by, now))) return;
    await insertAudit(tx, {
      at: now,
      actor: by,
      action: 'lift-suppression',
      subjectKind: 'suppression',
      subjectId: id,
      detail: { reason: row.reason, scope: row.scope, hasOptedIn },
    });
  });
}
