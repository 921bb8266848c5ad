import type { App } from '../app.ts';
import { insertJobStart, markJobEnded } from '../db/house/job-runs.ts';

/** A recurring job: what runs, and how often (cron with seconds). */
export interface Job {
  name: string;
  cron: string;
  run: (app: App, now: Date, signal: AbortSignal) => Promise<unknown>;
}

/** Runs one job to its end. A failure is recorded and logged, and never ends the process: the next turn comes. */
export async function runJob(app: App, job: Job, signal: AbortSignal): Promise<void> {
  const now = app.now();
  try {
    await insertJobStart(app.db, job.name, now);
    await job.run(app, now, signal);
    await markJobEnded(app.db, job.name, app.now(), null);
  } catch (error) {
    // The message of a database error carries values of rows: only names and codes are kept.
    const { name, code } = (error as { cause?: Error }).cause
      ? (error as { cause: NodeJS.ErrnoException }).cause
      : (error as NodeJS.ErrnoException);
    app.log.error({ job: job.name, error: name, code }, 'A job failed; it is tried again at its next turn.');
    await markJobEnded(app.db, job.name, app.now(), [name, code].filter(Boolean).join(' ')).catch(() => {});
  }
}
