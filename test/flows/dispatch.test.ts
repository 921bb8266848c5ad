import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { contentUses, enrollments, messages, stepSkips } from '../../src/db/schema.ts';
import { endEnrollments, holdEnrollments } from '../../src/flows/enrollments/stop-drip.ts';
import { dispatchLetters } from '../../src/flows/letters/dispatch-letters.ts';
import { pauseSending, resumeSending } from '../../src/flows/letters/pause-sending.ts';
import { planDueSteps } from '../../src/flows/letters/plan-due-steps.ts';
import { settleHandovers } from '../../src/flows/letters/settle-handovers.ts';
import { retryMessage, settleMessage } from '../../src/flows/letters/settle-message.ts';
import { tick } from '../../src/flows/tick.ts';
import { undoDeparture } from '../../src/flows/departures/undo-departure.ts';
import type { Answer, Transport } from '../../src/mail/out/transport.ts';
import { accepted, type Drip, dueAt, makeDrip, openScripted } from '../support/drip.ts';

let drip: Drip;
const open: Drip[] = [];
async function start(transport?: Transport): Promise<Drip> {
  drip = await makeDrip(transport);
  open.push(drip);
  await drip.setPolicy({ ownerCapPerDay: 10_000 });
  return drip;
}
afterEach(() => {
  if (drip.logged.some(({ level }) => level === 'error')) throw new Error(JSON.stringify(drip.logged));
});
afterAll(() => Promise.all(open.map((one) => one.close())));

const later = (minutes: number, from = dueAt) => new Date(from.getTime() + minutes * 60_000);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const deferred = (code = 'recipient_deferred'): Answer => ({ kind: 'deferred', code, text: '450 4.2.1 busy' });
const refused = (retryAfterMs = 60_000): Answer => {
  return { kind: 'refused', code: 'not_connected', text: 'refused', retryAfterMs, stop: 'none' };
};

describe('several processes at once', () => {
  it.each([2, 4])('hand over every letter once, %d of them', async (processes) => {
    const transport = openScripted(async () => (await sleep(2), accepted));
    await start(transport);
    const emails = await drip.departMany(40);
    await Promise.all(Array.from({ length: processes }, () => tick(drip.another(), dueAt)));
    await tick(drip.app, later(1));
    expect(transport.taken.toSorted()).toEqual(emails.toSorted());
    expect(await drip.states()).toEqual({ accepted: 40 });
  });

  it('make each task once', async () => {
    await start();
    await drip.departMany(15);
    await Promise.all([1, 2, 3].map(() => tick(drip.another(), dueAt)));
    const { rows } = await drip.app.db.execute<{ n: number }>(
      sql`select count(*)::int as n from tasks group by departure_id, step_key, occurrence having count(*) > 1`,
    );
    expect(rows).toEqual([]);
  });

  it('write to one address once, whatever the number of its drips', async () => {
    const transport = openScripted(async () => (await sleep(3), accepted));
    await start(transport);
    for (let index = 0; index < 12; index += 1)
      await drip.depart('same@person.example', { client: { externalId: `c${index}`, name: `Client ${index}` } });
    await Promise.all([1, 2, 3, 4].map(() => planDueSteps(drip.another(), dueAt)));
    // However they came to be queued all at once.
    const { rows } = await drip.app.db.execute<{ id: string }>(sql`select id from enrollments`);
    await drip.app.db.update(messages).set({ state: 'queued', notBefore: dueAt });
    expect(rows).toHaveLength(12);
    await Promise.all([1, 2, 3, 4].map(() => dispatchLetters(drip.another(), dueAt)));
    expect(transport.taken).toEqual(['same@person.example']);
  });

  it('keep to the owner’s first letters of a day', async () => {
    const transport = openScripted(() => accepted);
    await start(transport);
    await drip.setPolicy({ ownerCapPerDay: 7 });
    await drip.departMany(20);
    await Promise.all([1, 2, 3].map(() => tick(drip.another(), dueAt)));
    expect(transport.taken).toHaveLength(7);
    await Promise.all([1, 2, 3].map(() => tick(drip.another(), later(60))));
    expect(transport.taken).toHaveLength(7);
    await tick(drip.app, later(24 * 60));
    expect(transport.taken).toHaveLength(14);
    await tick(drip.app, later(48 * 60));
    expect(transport.taken).toHaveLength(20);
  });

  it('do not burst over the owner’s cap after a pause', async () => {
    const transport = openScripted(() => accepted);
    await start(transport);
    await drip.setPolicy({ ownerCapPerDay: 4 });
    await drip.departMany(12);
    await pauseSending(drip.app, 'test');
    for (const day of [0, 1, 2]) await tick(drip.app, later(day * 24 * 60));
    expect(transport.taken).toEqual([]);
    await resumeSending(drip.app, 'test');
    await tick(drip.app, later(2 * 24 * 60 + 30));
    expect(transport.taken).toHaveLength(4);
    await tick(drip.app, later(3 * 24 * 60));
    expect(transport.taken).toHaveLength(8);
  });
});

