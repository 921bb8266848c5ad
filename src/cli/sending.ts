import type { Command } from 'commander';
import { pauseSending, resumeSending, unlockSending } from '../flows/letters/pause-sending.ts';
import type { RunWithApp } from './run.ts';

/** `pause` and `resume`: one switch for all sending. `unlock`: after a restore or clone a person must say that letters may leave. */
export function registerSending(program: Command, run: RunWithApp): void {
  program
    .command('pause')
    .description('let no letter leave until resume')
    .action(async () => {
      await run((app) => pauseSending(app, 'cli'));
      process.stdout.write(
        'All sending is paused. Letters wait in the queue; "npx ajar resume" lets them go, judged anew.\n',
      );
    });
  program
    .command('resume')
    .description('let letters leave again')
    .action(async () => {
      await run((app) => resumeSending(app, 'cli'));
      process.stdout.write('Sending is on. What is overdue is judged anew before it leaves.\n');
    });
  program
    .command('unlock')
    .description('let letters leave after a restore or clone, once no other installation sends them')
    .action(async () => {
      const unlocked = await run((app) => unlockSending(app, 'cli'));
      const why = unlocked?.why ? ` It was locked: ${unlocked.why}` : '';
      process.stdout.write(unlocked === null ? 'Sending is not locked.\n' : `Sending is unlocked.${why}\n`);
    });
}
