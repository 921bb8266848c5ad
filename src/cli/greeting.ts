import path from 'node:path';
import { countDemo } from '../db/demo/demo.ts';
import { countClientStates } from '../db/departures/intake.ts';
import { findDemoToken } from '../flows/demo/sign-in-to-demo.ts';
import { makeClaimToken } from '../flows/house/claim-house.ts';
import { localDay } from '../domain/calendar.ts';
import type { OpenedApp } from './run.ts';

/** What a person who has just started the product reads: where it is, that nothing leaves, and what to try. */
export async function greeting(opened: OpenedApp, port: number | null): Promise<string> {
  const { config, database } = opened;
  if (port === null) return 'Ajar is working: it plans and sends. It answers no HTTP (--worker-only). Stop: Ctrl-C\n';
  const url = config.port === port ? config.publicUrl : `http://localhost:${port}`;
  const lines = [`Ajar is running at ${url}`, '', ...(await waysIn(opened, url))];
  if (config.transport.kind === 'capture')
    lines.push('  Nothing leaves this computer: letters are kept on the page "Mailbox".');
  else
    lines.push(
      `  Letters leave by ${config.transport.kind === 'smtp' ? 'SMTP' : 'Resend'}. To stop them all at once: npx ajar pause`,
    );
  const demo = await tellDemo(opened);
  lines.push(
    ...(demo ?? [
      await tellClients(opened),
      '',
      ...tries([
        'press "Record a departure" on the first page',
        'npx ajar simulate --reason mistake --fault ours',
        'npx ajar --help',
      ]),
    ]),
  );
  const folder = path.relative(process.cwd(), config.dataDir) || '.';
  const data = database.embedded ? `   Data: ${folder.startsWith('.') ? folder : `./${folder}`}` : '';
  const empty = demo === null ? '' : '   Empty start: AJAR_DEMO=false AJAR_DATA_DIR=./mine npm start';
  lines.push('', `  API: /docs${data}${empty}   Stop: Ctrl-C`, '');
  return `${lines.join('\n')}\n`;
}

/** Links that sign in: to the demo, and to whoever makes the installation theirs while nobody has. */
async function waysIn({ app }: OpenedApp, url: string): Promise<string[]> {
  const demo = await findDemoToken(app);
  const claim = await makeClaimToken(app);
  const ways = [
    ...(demo === null ? [] : [['Look around', `${url}/demo/${demo}`, 'one click, signs you in as Ruth (admin)']]),
    ...(claim === null ? [] : [['Make it yours', `${url}/claim/${claim}`, 'sets the first password, valid 24 hours']]),
  ];
  const longest = Math.max(...ways.map(([, link = '']) => link.length));
  const lines = ways.map(
    ([name = '', link = '', what = '']) => `  ${name.padEnd(13)} ${link.padEnd(longest)}   ${what}`,
  );
  return lines.length === 0 ? [] : [...lines, ''];
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
  // First letters that leave within two weeks, and those that wait for somebody's word.
  const looks = demo.first + demo.held;
  const waiting = [
    ...(demo.replies === 0 ? [] : [`${some(demo.replies, 'reply is', 'replies are')} waiting`]),
    ...(demo.tray === 0 ? [] : [`${some(demo.tray, 'mail is', 'mails are')} in the tray`]),
    ...(looks === 0 ? [] : [`${some(looks, 'letter waits', 'letters wait')} for a look`]),
  ];
  const ahead = Math.floor((now.getTime() - database.now().getTime()) / 86_400_000);
  return [
    `  ${some(demo.clients, 'demo client is', 'demo clients are')} here. ${sentence(waiting)}`.trimEnd(),
    ...(ahead > 0 ? [`  Its clock runs ${some(ahead, 'day', 'days')} ahead.`] : []),
    '',
    ...tries([
      'open "Northwind GmbH" and read what Jo will get, when, and why',
      'press "+1 week" at the top, and answer Jo',
      'npx ajar explain jo@northwind.example',
    ]),
  ];
}

function some(count: number, one: string, more: string): string {
  return `${count} ${count === 1 ? one : more}`;
}

function sentence(parts: readonly string[]): string {
  return parts.length === 0 ? '' : `${parts.join(', ')}.`;
}

/** What to try, in its order. */
function tries(steps: readonly string[]): string[] {
  return steps.map((step, index) => `  ${index === 0 ? 'Try:' : '    '} ${index + 1}. ${step}`);
}
