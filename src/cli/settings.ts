import type { Command } from 'commander';
import { type SettingsChange, settingsChangeSchema } from '../contract/settings.ts';
import { findPolicy } from '../db/house/settings.ts';
import { housePolicySchema } from '../domain/policy.ts';
import { changeSettings } from '../flows/house/change-settings.ts';
import type { RunWithApp } from './run.ts';

/** `settings`: the rules of the house, shown and changed. */
export function registerSettings(program: Command, run: RunWithApp): void {
  const settings = program.command('settings').description('show or change the rules of the house');
  settings
    .command('show')
    .description('every rule with its value')
    .option('--json', 'print them as one line of JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { policy, given } = await run(async ({ db, config }) => ({
        policy: await findPolicy(db),
        given: config.postalAddress === null ? {} : { postalAddress: config.postalAddress },
      }));
      const inForce = { ...policy, ...given };
      // Where somebody pastes the lines back, the one that only the environment changes must not be taken for a rule.
      const lines = Object.entries(inForce).map(([name, value]) =>
        name in given ? `# ${name}=${written(value)} (the environment gives it)` : `${name}=${written(value)}`,
      );
      process.stdout.write(`${json ? JSON.stringify(inForce) : lines.join('\n')}\n`);
    });
  settings
    .command('set')
    .description('change rules, such as coolingOffDays=20 zone=Europe/Berlin')
    .argument('<name=value...>', 'a value is JSON, or plain text; null clears')
    .option('--json', 'print the rules afterwards as one line of JSON')
    .action(async (pairs: string[], { json }: { json?: boolean }, command: Command) => {
      const change = readChange(pairs, (problem) => command.error(`error: ${problem}`, { exitCode: 2 }));
      const policy = await run(async (app) => {
        await changeSettings(app, 'cli', change);
        return findPolicy(app.db);
      });
      const said = Object.keys(change).map((name) => `${name}=${written(policy[name as keyof SettingsChange])}`);
      process.stdout.write(json ? `${JSON.stringify(policy)}\n` : `${said.join('\n')}\n`);
    });
}

function readChange(pairs: readonly string[], refuse: (problem: string) => never): SettingsChange {
  const wanted: Record<string, unknown> = {};
  for (const pair of pairs) {
    const [name = '', ...rest] = pair.split('=');
    if (rest.length === 0) refuse(`${pair} is not of the form name=value`);
    if (!Object.hasOwn(housePolicySchema.shape, name)) refuse(`${name} is no rule; "ajar settings show" lists them`);
    wanted[name] = valueOf(rest.join('='));
  }
  const read = settingsChangeSchema.safeParse(wanted);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  return refuse(`${issue?.path.join('.') ?? 'a value'}: ${issue?.message ?? 'is not valid'}`);
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function written(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
