import type { App } from '../../app.ts';
import { findFirstDemoTaskDay, listOpenDemoTasks } from '../../db/demo/demo.ts';
import { instantOf, localDay } from '../../domain/calendar.ts';
import type { TaskOutcome } from '../../domain/task.ts';
import { completeTask } from '../tasks/complete-task.ts';
import type { CastClient } from './cast-clients.ts';
import { houseZone } from './cast-house.ts';

/** In the past of the demo everything is done on the day it is due, at half past three. */
const doneAtMinute = 15 * 60 + 30;

/** The instant at which the next task of the demo is done; null: nobody has anything to do. */
export async function findNextTaskInstant(app: App): Promise<Date | null> {
  const day = await findFirstDemoTaskDay(app.db);
  return day === null ? null : instantOf(day, doneAtMinute, houseZone);
}

/** People of the demo do what is due by the moment of `app`. */
export async function finishTasks(app: App, cast: readonly CastClient[]): Promise<void> {
  const now = app.now();
  const due = (await listOpenDemoTasks(app.db, localDay(now, houseZone))).filter(
    (task) => instantOf(task.dueOn, doneAtMinute, houseZone) <= now,
  );
  for (const task of due) {
    const by = task.ownerId === null ? 'demo' : `user:${task.ownerId}`;
    await completeTask(app, by, task.id, { outcome: outcomeOf(task, cast) });
  }
}

type OpenTask = Awaited<ReturnType<typeof listOpenDemoTasks>>[number];

function outcomeOf(task: OpenTask, cast: readonly CastClient[]): TaskOutcome {
  if (task.kind === 'meeting') return 'spoke';
  if (task.kind !== 'call') return 'done';
  const known = cast.find((client) => client.domain === task.domain)?.calls?.[task.stepKey ?? ''];
  const told = known?.[Math.min(task.before, known.length - 1)];
  return told ?? (task.stepKey === 'first_call' || task.stepKey === null ? 'spoke' : 'voicemail');
}
