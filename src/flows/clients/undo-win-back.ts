import type { App } from '../../app.ts';
import {
  deleteWinBack,
  lockWinBack,
  markClientDeparted,
  markDepartureOpen,
  reopenMembership,
  reopenTasks,
} from '../../db/clients/win-back-undo.ts';
import { listEndedBy, reopenWonBack } from '../../db/enrollments/reopening.ts';
import { setNextWhy } from '../../db/enrollments/enrollment-list.ts';
import { lockEnrollments } from '../../db/enrollments/enrollments.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { localDay } from '../../domain/calendar.ts';
import { reviewAfter, reviewDays } from '../../domain/hold.ts';
import { AjarError } from '../../errors.ts';
import { findResponsible } from '../tasks/find-responsible.ts';
import { tryAgain } from '../try-again.ts';

/**
 * "They have not come back": the departure is open again, with the tasks that the win-back ended. The letters come back on
 * hold, for whoever looks after the client to look at: nothing leaves because of a slip.
 *
 * @throws not_found; wrong_state when something has happened to the client since
 */
export async function undoWinBack(app: App, by: string, id: string): Promise<{ clientId: string; held: number }> {
  const now = app.now();
  return tryAgain(() =>
    app.db.transaction(async (tx) => {
      const winBack = await lockWinBack(tx, id);
      if (winBack === null) throw new AjarError('not_found', 'There is no win-back with this id.');
      const { clientId, departureId, recordedAt } = winBack;
      if (departureId === null) throw changedSince();
      await lockEnrollments(tx, await listEndedBy(tx, { departureId, endedAt: recordedAt }));
      if (!(await markDepartureOpen(tx, departureId, recordedAt, now))) throw changedSince();
      if (!(await markClientDeparted(tx, clientId, now))) throw changedSince();
      const { zone } = await findPolicy(tx);
      const today = localDay(now, zone);
      const review = reviewAfter(today, reviewDays, zone);
      const ownerId = await findResponsible(tx, clientId, today);
      const held = await reopenWonBack(tx, { departureId, endedAt: recordedAt }, { ...review, ownerId, now });
      for (const one of held) await setNextWhy(tx, one, [{ code: 'held', text: 'The win-back was taken back.' }]);
      await reopenTasks(tx, departureId, recordedAt);
      await reopenMembership(tx, 'potential-clients', clientId, recordedAt);
      await deleteWinBack(tx, id);
      await insertAudit(tx, {
        at: now,
        actor: by,
        action: 'undo-win-back',
        subjectKind: 'client',
        subjectId: clientId,
        detail: { winBackId: id, departureId, held: held.length },
      });
      return { clientId, held: held.length };
    }),
  );
}

function changedSince(): AjarError {
  return new AjarError('wrong_state', 'Something has happened to this client since; this cannot be undone any more.');
}
