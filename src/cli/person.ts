import type { Command } from 'commander';
import { erasePerson } from '../flows/contacts/erase-person.ts';
import { exportContact } from '../flows/contacts/export-contact.ts';
import type { RunWithApp } from './run.ts';

/** `export` and `erase`: what a person may ask of us (GDPR Art. 15, 17). */
export function registerPerson(program: Command, run: RunWithApp): void {
  program
    .command('export')
    .description('print everything on file about a person, as JSON')
    .argument('<email>', 'their address')
    .option('--raw', 'with the raw mails that came from them and the files of our answers, base64')
    .option('--json', 'on one line')
    .action(async (email: string, options: { raw?: boolean; json?: boolean }) => {
      const data = await run((app) => exportContact(app, email, { raw: options.raw === true }));
      process.stdout.write(`${JSON.stringify(data, null, options.json ? undefined : 2)}\n`);
    });
  program
    .command('erase')
    .description('erase a person everywhere for good, and never write to them again')
    .argument('<email>', 'their address')
    .option('--yes', 'do not ask')
    .option('--json', 'print what was erased as one line of JSON')
    .action(async (email: string, options: { yes?: boolean; json?: boolean }) => {
      if (!(await mayErase(email, options))) {
        process.stderr.write('Nothing was erased.\n');
        process.exitCode = 1;
        return;
      }
      const erased = await run((app) => erasePerson(app, 'cli', email));
      process.stdout.write(
        options.json
          ? `${JSON.stringify(erased)}\n`
          : `${erased.contacts === 1 ? 'One record' : `${erased.contacts} records`} erased. The address is kept only as a hash, so that nobody writes to it again.\n`,
      );
    });
}

/** Asks where somebody can answer; a script has said what it wants by calling the command. */
async function mayErase(email: string, options: { yes?: boolean; json?: boolean }): Promise<boolean> {
  if (options.yes || options.json || !process.stdin.isTTY) return true;
  const { confirm } = await import('@clack/prompts');
  return (
    (await confirm({ message: `Erase ${email} everywhere? This cannot be taken back.`, initialValue: false })) === true
  );
}
