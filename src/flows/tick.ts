import type { App } from '../app.ts';
import { dispatchLetters } from './letters/dispatch-letters.ts';
import { planDueSteps } from './letters/plan-due-steps.ts';
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

/**
 * One turn of the product as of `now`: settles what crashes left open, plans what is due, hands over what may leave.
 * Any number of processes may do it at the same time.
 */
export async function tick(app: App, now: Date, signal?: AbortSignal): Promise<TickCounts> {
  const settled = await settleHandovers(app, now);
  const planned = await planDueSteps(app, now);
  const dispatched = await dispatchLetters(app, now, signal);
  return {
    ...planned,
    accepted: settled.accepted + dispatched.accepted,
    deferred: planned.deferred + dispatched.deferred,
    failed: settled.failed + dispatched.failed,
    uncertain: settled.uncertain + dispatched.uncertain,
  };
}
