import type { Command } from 'commander';
import pc from 'picocolors';
import type { App } from '../app.ts';
import { listContactsByEmail } from '../db/contacts/timeline.ts';
import { parseAddress } from '../domain/address.ts';
import { AjarError } from '../errors.ts';
import { explainTimeline, type TimelineEntry } from '../flows/contacts/explain-timeline.ts';
import type { RunWithApp } from './run.ts';

/** `explain`: what this person has had, what they will get, when, and why. */
export function registerExplain(program: Command, run: RunWithApp): void {
  program
    .command('explain')
    .description('tell what a person has had, what they will get, when, and why')
    .argument('<email>', 'their address')
    .option('--json', 'print one line of JSON')
    .action(async (email: string, options: { json?: boolean }) => {
      const told = await run((app) => explain(app, email));
      process.stdout.write(options.json ? `${JSON.stringify({ data: told })}\n` : say(told));
    });
}

interface Told {
  client: string;
  state: string;
  entries: TimelineEntry[];
}

async function explain(app: App, email: string): Promise<Told[]> {
  const reading = parseAddress(email);
  if (reading.kind === 'invalid') throw new AjarError('invalid_request', reading.message);
  const people = await listContactsByEmail(app.db, reading.address);
  if (people.length === 0) throw new AjarError('not_found', `Nobody with the address ${reading.address} is on file.`);
  const now = app.now();
  return Promise.all(
    people.map(async (one) => ({
      client: one.clientName,
      state: one.clientState,
      entries: await explainTimeline(app, one.id, { now }),
    })),
  );
}

function say(told: readonly Told[]): string {
  return told
    .map(({ client, state, entries }) =>
      [pc.bold(`${client} (${state.replace('_', ' ')})`), ...entries.map(sayEntry), ''].join('\n'),
    )
    .join('\n');
}

function sayEntry(entry: TimelineEntry): string {
  const { localAt, state, kind, letter, step, outcome } = entry;
  const reasons = entry.why.map((one) => one.text).join(' ');
  const day = localAt.slice(0, 16).replace('T', ' ');
  // What concerns the whole plan, such as its end, leaves no step out.
  if (kind === 'event' && step === null && state === 'planned') return `  ${day}  ${reasons}`;
  const what =
    kind === 'letter'
      ? `letter ${(letter ?? '').replace('_', ' ')}`
      : kind === 'task'
        ? `task ${step ?? ''}`.trim()
        : step === null
          ? ''
          : `step ${step}`;
  const how = state === 'planned' ? (kind === 'event' ? 'will be left out' : 'planned') : (outcome ?? '');
  const line = `  ${day}  ${[what, how].filter(Boolean).join(', ')}`;
  return (state === 'planned' ? line : pc.dim(line)) + (reasons === '' ? '' : `\n${' '.repeat(20)}${pc.dim(reasons)}`);
}