describe('a stop', () => {
  const stops: [string, (enrollmentId: string, departureId: string) => Promise<unknown>][] = [
    [
      'an unsubscribe',
      (id) =>
        drip.app.db.transaction((tx) => endEnrollments(tx, { id }, { code: 'unsubscribed', now: dueAt, by: 'test' })),
    ],
    [
      'a hold',
      (id) =>
        drip.app.db.transaction((tx) =>
          holdEnrollments(
            tx,
            { id },
            {
              code: 'replied',
              until: null,
              reviewOn: '2026-12-01',
              ownerId: null,
              threadId: null,
              nextActionAt: later(14 * 24 * 60),
              now: dueAt,
            },
          ),
        ),
    ],
    ['an undo', (_, departureId) => undoDeparture(drip.app, departureId, 'test')],
    ['a pause of everything', () => pauseSending(drip.app, 'test')],
  ];

  it.each(stops)('by %s lets nothing leave that was not on its way when it was committed', async (_, stop) => {
    const startedAt = new Map<string, number>();
    const transport = openScripted(async ({ id }) => {
      startedAt.set(id, performance.now());
      await sleep(50);
      return accepted;
    });
    await start(transport);
    await drip.departMany(40);
    await planDueSteps(drip.app, dueAt);
    const letters = await drip.letters();
    const stoppedAt = new Map<string, { at: number; state: string }>();
    const sending = Promise.all([1, 2].map(() => dispatchLetters(drip.another(), dueAt)));
    // The last first: however slow the machine, some are stopped before their turn comes.
    for (const letter of letters.slice(14).toReversed()) {
      await sleep(1);
      await stop(letter.enrollmentId!, letter.departureId!);
      const at = performance.now();
      const [row] = await drip.app.db.select().from(messages).where(eq(messages.id, letter.id));
      stoppedAt.set(letter.id, { at, state: row!.state });
    }
    await sending;
    await dispatchLetters(drip.app, later(2));
    for (const [id, { state }] of stoppedAt)
      if (state === 'canceled' || state === 'queued') expect(startedAt.has(id)).toBe(false);
    expect(
      [...stoppedAt.values()].filter(({ state }) => state === 'canceled' || state === 'queued').length,
    ).toBeGreaterThan(0);
  });

  it('holds for a letter that was on its way and comes back refused', async () => {
    const gate = withResolvers();
    let tries = 0;
    const transport = openScripted(async () => {
      tries += 1;
      if (tries === 1) await gate.promise;
      return tries === 1 ? refused(1_000) : accepted;
    });
    await start(transport);
    await drip.departMany(1);
    await planDueSteps(drip.app, dueAt);
    const sending = dispatchLetters(drip.app, dueAt);
    await until(async () => (await drip.states()).sending === 1);
    const [letter] = await drip.letters();
    await drip.app.db.transaction((tx) =>
      endEnrollments(tx, { id: letter!.enrollmentId! }, { code: 'manual', now: dueAt, by: 'test' }),
    );
    gate.resolve();
    await sending;
    for (const minutes of [5, 60, 24 * 60]) await tick(drip.app, later(minutes));
    expect(transport.taken).toEqual([]);
    expect(await drip.states()).toEqual({ canceled: 1 });
  });

  it('that only holds brings the letter back when it ends', async () => {
    const transport = openScripted(() => accepted);
    await start(transport);
    const { body } = await drip.depart('jo@hold.example');
    await planDueSteps(drip.app, dueAt);
    const until = later(3 * 24 * 60);
    await drip.app.db.transaction((tx) =>
      holdEnrollments(
        tx,
        { id: body.enrollments[0]!.id },
        { code: 'held', until, reviewOn: null, ownerId: null, threadId: null, nextActionAt: until, now: dueAt },
      ),
    );
    expect(await drip.states()).toEqual({ canceled: 1 });
    for (let hours = 0; hours < 72; hours += 6) await tick(drip.app, later(hours * 60));
    expect(transport.taken).toEqual([]);
    await tick(drip.app, until);
    expect(transport.taken).toEqual(['jo@hold.example']);
    expect(await drip.states()).toEqual({ accepted: 1 });
  });
});

