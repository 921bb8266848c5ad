import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import { hasWinBack } from '../../db/clients/win-backs.ts';
import { insertAudit } from '../../db/house/audit.ts';
import type { Db } from '../../db/db.ts';
import { lockDeparture, updateDeparture } from '../../db/departures/departures.ts';
import { countLettersGone, leaveSegment, lockClient, updateClient } from '../../db/departures/intake.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { cancelTasksOfDeparture, insertTask } from '../../db/tasks/tasks-by-flow.ts';
import { addWorkingDays, localDay } from '../../domain/calendar.ts';
import { AjarError } from '../../errors.ts';
import { potentialClients } from './enroll-lead.ts';
import { endEnrollments } from '../enrollments/stop-drip.ts';
import { tryAgain } from '../try-again.ts';

/** `canceled`: letters that were waiting and will not leave; `tooLate`: letters that had left. */
export interface Undone {
  canceled: number;
  tooLate: number;
}

/**
 * "They did not leave": ends the letters and tasks of a departure and takes the client back to where they were. Where a
 * letter has left already, somebody is asked to call and explain. Undoing twice changes nothing more.
 *
 * @throws not_found; departure_closed when the client has left and come back since.
 */
export async function undoDeparture(app: App, id: string, by: string): Promise<Undone> {
  const now = app.now();
  return tryAgain(() => app.db.transaction((tx) => undoDepartureIn(tx, id, by, now)));
}

/** The same within the caller's transaction. @throws as `undoDeparture` */
export async function undoDepartureIn(tx: Db, id: string, by: string, now: Date): Promise<Undone> {
  const departure = await lockDeparture(tx, id);
  if (departure === null) throw new AjarError('not_found', 'There is no departure with this id.');
  if (departure.endedAt !== null)
    throw new AjarError('departure_closed', 'The client came back; there is nothing to undo.');
  const gone = await countLettersGone(tx, id);
  const tooLate = gone.reduce((sum, one) => sum + one.count, 0);
  if (departure.undoneAt !== null) return { canceled: 0, tooLate };
  const stopped = await endEnrollments(tx, { departureId: id }, { code: 'undone', now, by });
  await updateDeparture(tx, id, { undoneAt: now, undoneWhy: 'They did not leave.', updatedAt: now });
  await cancelTasksOfDeparture(tx, id, now, by);
  await leaveSegment(tx, potentialClients, departure.clientId, { until: now, untilWhy: 'undone' });
  const client = (await lockClient(tx, departure.clientId))!;
  // Whoever had come back before is won back again, not a client who never left.
  const before = (await hasWinBack(tx, client.id)) ? 'won_back' : 'active';
  if (client.state === 'departed') await updateClient(tx, client.id, { state: before, updatedAt: now });
  const policy = await findPolicy(tx);
  for (const { contactId, count } of gone) {
    await insertTask(tx, {
      id: uuidv7(),
      kind: 'call',
      state: 'open',
      clientId: client.id,
      contactId,
      ownerId: client.ownerId,
      title: 'Explain our mistake',
      detail: `The departure was recorded by mistake and ${count === 1 ? 'a letter has' : `${count} letters have`} left already.`,
      dueOn: addWorkingDays(localDay(now, policy.zone), 1, policy.sendWindow.days),
      createdAt: now,
    });
  }
  await insertAudit(tx, {
    at: now,
    actor: by,
    action: 'undo-departure',
    subjectKind: 'departure',
    subjectId: id,
    detail: { canceled: stopped.canceled, tooLate },
  });
  return { canceled: stopped.canceled, tooLate };
}
