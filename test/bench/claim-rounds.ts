import type { Client } from 'pg';
import type { Contestants } from './letter-rounds.ts';
import type { BenchOptions } from './options.ts';
import { compareRounds, median, type Round } from './ratios.ts';
import type { Measured } from './report.ts';
import { makeDue, seedHouse } from './seed.ts';
import { type BenchServer, connect } from './server.ts';

const steps = 500;
/** So many enrollments have a history in full, in either database; each claim takes 500 that no claim took before. */
const withHistory = 10_000;
const mostSamples = 5;

interface House {
  url: string;
  client: Client;
  /** Every so many of its enrollments have a history. */
  every: number;
  /** The claims so far. */
  claims: number;
}

/**
 * Claiming 500 due steps out of many enrollments against out of few: due rows locked, their facts read, planned, written
 * back. Few and many take turns within a round. The usual way, row by row, is measured on the many.
 */
export async function measureClaim(
  server: BenchServer,
  { ajar, usual }: Pick<Contestants, 'ajar' | 'usual'>,
  options: BenchOptions,
  say: (text: string) => void,
): Promise<Measured> {
  const few = await openHouse(server, 'few', options.enrollments.small, say);
  const many = await openHouse(server, 'many', options.enrollments.large, say);
  const samples = Math.min(mostSamples, Math.max(1, Math.floor((withHistory / steps - 1) / options.rounds) - 1));
  const rounds: Round[] = [];
  let rssMiB = 0;
  const claim = async (house: House, who: typeof ajar): Promise<number> => {
    await makeDue(house.client, 1 + house.claims * steps * house.every, steps, house.every);
    house.claims += 1;
    await server.admin.query('checkpoint').catch(() => {});
    const { ms, done, rssMiB: rss } = await who.ask({ do: 'claim', url: house.url, steps });
    if (done !== steps) throw new Error(`${steps} steps were due, and ${done} letters were queued.`);
    await checkQueued(house);
    if (who === ajar) rssMiB = rss;
    return ms;
  };
  try {
    await claim(few, ajar);
    await claim(many, ajar);
    for (let round = 1; round <= options.rounds; round += 1) {
      const ms: { few: number[]; many: number[] } = { few: [], many: [] };
      for (let sample = 0; sample < samples; sample += 1) {
        ms.few.push(await claim(few, ajar));
        ms.many.push(await claim(many, ajar));
      }
      const rowByRow = await claim(many, usual);
      const speed = (of: number) => (steps * 1000) / of;
      rounds.push({ bound: speed(median(ms.few)), ajar: speed(median(ms.many)), usual: speed(rowByRow) });
      const times = `${median(ms.few).toFixed(0)} ms of few, ${median(ms.many).toFixed(0)} ms of many, ${rowByRow.toFixed(0)} ms row by row`;
      say(`claim round ${round}: ${times}: ${(median(ms.many) / median(ms.few)).toFixed(2)} times as long`);
    }
  } finally {
    for (const house of [few, many]) await house.client.end();
    await ajar.close();
    for (const name of ['few', 'many']) await server.drop(name);
  }
  const comparison = compareRounds(rounds);
  const {
    median: times,
    min,
    max,
  } = {
    median: 1 / comparison.vsBound.median,
    min: 1 / comparison.vsBound.max,
    max: 1 / comparison.vsBound.min,
  };
  return {
    name: `claim-500-of-${short(options.enrollments.large)}`,
    comparison,
    rssMiB,
    notes: [
      `steps a second when ${steps} of ${options.enrollments.large} enrollments are due: locked, facts read, planned, letters queued. "Bound" is the same with ${options.enrollments.small} enrollments (it takes ${times.toFixed(2)} times as long, ${min.toFixed(2)}–${max.toFixed(2)}); "usual way" is a transaction a row, without a plan.`,
    ],
  };
}

function short(count: number): string {
  return count >= 1_000_000 ? `${count / 1_000_000}m` : `${count / 1_000}k`;
}

async function openHouse(
  server: BenchServer,
  name: string,
  enrollments: number,
  say: (text: string) => void,
): Promise<House> {
  const started = performance.now();
  const every = enrollments / withHistory;
  const url = await server.create(name);
  await seedHouse(url, { enrollments, historyOfEvery: every });
  say(`${enrollments} enrollments made in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return { url, client: await connect(url), every, claims: 0 };
}

/** Each due step became one letter, and nothing is due any more. */
async function checkQueued({ client, claims }: House): Promise<void> {
  const { rows } = await client.query<{ queued: number; due: number }>(
    `select (select count(*)::int from messages where state = 'queued') as queued,
      (select count(*)::int from enrollments where state in ('active', 'held') and next_action_at <= '2026-03-10T12:00:00Z') as due`,
  );
  if (rows[0]?.queued !== claims * steps || rows[0].due !== 0)
    throw new Error(`After ${claims} claims ${rows[0]?.queued} letters are queued and ${rows[0]?.due} steps are due.`);
}