describe('a letter that cannot leave', () => {
  it('fails alone when its recipient is refused for good', async () => {
    const transport = openScripted(({ to }) =>
      to.startsWith('bad') ? { kind: 'rejected', code: 'content_rejected', text: '554 no' } : accepted,
    );
    await start(transport);
    await drip.departMany(5);
    await drip.departMany(2, 'bad');
    const counts = await tick(drip.app, dueAt);
    expect(counts).toMatchObject({ accepted: 5, failed: 2 });
    expect(await drip.states()).toEqual({ accepted: 5, failed: 2 });
  });

  it('is tried again with a bound, then has failed and can be retried by hand', async () => {
    const transport = openScripted(() => deferred());
    await start(transport);
    await drip.departMany(1);
    await planDueSteps(drip.app, dueAt);
    const tried: number[] = [];
    for (let minutes = 0; minutes < 48 * 60; minutes += 5) {
      const before = transport.handovers.length;
      await dispatchLetters(drip.app, later(minutes));
      if (transport.handovers.length > before) tried.push(minutes);
    }
    expect(tried).toHaveLength(8);
    expect(tried.slice(0, 4)).toEqual([0, 5, 15, 35]);
    expect(await drip.states()).toEqual({ failed: 1 });
    const [letter] = await drip.letters();
    expect(letter).toMatchObject({ errorCode: 'recipient_deferred', attempts: 8 });
    drip.setNow(later(48 * 60));
    await retryMessage(drip.app, letter!.id, 'test');
    await expect(retryMessage(drip.app, letter!.id, 'test')).rejects.toMatchObject({ code: 'wrong_state' });
    await dispatchLetters(drip.another({ transport: openScripted(() => accepted) }), later(48 * 60));
    expect(await drip.states()).toEqual({ accepted: 1 });
  });

  it('waits while nobody answers at the other end, and then leaves', async () => {
    let down = true;
    const transport = openScripted(() => (down ? refused() : accepted));
    await start(transport);
    await drip.departMany(40);
    await tick(drip.app, dueAt);
    expect(transport.handovers.length).toBeLessThan(12);
    expect(await drip.states()).toEqual({ queued: 40 });
    down = false;
    await tick(drip.app, later(2));
    expect(await drip.states()).toEqual({ accepted: 40 });
    expect(new Set(transport.taken).size).toBe(40);
    expect((await drip.letters()).every((letter) => letter.attempts === 1)).toBe(true);
  });

  it('uses up no try while the other end only asks for less, whatever else it takes', async () => {
    const slow: Answer = { ...refused(), code: 'slowed_down', stop: 'pace' } as Answer;
    const transport = openScripted((letter, nth) => (letter.to.startsWith('slow') && nth < 60 ? slow : accepted));
    await start(transport);
    await drip.depart('slow@client.example');
    await drip.departMany(4);
    for (let minute = 0; minute < 12; minute += 1) await tick(drip.app, later(minute * 2));
    expect(await drip.states()).toEqual({ accepted: 4, queued: 1 });
    const waiting = (await drip.letters()).find(({ state }) => state === 'queued');
    expect(waiting).toMatchObject({ attempts: 0, errorCode: 'slowed_down' });
  });

  it('does not leave outside the window, however late the claim', async () => {
    const transport = openScripted(() => accepted);
    await start(transport);
    await drip.departMany(3);
    await planDueSteps(drip.app, dueAt);
    await dispatchLetters(drip.app, new Date('2026-11-17T21:00:00Z'));
    expect(transport.taken).toEqual([]);
    for (const letter of await drip.letters()) {
      expect(letter.notBefore.toISOString()).toMatch(/^2026-11-18T08:/);
      expect(letter.why.map(({ code }) => code)).toEqual(['send_window']);
    }
    await dispatchLetters(drip.app, new Date('2026-11-18T09:00:00Z'));
    expect(transport.taken).toHaveLength(3);
  });

  it('waits for its turn when the transport is slow: what is claimed leaves within seconds', async () => {
    const transport = openScripted(async () => (await sleep(300), accepted), { concurrency: 2 });
    await start(transport);
    await drip.departMany(25);
    await planDueSteps(drip.app, dueAt);
    const sending = dispatchLetters(drip.app, dueAt);
    let most = 0;
    while ((await drip.states()).queued !== undefined) {
      most = Math.max(most, (await drip.states()).sending ?? 0);
      await sleep(50);
    }
    await sending;
    expect(most).toBeLessThanOrEqual(16);
    expect(await drip.states()).toEqual({ accepted: 25 });
  });
});

