/** Ajar in the bench: the flows that a server runs, on a database full of enrollments, with every check and every copy. */
import { planDueSteps } from '../../src/flows/letters/plan-due-steps.ts';
import { tick } from '../../src/flows/tick.ts';
import { openResend } from '../../src/mail/out/resend.ts';
import { peakRssMiB, serveTasks } from './child.ts';
import type { ContestantResult, ContestantTask } from './contestant.ts';
import { benchNow, openHouse } from './house.ts';

/** Resend's own limit of calls a second is what a real sender waits for; here it would be all that is measured. */
const withoutPace = 1_000;

async function sendLetters(task: Extract<ContestantTask, { do: 'letters' }>): Promise<ContestantResult> {
  const baseUrl = `http://127.0.0.1:${task.port}`;
  const house = await openHouse(
    task.url,
    task.via === 'smtp'
      ? { smtpPort: task.port }
      : { transport: openResend({ apiKey: 're_bench', baseUrl, ratePerSecond: withoutPace }) },
  );
  try {
    const started = performance.now();
    const counts = await tick(house.app, benchNow);
    return { ms: performance.now() - started, done: counts.accepted, rssMiB: peakRssMiB() };
  } finally {
    await house.close();
  }
}

let claiming: { url: string; house: ReturnType<typeof openHouse> }[] = [];

/** The database stays open between claims, as it does between two turns of a server. */
async function claimSteps(task: Extract<ContestantTask, { do: 'claim' }>): Promise<ContestantResult> {
  let open = claiming.find((one) => one.url === task.url);
  if (open === undefined) {
    open = { url: task.url, house: openHouse(task.url) };
    claiming.push(open);
  }
  const { app } = await open.house;
  const started = performance.now();
  const counts = await planDueSteps(app, benchNow);
  return { ms: performance.now() - started, done: counts.queued, rssMiB: peakRssMiB() };
}

serveTasks(
  (task: ContestantTask) => (task.do === 'letters' ? sendLetters(task) : claimSteps(task)),
  async () => {
    for (const { house } of claiming) await (await house).close();
    claiming = [];
  },
);
