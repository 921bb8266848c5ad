import { type Command, InvalidArgumentError } from 'commander';
import pc from 'picocolors';
import { ConfigError } from '../config.ts';
import { DatabaseProblem, isDbUnreachable } from '../db/db-error.ts';
import { type Check, checkOf, counted, isHealthy } from '../domain/doctor/check.ts';
import { checkHouse, type DoctorOptions } from '../flows/doctor/check-house.ts';
import { sayProblem } from './problem.ts';
import type { RunWithApp } from './run.ts';

/** `doctor`: what is wrong, and what mends it. */
export function registerDoctor(program: Command, run: RunWithApp, options: DoctorOptions = {}): void {
  program
    .command('doctor')
    .description('check database, mail, DNS and promises; say what is wrong, and what mends it')
    .option('--dns <host:port>', "ask this name server instead of this machine's", serverValue)
    .option('--json', 'print { "ok", "checks": [{ "id", "state", "title", "detail", "fix" }] } as one line')
    .addHelpText(
      'after',
      '\nChanges nothing and sends nothing. Ends with 1 when something failed; warnings are for you to weigh.',
    )
    .action(async ({ dns, json }: { dns?: string; json?: boolean }) => {
      const checks = await examine(run, { ...options, dnsServer: dns ?? options.dnsServer });
      const ok = isHealthy(checks);
      process.stdout.write(json ? `${JSON.stringify({ ok, checks })}\n` : say(checks));
      if (!ok) process.exitCode = 1;
    });
}

/** What keeps every command from starting is what the doctor is asked about. */
async function examine(run: RunWithApp, options: DoctorOptions): Promise<Check[]> {
  try {
    return await run((app) => checkHouse(app, options));
  } catch (error) {
    if (error instanceof ConfigError)
      return error.problems.map((problem) =>
        checkOf('configuration', 'Configuration').failure(problem, 'Correct it in the environment or in .env.'),
      );
    if ((error as NodeJS.ErrnoException).code === 'DKIM_KEY')
      return [
        checkOf('dkim-key', 'Our own DKIM key').failure(
          (error as Error).message,
          'Make one with "openssl genrsa -out dkim.pem 2048", and let DKIM_KEY_FILE name it.',
        ),
      ];
    if (!(error instanceof DatabaseProblem) && !isDbUnreachable(error)) throw error;
    const said = sayProblem(error).replace(/^ajar: /, '');
    const isSecret = said.includes('AJAR_SECRET');
    const says = isSecret ? checkOf('secret', 'Secret') : checkOf('database', 'Database');
    return [
      says.failure(said, isSecret ? 'Set AJAR_SECRET as it says.' : 'Do as it says; DATABASE_URL names the database.'),
    ];
  }
}

const marks: Record<Check['state'], string> = {
  ok: pc.green('ok     '),
  warning: pc.yellow('warning'),
  failure: pc.red('failure'),
  skipped: pc.dim('skipped'),
};

function say(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ title }) => title.length));
  const lines = checks.map(({ state, title, detail, fix }) => {
    const line = `${marks[state]}  ${pc.bold(title.padEnd(width))}  ${detail}`;
    return fix === null ? line : `${line}\n${' '.repeat(9)}${pc.cyan('->')} ${fix}`;
  });
  return `${lines.join('\n')}\n\n${summary(checks)}\n`;
}

function summary(checks: readonly Check[]): string {
  const count = (state: Check['state']) => checks.filter((check) => check.state === state).length;
  const [failures, warnings] = [count('failure'), count('warning')];
  if (failures + warnings === 0) return pc.green(`All is well: ${counted(count('ok'), 'check')}.`);
  const said = `${counted(failures, 'failure')}, ${counted(warnings, 'warning')}, ${count('ok')} ok.`;
  return failures > 0 ? pc.red(said) : pc.yellow(said);
}

function serverValue(text: string): string {
  if (/^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:]+\])(:\d{1,5})?$/i.test(text)) return text;
  throw new InvalidArgumentError('It is an address, with or without a port, such as 9.9.9.9 or 127.0.0.1:5353.');
}