describe('offers and news', () => {
  const newsDay = new Date('2027-05-04T10:00:00Z');
  const queueNews = async () => {
    await drip.app.db.update(enrollments).set({ nextActionAt: newsDay });
    await drip.app.db
      .execute(sql`insert into step_skips (enrollment_id, step_key, occurrence, due_at, skipped_at, why, by)
      select e.id, s, 0, now(), now(), '[]', 'test' from enrollments e, unnest(array['first_letter', 'check_in', 'offer', 'first_call']) s`);
    await planDueSteps(drip.app, newsDay);
  };

  it('go to an address once, also in races', async () => {
    const transport = openScripted(async () => (await sleep(2), accepted));
    await start(transport);
    await drip.setPolicy({ ownerCapPerDay: 10_000, contactGapDays: 0 });
    const ids = [];
    for (let index = 0; index < 3; index += 1) ids.push(await drip.news({ publishedOn: '2027-04-01' }));
    for (let index = 0; index < 6; index += 1)
      await drip.depart('same@person.example', { client: { externalId: `c${index}` } });
    await queueNews();
    await drip.app.db.update(messages).set({ state: 'queued', notBefore: newsDay });
    await Promise.all([1, 2, 3].map(() => dispatchLetters(drip.another(), newsDay)));
    for (let round = 1; round < 5; round += 1) await tick(drip.app, later(round, newsDay));
    expect(transport.taken).toEqual(['same@person.example']);
    expect((await drip.app.db.select().from(contentUses)).map((row) => row.contentId).toSorted()).toEqual(
      ids.toSorted(),
    );
  });

  it('are free again when their letter did not leave', async () => {
    let works = false;
    const transport = openScripted(() => (works ? accepted : deferred()));
    await start(transport);
    await drip.news({ publishedOn: '2027-04-01' });
    await drip.depart('jo@news.example');
    await queueNews();
    await dispatchLetters(drip.app, newsDay);
    expect(await drip.app.db.select().from(contentUses)).toEqual([]);
    works = true;
    await dispatchLetters(drip.app, later(10, newsDay));
    expect(await drip.app.db.select().from(contentUses)).toHaveLength(1);
    expect(await drip.states()).toMatchObject({ accepted: 1 });
  });

  it('are free again when a person says that it did not leave', async () => {
    const transport = openScripted(() => ({ kind: 'unknown', code: 'connection_lost', text: 'lost' }));
    await start(transport);
    await drip.news({ publishedOn: '2027-04-01' });
    await drip.depart('jo@news.example');
    await queueNews();
    await dispatchLetters(drip.app, newsDay);
    const letter = (await drip.letters()).find((one) => one.state === 'uncertain')!;
    await settleMessage(drip.app, letter.id, false, 'test');
    await retryMessage(drip.app, letter.id, 'test');
    await dispatchLetters(drip.another({ transport: openScripted(() => accepted) }), later(10, newsDay));
    expect(await drip.states()).toMatchObject({ accepted: 1 });
  });
});

describe('one that cannot be planned or made', () => {
  it('is set aside, told, and looked at again, while the others go on', async () => {
    await start();
    await drip.departMany(4);
    const { body } = await drip.depart('broken@zone.example');
    await drip.app.db.execute(sql`update contacts set timezone = 'Not/AZone' where email = 'broken@zone.example'`);
    const counts = await tick(drip.app, dueAt);
    expect(counts).toMatchObject({ due: 5, accepted: 4 });
    expect(drip.logged.splice(0)).toMatchObject([
      { level: 'error', fields: { enrollmentId: body.enrollments[0]!.id } },
    ]);
    expect((await drip.enrollment(body.enrollments[0]!.id)).nextActionAt).toEqual(later(60));
    await drip.app.db.execute(sql`update contacts set timezone = null where email = 'broken@zone.example'`);
    expect(await tick(drip.app, later(61))).toMatchObject({ accepted: 1 });
  });

  it('is found when PostgreSQL refuses the batch for its sake', async () => {
    await start();
    await drip.departMany(4);
    const { body } = await drip.depart('broken@row.example');
    const id = body.enrollments[0]!.id;
    await drip.app.db.execute(sql.raw(`alter table messages add constraint not_this check (enrollment_id <> '${id}')`));
    expect(await tick(drip.app, dueAt)).toMatchObject({ due: 5, accepted: 4 });
    expect(drip.logged.splice(0).map(({ level }) => level)).toEqual(['warn', 'error']);
    expect((await drip.enrollment(id)).nextActionAt).toEqual(later(60));
  });

  it('fails by itself when its template throws', async () => {
    await start();
    await drip.departMany(3);
    await drip.depart('broken@words.example', { contact: { locale: 'fr' } });
    await drip.app.db.execute(sql`insert into wordings (id, kind, locale, revision, copy, created_at, created_by)
      values (gen_random_uuid(), 'thank_you', 'fr', 1, '{"paragraphs": 5}', now(), 'test')`);
    expect(await tick(drip.app, dueAt)).toMatchObject({ accepted: 3, failed: 1 });
    expect(drip.logged.splice(0).map(({ level }) => level)).toEqual(['error']);
    const [letter] = (await drip.letters()).filter((one) => one.state === 'failed');
    expect(letter).toMatchObject({ errorCode: 'render_failed' });
  });
});

