import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { takeTurns } from '../../src/db/letters/send-paces.ts';
import { findPolicy } from '../../src/db/house/settings.ts';
import { countUnheld, giveBackLimits } from '../../src/flows/letters/hold-to-limits.ts';
import { tick } from '../../src/flows/tick.ts';
import { openCapture } from '../../src/mail/out/capture.ts';
import { openSmtp } from '../../src/mail/out/smtp.ts';
import type { Answer, Transport } from '../../src/mail/out/transport.ts';
import { accepted, type Drip, dueAt, makeDrip, openScripted } from '../support/drip.ts';
import { openSmtpSink } from '../support/smtp-sink.ts';
import { makeHandover, makeLetter } from '../mail/out/letters.ts';

let drip: Drip;
const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
});

async function start(transport: Transport): Promise<void> {
  drip = await makeDrip(transport);
  open.push(drip);
}
const minutes = (count: number) => new Date(dueAt.getTime() + count * 60_000);
const ticks = (at: Date) => Promise.all([tick(drip.another(), at), tick(drip.another(), at)]);
const usedNow = async () =>
  (await drip.app.db.execute<{ n: number }>(sql`select coalesce(sum(used), 0)::int as n from send_counts`)).rows[0]!.n;

describe('a limit for the domain of recipients', () => {
  it('is kept by two processes together, minute by minute, and nobody else waits', async () => {
    const transport = openScripted(() => accepted);
    await start(transport);
    // Four a minute.
    const domainLimits = [{ domain: 'client.example', perHour: 244 }];
    await drip.setPolicy({ ownerCapPerDay: 10_000, domainLimits });
    await drip.departMany(14);
    await drip.depart('sam@elsewhere.example');
    await ticks(dueAt);
    expect(transport.taken).toHaveLength(5);
    expect(transport.taken).toContain('sam@elsewhere.example');
    const waiting = (await drip.letters()).filter(({ state }) => state === 'queued');
    expect(waiting).toHaveLength(10);
    for (const letter of waiting)
      expect(letter.why).toEqual([
        { code: 'rate_limit', text: 'No more may leave at the moment: 244 an hour to client.example.' },
      ]);
    // They know when they may leave, and not all at once.
    const times = waiting.map(({ notBefore }) => notBefore.getTime());
    expect(Math.min(...times)).toBeGreaterThan(dueAt.getTime());
    expect(new Set(times).size).toBeGreaterThan(1);
    // Two processes may have put off letters to the same minute: there they are judged again.
    const left = [];
    for (let minute = 1; minute <= 8; minute += 1) {
      await ticks(minutes(minute));
      left.push(transport.taken.length);
      expect(transport.taken.length).toBeLessThanOrEqual(5 + 4 * minute);
    }
    expect(left.at(-1)).toBe(15);
  });

  it('gives back what did not leave', async () => {
    const refused: Answer = { kind: 'refused', code: 'not_connected', text: 'no', retryAfterMs: 1_000, stop: 'none' };
    let isDown = true;
    const transport = openScripted(() => (isDown ? refused : accepted));
    await start(transport);
    await drip.setPolicy({ ownerCapPerDay: 10_000, domainLimits: [{ domain: 'client.example', perHour: 610 }] });
    await drip.departMany(5);
    await tick(drip.app, dueAt);
    expect(transport.taken).toEqual([]);
    expect(await usedNow()).toBe(0);
    isDown = false;
    await tick(drip.app, new Date(dueAt.getTime() + 2_000));
    expect(transport.taken).toHaveLength(5);
    expect(await usedNow()).toBe(5);
  });
});

