import type { App } from '../app.ts';
import { dispatchAnswers } from './letters/dispatch-answers.ts';
import { type DispatchCounts, dispatchLetters } from './letters/dispatch-letters.ts';
import { type PlanCounts, planDueSteps } from './letters/plan-due-steps.ts';
import { settleHandovers } from './letters/settle-handovers.ts';

/** What one tick did: enrollments looked at, letters queued and what became of those handed over, tasks, deferrals, skips, exits. */
export interface TickCounts {
  due: number;
  queued: number;
  accepted: number;
  tasks: number;
  deferred: number;
  skipped: number;
  exited: number;
  failed: number;
  uncertain: number;
}

export const noCounts: TickCounts = {
  due: 0,
  queued: 0,
  accepted: 0,
  tasks: 0,
  deferred: 0,
  skipped: 0,
  exited: 0,
  failed: 0,
  uncertain: 0,
};

export function addCounts(a: TickCounts, b: TickCounts): TickCounts {
  const sum = { ...a };
  for (const key of Object.keys(sum) as (keyof TickCounts)[]) sum[key] += b[key];
  return sum;
}

/** How soon a dispatch that found nothing looks whether more has been planned. */
const lookAgainMs = 50;

/**
 * One turn of the product as of `now`: settles what crashes left open, plans what is due, hands over what may leave.
 * Any number of processes may do it at the same time.
 */
export async function tick(app: App, now: Date, signal?: AbortSignal): Promise<TickCounts> {
  const settled = await settleHandovers(app, now, signal);
  // What a person wrote goes before what was planned.
  const answers = await dispatchAnswers(app, now, signal);
  const { planned, dispatched } = await planAndDispatch(app, now, signal);
  return {
    ...planned,
    accepted: settled.accepted + answers.accepted + dispatched.accepted,
    deferred: planned.deferred + dispatched.deferred,
    failed: settled.failed + answers.failed + dispatched.failed,
    uncertain: settled.uncertain + answers.uncertain + dispatched.uncertain,
  };
}

/**
 * Letters leave while further batches are planned: one waits for the database while the other has the processor. A dispatch
 * that begins after the last plan is written finds everything that was planned.
 */
async function planAndDispatch(
  app: App,
  now: Date,
  signal?: AbortSignal,
): Promise<{ planned: PlanCounts; dispatched: DispatchCounts }> {
  const planning = planDueSteps(app, now, signal);
  let isPlanned = false;
  const ended = planning.then(
    () => (isPlanned = true),
    () => (isPlanned = true),
  );
  const dispatched: DispatchCounts = { accepted: 0, failed: 0, uncertain: 0, deferred: 0 };
  for (let isLast = false; !isLast;) {
    isLast = isPlanned;
    const counts = await dispatchLetters(app, now, signal);
    for (const key of Object.keys(dispatched) as (keyof DispatchCounts)[]) dispatched[key] += counts[key];
    if (!isLast) await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, lookAgainMs))]);
  }
  return { planned: await planning, dispatched };
}
