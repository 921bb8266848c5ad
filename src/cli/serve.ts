import type { Command } from 'commander';

/** `serve`: the product itself. */
export function registerServe(program: Command): void {
  program
    .command('serve')
    .description('run the product until Ctrl-C: HTTP, planning and sending')
    .option('--no-worker', 'answer over HTTP only; another process plans and sends')
    .option('--worker-only', 'plan and send only, without HTTP')
    .action(async (options: { worker: boolean; workerOnly?: boolean }, command: Command) => {
      if (options.workerOnly && !options.worker)
        command.error('error: --no-worker and --worker-only leave nothing to do', { exitCode: 2 });
      const { serve } = await import('../main.ts');
      await serve({ worker: options.worker, web: !options.workerOnly });
    });
  program
    .command('migrate')
    .description('bring the database to this version and exit')
    .action(async () => {
      const { openAll } = await import('./run.ts');
      const opened = await openAll('command');
      await opened.close();
      process.stdout.write('The database is up to date.\n');
    });
}
