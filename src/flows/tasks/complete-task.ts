import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import type { TaskCompletion } from '../../contract/task-completion.ts';
import { insertActivity } from '../../db/clients/activities.ts';
import { insertAudit } from '../../db/house/audit.ts';
import type { Db } from '../../db/db.ts';
import { lockDeparture, updateDeparture } from '../../db/departures/departures.ts';
import { markApproved } from '../../db/enrollments/enrollment-list.ts';
import type { OpenDrip } from '../../db/enrollments/open-drips.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { findTask, lockTask, markTaskDone, type TaskRow } from '../../db/tasks/tasks.ts';
import { localDay } from '../../domain/calendar.ts';
import { outcomesOf, reachedSomebody } from '../../domain/task.ts';
import { AjarError } from '../../errors.ts';
import { changeDepartureIn } from '../departures/change-departure.ts';
import { findResponsible } from './find-responsible.ts';
import { holdDrips } from '../enrollments/hold-drips.ts';
import { lockDripsOf, replanDrips } from '../enrollments/replan-drips.ts';
import { tryAgain } from '../try-again.ts';
import { type Undone, undoDepartureIn } from '../departures/undo-departure.ts';

export interface CompletedTask {
  task: TaskRow;
  /** The conversation that was put on record; null: nobody was reached. */
  activityId: string | null;
  /** They stay: what became of their letters. */
  undone: Undone | null;
}

interface Completing {
  task: TaskRow;
  input: TaskCompletion;
  drips: readonly OpenDrip[];
  by: string;
  now: Date;
}

/**
 * Ends a task and does what its outcome means: a conversation counts for every gap, what was learned goes to the
 * departure, "they stay" undoes it, a look at the first letter lets it go or holds it. The client's letters are planned
 * anew at once, since steps may wait for this task.
 *
 * @throws not_found; wrong_state when it is over; invalid_request for an outcome that this kind of task cannot have;
 *   departure_closed when the departure is over and the outcome would change it
 */
export async function completeTask(app: App, by: string, id: string, input: TaskCompletion): Promise<CompletedTask> {
  const now = app.now();
  return tryAgain(() =>
    app.db.transaction(async (tx) => {
      const found = await findTask(tx, id);
      if (found === null) throw new AjarError('not_found', 'There is no task with this id.');
      // In the order of whoever ends drips: departure, enrollments, tasks.
      if (found.departureId !== null) await lockDeparture(tx, found.departureId);
      const drips = await lockDripsOf(tx, [found.clientId, ...(found.aboutClientId ? [found.aboutClientId] : [])]);
      const task = (await lockTask(tx, id))!;
      refuse(task, input);
      return complete(tx, { task, input, drips, by, now });
    }),
  );
}

function refuse(task: TaskRow, { outcome, learned }: TaskCompletion): void {
  if (task.state !== 'open') throw new AjarError('wrong_state', `This task is ${task.state} already.`);
  const outcomes = outcomesOf(task.kind);
  const invalid = (pointer: string, message: string) =>
    new AjarError('invalid_request', message, [{ pointer, message }]);
  if (!outcomes.includes(outcome))
    throw invalid('/outcome', `A task of the kind ${task.kind} ends as ${outcomes.join(', ')}.`);
  if (outcome === 'saved' && task.departureId === null)
    throw invalid('/outcome', 'This task belongs to no departure that could be undone.');
  if (learned !== undefined && task.departureId === null)
    throw invalid('/learned', 'This task belongs to no departure.');
}

async function complete(tx: Db, completing: Completing): Promise<CompletedTask> {
  const { task, input, drips, by, now } = completing;
  const { outcome, note = null, learned } = input;
  const done = await markTaskDone(tx, task.id, { outcome, note, completedAt: now, completedBy: by });
  if (learned !== undefined) await changeDepartureIn(tx, task.departureId!, learned, by, now);
  if (task.kind === 'lessons' && note !== null) await keepLessons(tx, task, note, now);
  const activityId = reachedSomebody(outcome) ? await logConversation(tx, completing) : null;
  const stays = outcome === 'saved' ? await undoDepartureIn(tx, task.departureId!, by, now) : null;
  const held = outcome === 'declined' ? await holdForReview(tx, completing) : null;
  if (outcome === 'approved' && task.enrollmentId !== null) await markApproved(tx, task.enrollmentId, now);
  if (stays === null)
    await replanDrips(
      tx,
      drips.filter((drip) => drip.id !== held),
      now,
    );
  await insertAudit(tx, {
    at: now,
    actor: by,
    action: 'complete-task',
    subjectKind: 'task',
    subjectId: task.id,
    detail: { kind: task.kind, outcome, activityId },
  });
  return { task: done, activityId, undone: stays };
}

/** What we learn stays with the departure, behind what was written before. */
async function keepLessons(tx: Db, task: TaskRow, note: string, now: Date): Promise<void> {
  const departure = task.departureId === null ? null : await lockDeparture(tx, task.departureId);
  if (departure === null) return;
  const lessons = departure.lessons === null ? note : `${departure.lessons}\n\n${note}`;
  await updateDeparture(tx, departure.id, { lessons, updatedAt: now });
}

async function logConversation(tx: Db, { task, input, by, now }: Completing): Promise<string> {
  const { id } = await insertActivity(tx, {
    id: uuidv7(),
    clientId: task.aboutClientId ?? task.clientId,
    contactId: task.aboutClientId === null ? task.contactId : null,
    kind: task.kind === 'meeting' ? 'meeting' : 'call',
    happenedAt: now,
    by,
    text: input.note ?? null,
    taskId: task.id,
  });
  return id;
}

/** Declined: the letter waits, and whoever looks after the client looks at it again. Answers which enrollment. */
async function holdForReview(tx: Db, { task, drips, now }: Completing): Promise<string | null> {
  const drip = drips.find((one) => one.id === task.enrollmentId);
  if (drip === undefined) return null;
  const { zone } = await findPolicy(tx);
  const ownerId = await findResponsible(tx, task.clientId, localDay(now, zone));
  await holdDrips(tx, [drip], { code: 'held', ownerId, threadId: null, at: now, zone });
  return drip.id;
}
