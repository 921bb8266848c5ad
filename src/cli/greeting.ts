import path from 'node:path';
import { countDemo } from '../db/demo/demo.ts';
import { countClientStates } from '../db/departures/intake.ts';
import { localDay } from '../domain/calendar.ts';
import type { OpenedApp } from './run.ts';

/** What a person who has just started the product reads: where it is, that nothing leaves, and what to try. */
export async function greeting(opened: OpenedApp, port: number | null): Promise<string> {
  const { config, database } = opened;
  if (port === null) return 'Ajar is working: it plans and sends. It answers no HTTP (--worker-only). Stop: Ctrl-C\n';
  const url = config.port === port ? config.publicUrl : `http://localhost:${port}`;
  const lines = [`Ajar is running at ${url}`, ''];
  if (config.transport.kind === 'capture')
    lines.push('  Nothing leaves this computer: letters are kept in the database (GET /v1/messages).');
  else
    lines.push(
      `  Letters leave by ${config.transport.kind === 'smtp' ? 'SMTP' : 'Resend'}. To stop them all at once: npx ajar pause`,
    );
  const demo = await tellDemo(opened);
  lines.push(
    ...(demo ?? [
      await tellClients(opened),
      '',
      '  Try: npx ajar key create --name me --scope admin',
      '       npx ajar --help',
    ]),
  );
  const folder = path.relative(process.cwd(), config.dataDir) || '.';
  const data = database.embedded ? `   Data: ${folder.startsWith('.') ? folder : `./${folder}`}` : '';
  const empty = demo === null ? '' : '   Empty start: AJAR_DEMO=false AJAR_DATA_DIR=./mine npm start';
  lines.push('', `  API: ${url}/docs${data}${empty}   Stop: Ctrl-C`, '');
  return `${lines.join('\n')}\n`;
}

async function tellClients({ app }: OpenedApp): Promise<string> {
  const departed = await countClientStates(app.db, ['departed', 'won_back']);
  if (departed === 0) return '  No client has left yet.';
  return `  ${departed} client${departed === 1 ? ' that has left is' : 's that have left are'} on file.`;
}

/** Who is here, what waits, and what to try; null without a demo. */
async function tellDemo({ app, database }: OpenedApp): Promise<string[] | null> {
  const now = app.now();
  const today = localDay(now, 'UTC');
  const demo = await countDemo(app.db, { after: today, until: today });
  if (demo.clients === 0) return null;
  const waiting = [
    ...(demo.replies === 0 ? [] : [`${some(demo.replies, 'reply is', 'replies are')} waiting`]),
    ...(demo.tray === 0 ? [] : [`${some(demo.tray, 'mail is', 'mails are')} in the tray`]),
    ...(demo.first === 0 ? [] : [`${some(demo.first, 'first letter leaves', 'first letters leave')} within two weeks`]),
    ...(demo.held === 0 ? [] : [`${some(demo.held, 'waits', 'wait')} for a look`]),
  ];
  const ahead = Math.floor((now.getTime() - database.now().getTime()) / 86_400_000);
  return [
    `  ${some(demo.clients, 'demo client is', 'demo clients are')} here, with two years of letters behind them. ${sentence(waiting)}`.trimEnd(),
    ...(ahead > 0 ? [`  Its clock runs ${some(ahead, 'day', 'days')} ahead.`] : []),
    '',
    ...tries(
      ['explain jo@northwind.example', 'demo --fast-forward P1W', 'explain jo@northwind.example'],
      ['what Jo will get, when, and why', 'let a week go by', 'Jo has answered: the letters wait for a person'],
    ),
  ];
}

function some(count: number, one: string, more: string): string {
  return `${count} ${count === 1 ? one : more}`;
}

function sentence(parts: readonly string[]): string {
  return parts.length === 0 ? '' : `${parts.join(', ')}.`;
}

/** Commands to try, in their order; behind each what it shows. */
function tries(commands: readonly string[], shows: readonly string[] = []): string[] {
  const longest = Math.max(...commands.map((command) => command.length));
  return commands.map((command, index) => {
    const told = shows[index] === undefined ? '' : `${' '.repeat(longest - command.length)}   ${shows[index]}`;
    return `  ${index === 0 ? 'Try:' : '    '} ${index + 1}. npx ajar ${command}${told}`;
  });
}
