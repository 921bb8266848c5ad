/** The bench: who is measured, in which order, and what is printed. Started by run.mjs, which builds it. */
import { readFileSync } from 'node:fs';
import { type Child, openChild } from './child.ts';
import { measureClaim } from './claim-rounds.ts';
import type { ContestantResult, ContestantTask } from './contestant.ts';
import { measureLetters } from './letter-rounds.ts';
import { describeMachine } from './machine.ts';
import { type BenchOptions, readOptions } from './options.ts';
import { jsonLine, markdownTable, type Measured } from './report.ts';
import { seedHouse } from './seed.ts';
import { type BenchServer, openServer } from './server.ts';
import type { SinkReply, SinkTask } from './sink-child.ts';

type Say = (text: string) => void;

async function run(options: BenchOptions): Promise<void> {
  const say: Say = (text) => void process.stderr.write(`${text}\n`);
  const started = performance.now();
  const server = await openServer();
  // Ctrl-C: databases and server go as after a whole run.
  const interrupted = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => reject(new Error('Interrupted.')));
  });
  try {
    const machine = await describeMachine(server.admin);
    for (const line of machine) say(line);
    const measured = await Promise.race([measureAll(server, options, say), interrupted]);
    say(`Measured in ${((performance.now() - started) / 60_000).toFixed(1)} minutes.`);
    if (options.json) process.stdout.write(`${jsonLine(measured)}\n`);
    else process.stdout.write(`${machine.map((line) => `- ${line}`).join('\n')}\n\n${markdownTable(measured)}\n`);
  } finally {
    await server.close();
  }
}

async function measureAll(server: BenchServer, options: BenchOptions, say: Say): Promise<Measured[]> {
  const measured = await measureWires(server, options, say);
  if (!options.only.includes('claim')) return measured;
  return [
    ...measured,
    await withContestants(options, (contestants) => measureClaim(server, contestants, options, say)),
  ];
}

async function measureWires(server: BenchServer, options: BenchOptions, say: Say): Promise<Measured[]> {
  const wires = (['smtp', 'resend'] as const).filter((via) => options.only.includes(via));
  if (wires.length === 0) return [];
  await seedHouse(await server.create('letters'), { enrollments: options.letters, historyOfEvery: 1 });
  say(`${options.letters} enrollments made, each with its history`);
  const sink = openChild<SinkTask, SinkReply>('sink');
  const measured: Measured[] = [];
  try {
    for (const via of wires)
      measured.push(
        await withContestants(options, (contestants) =>
          measureLetters({ server, sink, contestants, via, say }, options),
        ),
      );
  } finally {
    await sink.close();
  }
  await server.drop('letters');
  return measured;
}

/** What `npm start` tells Node: Ajar is measured as it is started. */
function startFlags(): string[] {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } };
  return scripts.start.split(' ').filter((word) => word.startsWith('--'));
}

/** Three processes of their own for each workload, so that the memory of one is not that of another. */
async function withContestants<T>(
  { profile }: BenchOptions,
  work: (of: Record<'bound' | 'usual' | 'ajar', Child<ContestantTask, ContestantResult>>) => Promise<T>,
): Promise<T> {
  const contestants = {
    bound: openChild<ContestantTask, ContestantResult>('bound'),
    usual: openChild<ContestantTask, ContestantResult>('usual'),
    ajar: openChild<ContestantTask, ContestantResult>('ajar', [
      ...startFlags(),
      ...(profile === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]),
    ]),
  };
  try {
    return await work(contestants);
  } finally {
    for (const one of Object.values(contestants)) await one.close();
  }
}

try {
  await run(readOptions(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
