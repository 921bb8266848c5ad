import path from 'node:path';
import { countClientStates } from '../db/intake.ts';
import type { OpenedApp } from './run.ts';

/** What a person who has just started the product reads: where it is, that nothing leaves, and what to try. */
export async function greeting({ app, config, database }: OpenedApp, port: number | null): Promise<string> {
  if (port === null) return 'Ajar is working: it plans and sends. It answers no HTTP (--worker-only). Stop: Ctrl-C\n';
  const url = config.port === port ? config.publicUrl : `http://localhost:${port}`;
  const departed = await countClientStates(app.db, ['departed', 'won_back']);
  const lines = [`Ajar is running at ${url}`, ''];
  if (config.transport.kind === 'capture')
    lines.push('  Nothing leaves this computer: letters are kept in the database (GET /v1/messages).');
  else
    lines.push(
      `  Letters leave by ${config.transport.kind === 'smtp' ? 'SMTP' : 'Resend'}. To stop them all at once: npx ajar pause`,
    );
  lines.push(
    `  ${departed === 0 ? 'No client has left yet.' : `${departed} client${departed === 1 ? ' that has left is' : 's that have left are'} on file.`}`,
  );
  lines.push('', '  Try: npx ajar key create --name me --scope admin', '       npx ajar --help', '');
  const data = database.embedded ? `   Data: ${path.relative(process.cwd(), config.dataDir) || '.'}` : '';
  lines.push(`  API: ${url}/docs${data}   Stop: Ctrl-C`, '');
  return `${lines.join('\n')}\n`;
}
