import { type Command, InvalidArgumentError } from 'commander';
import { isScope, type Scope, scopes } from '../domain/scope.ts';
import { createKey } from '../flows/house/create-key.ts';
import type { RunWithApp } from './run.ts';

/** `key create`: the first key of an installation comes from here. */
export function registerKey(program: Command, run: RunWithApp): void {
  const key = program.command('key').description('API keys');
  key
    .command('create')
    .description('make a key; it is shown once')
    .requiredOption('--name <name>', 'what it is for')
    .requiredOption('--scope <scope...>', 'admin, or <noun>:read, <noun>:write', collectScope)
    .option('--json', 'print { "id", "key" } as one line')
    .addHelpText('after', `\nScopes: ${scopes.join(' ')}`)
    .action(async (options: { name: string; scope: Scope[]; json?: boolean }) => {
      const { row, key: secret } = await run((app) =>
        createKey(app, 'cli', { name: options.name, scopes: options.scope }),
      );
      if (options.json) process.stdout.write(`${JSON.stringify({ id: row.id, key: secret })}\n`);
      else process.stdout.write(`${secret}\n\nKeep it now: it is stored nowhere and not shown again.\n`);
    });
}

function collectScope(text: string, before: Scope[] | undefined): Scope[] {
  if (!isScope(text)) throw new InvalidArgumentError(`"${text}" is no scope. Scopes are: ${scopes.join(' ')}`);
  return [...(before ?? []), text];
}
