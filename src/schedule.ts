import cron from 'node-cron';
import type { App } from './app.ts';
import { checkCampaigns } from './flows/campaigns/check-campaigns.ts';
import { applyRetention } from './flows/house/apply-retention.ts';
import { sendHouseMails } from './flows/house/send-house-mails.ts';
import { wakeThreads } from './flows/threads/change-thread.ts';
import { playDueScenes } from './flows/demo/play-until.ts';
import { fetchReceivedMail } from './flows/inbound/fetch-received-mail.ts';
import { processProviderEvents } from './flows/inbound/handle-webhook.ts';
import { receiveStoredMail } from './flows/inbound/receive-mail.ts';
import { type Job, runJob } from './flows/run-job.ts';
import { tick } from './flows/tick.ts';

/** The table of recurring jobs. Cron only wakes them; that nothing is done twice is a matter of locks in the database. */
const jobs: readonly Job[] = [
  { name: 'tick', cron: '*/10 * * * * *', run: tick },
  { name: 'provider-events', cron: '5,20,35,50 * * * * *', run: processProviderEvents },
  { name: 'received-mail', cron: '3,18,33,48 * * * * *', run: fetchReceivedMail },
  { name: 'stored-mail', cron: '8 * * * * *', run: receiveStoredMail },
  { name: 'snoozed-threads', cron: '28 * * * * *', run: wakeThreads },
  { name: 'house-mail', cron: '2-59/5 * * * * *', run: sendHouseMails },
  { name: 'demo', cron: '13,43 * * * * *', run: playDueScenes },
  { name: 'breaker', cron: '38 * * * * *', run: checkCampaigns },
  { name: 'retention', cron: '0 17 * * * *', run: applyRetention },
];

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
