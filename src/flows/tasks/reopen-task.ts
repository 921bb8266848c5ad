import type { App } from '../../app.ts';
import { deleteActivityOfTask } from '../../db/clients/activities.ts';
import { lockDeparture } from '../../db/departures/departures.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { findTask, lockTask, markTaskOpen, type TaskRow } from '../../db/tasks/tasks.ts';
import { AjarError } from '../../errors.ts';
import { lockDripsOf, replanDrips } from '../enrollments/replan-drips.ts';
import { tryAgain } from '../try-again.ts';

/** Outcomes that changed more than the task: what they did is undone where it was done. */
const final = new Set(['saved', 'approved', 'declined']);

/**
 * Takes back that a task was completed: it is open again, and the conversation that it put on record is gone, so that the
 * letters are planned as if nobody had been reached. What was learned for the departure stays.
 *
 * @throws not_found; wrong_state for a task that is not done, or whose outcome did more than to end it
 */
export async function reopenTask(app: App, by: string, id: string): Promise<TaskRow> {
  const now = app.now();
  return tryAgain(() =>
    app.db.transaction(async (tx) => {
      const found = await findTask(tx, id);
      if (found === null) throw new AjarError('not_found', 'There is no task with this id.');
      if (found.departureId !== null) await lockDeparture(tx, found.departureId);
      const drips = await lockDripsOf(tx, [found.clientId, ...(found.aboutClientId ? [found.aboutClientId] : [])]);
      const task = (await lockTask(tx, id))!;
      if (task.state !== 'done') throw new AjarError('wrong_state', `This task is ${task.state}.`);
      if (task.outcome !== null && final.has(task.outcome))
        throw new AjarError('wrong_state', 'What this outcome did is undone on the page of the client.');
      await deleteActivityOfTask(tx, id);
      const open = await markTaskOpen(tx, id);
      await replanDrips(tx, drips, now);
      await insertAudit(tx, { at: now, actor: by, action: 'reopen-task', subjectKind: 'task', subjectId: id });
      return open;
    }),
  );
}
