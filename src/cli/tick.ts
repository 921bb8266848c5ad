import type { Command } from 'commander';
import { AjarError } from '../errors.ts';
import { addCounts, noCounts, tick, type TickCounts } from '../flows/tick.ts';
import type { App } from '../app.ts';
import type { RunWithApp } from './run.ts';
import { refuseDemoData } from './start-demo.ts';
import { instantValue, spanValue } from './values.ts';

interface TickOptions {
  now?: Date;
  until?: Date;
  every?: number;
  json?: boolean;
}

const nearTheClockMs = 3_600_000;
const hourMs = 3_600_000;

/** `tick`: plans and sends as of a time, once or over a span. */
export function registerTick(program: Command, run: RunWithApp): void {
  program
    .command('tick')
    .description('plan and send what is due, once, or as if time had passed')
    .option('--now <instant>', 'as of this instant instead of now; every time it records is this one', instantValue)
    .option('--until <instant>', 'again and again, up to this instant', instantValue)
    .option('--every <duration>', 'the step of --until (PT1H unless given)', spanValue)
    .option('--json', 'print the counts as one line of JSON')
    .action(async (options: TickOptions, command: Command) => {
      if (options.every !== undefined && options.until === undefined)
        command.error('error: --every goes with --until', { exitCode: 2 });
      const counts = await run(async (app) => {
        await refuseDemoData(app);
        return tickOver(app, options);
      });
      process.stdout.write(options.json ? `${JSON.stringify(counts)}\n` : say(counts));
    });
}

async function tickOver(app: App, { now, until, every = hourMs }: TickOptions): Promise<TickCounts> {
  const start = now ?? app.now();
  if (until !== undefined && until < start) throw new AjarError('invalid_request', '--until lies before the start.');
  refuseTimeTravel(app, start);
  if (until !== undefined) refuseTimeTravel(app, until);
  let counts = noCounts;
  for (let at = start.getTime(); at <= (until ?? start).getTime(); at += every)
    counts = addCounts(counts, await tick(app, new Date(at)));
  return counts;
}

/** Real letters carry real dates: with a real transport only a test may travel. */
function refuseTimeTravel(app: App, at: Date): void {
  if (app.transport.kind === 'capture' || app.config.timeTravel) return;
  if (Math.abs(at.getTime() - app.now().getTime()) <= nearTheClockMs) return;
  throw new AjarError(
    'time_travel_refused',
    `With MAIL_TRANSPORT=${app.transport.kind} letters really leave, so the time must be within an hour of the clock. For tests only: AJAR_TIME_TRAVEL=true.`,
  );
}

function say(counts: TickCounts): string {
  const { due, accepted, tasks, deferred, skipped, exited, failed, uncertain } = counts;
  const words = [
    `${due} looked at`,
    `${accepted} letters left`,
    `${tasks} tasks made`,
    `${deferred} deferred`,
    `${skipped} skipped`,
    `${exited} ended`,
  ];
  if (failed > 0) words.push(`${failed} FAILED`);
  if (uncertain > 0) words.push(`${uncertain} UNCERTAIN`);
  return `${words.join(', ')}.\n`;
}