describe('time that jumps', () => {
  it('forward and back again neither repeats nor loses a letter', async () => {
    const transport = openScripted(() => accepted);
    await start(transport);
    await drip.departMany(3);
    const far = new Date('2027-01-12T11:00:00Z');
    for (const at of [dueAt, far, dueAt, later(60), new Date('2026-12-01T10:00:00Z'), far, later(60, far)])
      await tick(drip.app, at);
    const letters = await drip.letters();
    expect(transport.taken).toHaveLength(6);
    expect(letters.map(({ stepKey }) => stepKey ?? '').toSorted()).toEqual([
      'check_in',
      'check_in',
      'check_in',
      'first_letter',
      'first_letter',
      'first_letter',
    ]);
  });

  it('skips what is too late and says so', async () => {
    await start();
    await drip.departMany(1);
    await tick(drip.app, new Date('2027-02-01T10:00:00Z'));
    const skips = await drip.app.db.select().from(stepSkips).where(eq(stepSkips.stepKey, 'first_letter'));
    expect(skips).toMatchObject([{ why: [{ code: 'too_late' }] }]);
  });
});

describe('a crash', () => {
  it('leaves letters uncertain, never sent anew, until a person settles them', async () => {
    const never = openScripted(() => new Promise(() => {}));
    await start(never);
    await drip.departMany(2);
    await planDueSteps(drip.app, dueAt);
    void dispatchLetters(drip.another({ leaseSeconds: 0.3 }), dueAt).catch(() => {});
    await until(async () => (await drip.states()).sending === 2);
    // Its process is gone: nobody keeps the leases.
    await drip.app.db.update(messages).set({ leasedBy: null, leaseUntil: new Date('2000-01-01') });
    const calm = drip.another({ transport: openScripted(() => accepted) });
    expect(await settleHandovers(calm, later(1))).toMatchObject({ uncertain: 2 });
    await tick(calm, later(2));
    expect(await drip.states()).toEqual({ uncertain: 2 });
    const [first, second] = await drip.letters();
    drip.setNow(later(5));
    expect(await settleMessage(drip.app, first!.id, true, 'test')).toMatchObject({ state: 'accepted' });
    expect(await settleMessage(drip.app, second!.id, false, 'test')).toMatchObject({ state: 'failed' });
    await expect(settleMessage(drip.app, second!.id, true, 'test')).rejects.toMatchObject({ code: 'wrong_state' });
    await retryMessage(drip.app, second!.id, 'test');
    await tick(calm, later(6));
    expect(await drip.states()).toEqual({ accepted: 2 });
    drip.logged.length = 0;
  });

  it('of the lease only, while the transport still works, does not hide that a letter was taken', async () => {
    const gate = withResolvers();
    const transport = openScripted(async () => (await gate.promise, accepted));
    await start(transport);
    await drip.departMany(1);
    await planDueSteps(drip.app, dueAt);
    const sending = dispatchLetters(drip.app, dueAt);
    await until(async () => (await drip.states()).sending === 1);
    await drip.app.db.update(messages).set({ leaseUntil: new Date('2000-01-01') });
    await settleHandovers(drip.another(), dueAt);
    expect(await drip.states()).toEqual({ uncertain: 1 });
    gate.resolve();
    await sending;
    expect(await drip.states()).toEqual({ accepted: 1 });
  });
});

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 400 && !(await holds()); tries += 1) await sleep(10);
  expect(await holds()).toBe(true);
}