it('a new domain of ours sends few letters on its first day and more later; the rest waits for the next day', async () => {
  const transport = openScripted(() => accepted);
  await start(transport);
  const warmUp = { startPerDay: 3, doubleEveryDays: 1, untilPerDay: 12 };
  await drip.setPolicy({ ownerCapPerDay: 10_000, warmUp });
  await drip.departMany(20);
  await ticks(dueAt);
  await ticks(minutes(60));
  expect(transport.taken).toHaveLength(3);
  const [waiting] = (await drip.letters()).filter(({ state }) => state === 'queued');
  expect(waiting?.why).toMatchObject([{ code: 'rate_limit' }]);
  expect(waiting?.why[0]?.text).toBe('No more may leave at the moment: 3 today from agency.example, which is new.');
  expect(waiting!.notBefore.getTime()).toBeGreaterThan(minutes(12 * 60).getTime());
  await ticks(minutes(24 * 60));
  expect(transport.taken).toHaveLength(9);
  // On the third day twelve would be allowed: the domain is new no longer.
  await ticks(minutes(48 * 60));
  expect(transport.taken).toHaveLength(20);
});

it('a domain is as new as its first letter that left: what was only captured warmed up nothing', async () => {
  await start(openCapture());
  const warmUp = { startPerDay: 3, doubleEveryDays: 1, untilPerDay: 12 };
  await drip.setPolicy({ ownerCapPerDay: 10_000, warmUp });
  await drip.departMany(5);
  await tick(drip.app, dueAt);
  expect(await drip.states()).toEqual({ accepted: 5 });
  await drip.departMany(20);
  const transport = openScripted(() => accepted);
  await tick(drip.another({ transport }), minutes(3 * 24 * 60));
  expect(transport.taken).toHaveLength(3);
  await tick(drip.another({ transport }), minutes(6 * 24 * 60));
  expect(transport.taken).toHaveLength(20);
});

it('what a person writes is held by no limit, but leaves letters less room', async () => {
  const transport = openScripted(() => accepted);
  await start(transport);
  // Four a minute.
  await drip.setPolicy({ ownerCapPerDay: 10_000, domainLimits: [{ domain: 'client.example', perHour: 244 }] });
  const policy = await findPolicy(drip.app.db);
  const mails = ['jo@client.example', 'lee@client.example', 'sam@elsewhere.example'].map((to) => ({
    id: to,
    from: 'mara@agency.example',
    to,
  }));
  const count = () => drip.app.db.transaction((tx) => countUnheld(drip.app, tx, mails, policy, dueAt));
  const taken = await count();
  await drip.departMany(6);
  await tick(drip.app, dueAt);
  expect(transport.taken).toHaveLength(2);
  await count();
  expect(await usedNow()).toBe(6);
  await giveBackLimits(drip.app.db, taken, ['jo@client.example', 'sam@elsewhere.example']);
  expect(await usedNow()).toBe(5);
});

describe('a rate of the way out', () => {
  it('is kept by all processes together', async () => {
    await start(openScripted(() => accepted));
    const sink = await openSmtpSink();
    open.push(sink);
    const share = (count: number, intervalMs: number, maxWaitMs: number) =>
      takeTurns(drip.app.db, 'smtp', { count, intervalMs, maxWaitMs });
    const ways = [1, 2, 3].map(() => openSmtp({ url: `${sink.url}/?rateLimit=20`, share }));
    open.push(...ways);
    const begin = performance.now();
    const answers = await Promise.all(
      ways.flatMap((way, which) =>
        Array.from({ length: 8 }, (_, n) => way.handOver(makeHandover(way, [makeLetter(which * 100 + n)]))),
      ),
    );
    expect(answers.flat().map(({ kind }) => kind)).toEqual(answers.map(() => 'accepted'));
    // Each alone would have needed 0.4 s; what one takes in advance are four turns.
    expect(performance.now() - begin).toBeGreaterThan(((24 - 1 - 4) / 20) * 1000);
  });

  it('takes no turn that would come too late', async () => {
    await start(openScripted(() => accepted));
    const take = (maxWaitMs: number) => takeTurns(drip.app.db, 'x', { count: 10, intervalMs: 1_000, maxWaitMs });
    expect(await take(0)).toBe(0);
    expect(await take(2_000)).toBeGreaterThan(2_000);
    const second = await take(20_000);
    expect(second).toBeGreaterThan(8_000);
    expect(second).toBeLessThanOrEqual(10_000);
    const third = await take(30_000);
    expect(third).toBeGreaterThan(15_000);
  });
});
