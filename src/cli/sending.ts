import type { Command } from 'commander';
import { pauseSending, resumeSending } from '../flows/letters/pause-sending.ts';
import type { RunWithApp } from './run.ts';

/** `pause` and `resume`: one switch for all sending. */
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
}
