import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';

/** `classify`: what a mail is, without a database. */
export function registerClassify(program: Command): void {
  program
    .command('classify')
    .description('say what mails are: reply, auto_reply, bounce, complaint or other')
    .argument('<file.eml...>', 'whole mails (RFC 822)')
    .option('--json', 'one line of JSON a file')
    .action(async (files: string[], options: { json?: boolean }) => {
      const { classifyLine, classifyMail } = await import('../flows/inbound/classify-mail.ts');
      for (const path of files) {
        try {
          const found = await classifyMail(await readFile(path));
          const severity = found.severity === null ? '' : ` (${found.severity})`;
          process.stdout.write(options.json ? `${classifyLine(path, found)}\n` : `${path}: ${found.kind}${severity}\n`);
        } catch (error) {
          // A file that cannot be read does not stop the rest.
          process.exitCode = 1;
          process.stderr.write(`ajar: ${path}: ${(error as Error).message}\n`);
        }
      }
    });
}
