import { type Command, InvalidArgumentError } from 'commander';
import { dayInWords, dayName } from '../domain/calendar.ts';
import { advanceDemo, type DemoWalk } from '../flows/demo/advance-demo.ts';
import { removeDemo } from '../flows/demo/remove-demo.ts';
import type { RunWithApp } from './run.ts';
import { durationValue } from './values.ts';

interface DemoOptions {
  fastForward?: string;
  remove?: boolean;
  json?: boolean;
}

/** `demo`: lets time pass in the demo, or removes it. */
export function registerDemo(program: Command, run: RunWithApp): void {
  program
    .command('demo')
    .description('let time pass in the demo, or remove it')
    .option(
      '--fast-forward <duration>',
      'by how much, such as P1D, P1W or P1M; or next, up to the next event',
      stepValue,
    )
    .option('--remove', 'remove everything of the demo and set its clock back')
    .option('--json', 'print what happened as one line of JSON')
    .action(async ({ fastForward, remove, json }: DemoOptions, command: Command) => {
      if ((fastForward === undefined) === (remove === undefined))
        command.error('error: give either --fast-forward <duration> or --remove', { exitCode: 2 });
      if (fastForward === undefined) {
        const removed = await run(removeDemo);
        const said = `The demo is removed: ${removed.clients} clients and everything that hung on them. The clock is the real one again, and the demo is not made again here.`;
        process.stdout.write(`${json ? JSON.stringify(removed) : said}\n`);
        return;
      }
      const walk = await run((app) => advanceDemo(app, fastForward));
      process.stdout.write(json ? `${JSON.stringify(walk)}\n` : sayWalk(walk));
    });
}

function stepValue(text: string): string {
  if (text === 'next') return text;
  const duration = durationValue(text);
  if (!/[1-9]/.test(duration)) throw new InvalidArgumentError('Give a duration that moves the clock, such as P1D.');
  return duration;
}

/** "2 letters left, Jo answered, 1 call is due." and which day it is now. */
function sayWalk({ today, daysAhead, letters, told, calls }: DemoWalk): string {
  const parts = [
    ...(letters === 0 ? [] : [`${letters} letter${letters === 1 ? '' : 's'} left`]),
    ...told,
    ...(calls === 0 ? [] : [calls === 1 ? '1 call is due' : `${calls} calls are due`]),
  ];
  const line = parts.length === 0 ? 'nothing happened' : parts.join(', ');
  const day = `It is ${dayName(today)}, ${dayInWords(today)} in the demo, ${daysAhead} day${daysAhead === 1 ? '' : 's'} ahead of the clock.`;
  return `${line.charAt(0).toUpperCase()}${line.slice(1)}.\n${day}\n`;
}
