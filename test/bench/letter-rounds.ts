import type { Client } from 'pg';
import type { Child } from './child.ts';
import type { ContestantResult, ContestantTask, Via } from './contestant.ts';
import type { BenchOptions } from './options.ts';
import { compareRounds, type Round } from './ratios.ts';
import type { Measured } from './report.ts';
import { makeDue } from './seed.ts';
import { type BenchServer, connect } from './server.ts';
import type { SinkReply, SinkTask } from './sink-child.ts';

type Contestant = Child<ContestantTask, ContestantResult>;

export interface Contestants {
  bound: Contestant;
  usual: Contestant;
  ajar: Contestant;
}

interface Ring {
  server: BenchServer;
  sink: Child<SinkTask, SinkReply>;
  contestants: Contestants;
  via: Via;
  say: (text: string) => void;
}

const seeded = 'letters';
const warmUp = 500;

/**
 * Letters from due to accepted, over one transport. Each round of Ajar runs on a fresh copy of the seeded database;
 * after each round of anybody the sink must have had each letter once, and the rows must say so.
 */
export async function measureLetters(ring: Ring, options: BenchOptions): Promise<Measured> {
  const { via, say } = ring;
  const bareUrl = await ring.server.create(`bare_${via}`);
  const rounds: Round[] = [];
  const bytes: Record<string, number> = {};
  let rssMiB = 0;
  for (let round = 0; round <= options.rounds; round += 1) {
    const isWarmUp = round === 0;
    const size = (letters: number) => (isWarmUp ? Math.min(letters, warmUp) : letters);
    const bound = await runOne(ring, 'bound', bareUrl, size(options.letters));
    const usual = await runOne(ring, 'usual', bareUrl, size(options.usualLetters));
    const ajar = await runAjar(ring, size(options.letters));
    Object.assign(bytes, { bound: bound.bytes, usual: usual.bytes, ajar: ajar.bytes });
    rssMiB = ajar.rssMiB;
    const speeds = { bound: bound.perSecond, usual: usual.perSecond, ajar: ajar.perSecond };
    if (!isWarmUp) rounds.push(speeds);
    say(`${via} ${isWarmUp ? 'warm-up' : `round ${round}`}: ${sayRound(speeds)}`);
  }
  await ring.server.drop(`bare_${via}`);
  return {
    name: `letters-${via}`,
    comparison: compareRounds(rounds),
    rssMiB,
    notes: [
      `${options.letters} letters a round from due to accepted and recorded; of the usual way ${options.usualLetters}. Bytes a letter on the wire: Ajar ${bytes['ajar']}, usual way ${bytes['usual']}, bound ${bytes['bound']}.`,
    ],
  };
}

function sayRound({ bound, usual, ajar }: Round): string {
  const share = (ajar / bound).toFixed(2);
  return `bound ${bound.toFixed(0)}/s, usual way ${usual.toFixed(0)}/s, Ajar ${ajar.toFixed(0)}/s: ${(ajar / usual).toFixed(1)} × the usual way, ${share} of the bound`;
}

async function runAjar(ring: Ring, letters: number) {
  const name = `round_${ring.via}`;
  const url = await ring.server.create(name, seeded);
  const client = await connect(url);
  try {
    await makeDue(client, 1, letters);
    await client.query('vacuum (analyze) enrollments');
    const result = await runOne(ring, 'ajar', url, letters);
    await checkRows(client, letters);
    return result;
  } finally {
    await client.end();
    await ring.server.drop(name);
  }
}

/**
 * Each letter is accepted and copied, its content used, its enrollment moved on. It is told of once; that it went back
 * to the queue untried, because what was claimed with it took long, may be told beside.
 */
async function checkRows(client: Client, letters: number): Promise<void> {
  const { rows } = await client.query<Record<string, number>>(
    `select count(*)::int as letters, count(*) filter (where state = 'accepted')::int as accepted,
      (select count(*)::int from message_copies c join messages m on m.id = c.message_id where m.step_key = 'check_in') as copies,
      (select count(*)::int from content_uses) as uses,
      (select count(*)::int from enrollments where next_action_at > '2026-03-10T12:00:00Z' and next_step_key = 'offer') as moved
    from messages where step_key = 'check_in'`,
  );
  const wrong = Object.entries(rows[0] ?? { rows: 0 }).filter(([, count]) => count !== letters);
  const events = await client.query<{ kind: string; detail: string; count: number }>(
    `select e.kind, min(e.detail) as detail, count(*)::int from message_events e join messages m on m.id = e.message_id
    where m.step_key = 'check_in' and (e.kind <> 'queued' or e.detail not like 'not_tried%') group by e.kind`,
  );
  const [only] = events.rows;
  if (wrong.length === 0 && events.rows.length === 1 && only?.kind === 'accepted' && only.count === letters) return;
  const found = JSON.stringify(Object.fromEntries(wrong));
  throw new Error(`Of ${letters} letters of Ajar: ${found}, with the events ${JSON.stringify(events.rows)}.`);
}

/** Runs one contestant and holds it to what reached the sink. */
async function runOne(ring: Ring, who: keyof Contestants, url: string, letters: number) {
  const { sink, via } = ring;
  const { smtpPort, httpPort } = await sink.ask({ ask: 'reset' });
  await ring.server.admin.query('checkpoint').catch(() => {});
  const port = via === 'smtp' ? smtpPort : httpPort;
  const result = await ring.contestants[who].ask({ do: 'letters', url, via, port, letters });
  const sunk = await sink.ask({ ask: 'count' });
  if (result.done !== letters || sunk.letters !== letters || sunk.distinct !== letters)
    throw new Error(
      `${who}: ${letters} letters were due, it says ${result.done}, and ${sunk.letters} came, ${sunk.distinct} of them different.`,
    );
  return {
    perSecond: (result.done * 1000) / result.ms,
    rssMiB: result.rssMiB,
    bytes: Math.round(sunk.bytes / sunk.letters),
  };
}
