import { addDays } from './calendar.ts';

/** What waits for a person's decision: a first letter to look at, a hold to review, a letter that could not leave. */
export const decisionKinds = ['approval', 'review', 'failed', 'uncertain', 'missing_value'] as const;
export type DecisionKind = (typeof decisionKinds)[number];

export type TaskDue = 'overdue' | 'today' | 'this_week';

/** When a task is due, seen from a day of the reader's. */
export function whenDue(dueOn: string, today: string): TaskDue {
  if (dueOn < today) return 'overdue';
  return dueOn === today ? 'today' : 'this_week';
}

/** The last day of what Today calls this week: seven days, today included. */
export function endOfWeek(today: string): string {
  return addDays(today, 6);
}

/** A recurring job, and after how many minutes without a run it counts as dead. */
const patience: Record<string, number> = { tick: 5, 'provider-events': 10, 'received-mail': 10, 'stored-mail': 15 };

export interface JobRun {
  name: string;
  startedAt: Date;
  endedAt: Date | null;
  error: string | null;
}

/** Jobs that failed at their last turn, or have not had one for too long, a sentence each. */
export function jobTroubles(runs: readonly JobRun[], now: Date): { code: string; text: string }[] {
  return runs.flatMap(({ name, startedAt, endedAt, error }) => {
    const minutes = Math.floor((now.getTime() - startedAt.getTime()) / 60_000);
    const limit = patience[name];
    if (limit !== undefined && minutes >= limit)
      return [{ code: 'job_dead', text: `The job ${name} has not run for ${minutes} minutes.` }];
    if (error !== null && endedAt !== null)
      return [{ code: 'job_failed', text: `The job ${name} failed at its last turn (${error}).` }];
    return [];
  });
}
