import cron from 'node-cron';
import type { App } from './app.ts';
import { type Job, runJob } from './flows/run-job.ts';
import { tick } from './flows/tick.ts';

/** The table of recurring jobs. Cron only wakes them; that nothing is done twice is a matter of locks in the database. */
export const jobs: readonly Job[] = [{ name: 'tick', cron: '*/10 * * * * *', run: tick }];

/** Starts the jobs; the answer stops them and waits for those that run. */
export function startSchedule(app: App): () => Promise<void> {
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  const tasks = jobs.map((job) =>
    cron.schedule(
      job.cron,
      async () => {
        if (stopping.signal.aborted) return;
        const run = runJob(app, job, stopping.signal);
        running.add(run);
        await run.finally(() => running.delete(run));
      },
      { name: job.name, noOverlap: true, timezone: 'UTC', suppressMissedWarning: true },
    ),
  );
  return async () => {
    stopping.abort();
    for (const task of tasks) await task.destroy();
    await Promise.all(running);
  };
}
