import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { handovers, messages } from '../../src/db/schema.ts';
import { dispatchLetters } from '../../src/flows/letters/dispatch-letters.ts';
import { planDueSteps } from '../../src/flows/letters/plan-due-steps.ts';
import { recordMailEvent } from '../../src/flows/inbound/record-mail-event.ts';
import { settleHandovers } from '../../src/flows/letters/settle-handovers.ts';
import { endEnrollments } from '../../src/flows/enrollments/stop-drip.ts';
import { tick } from '../../src/flows/tick.ts';
import { openResend } from '../../src/mail/out/resend.ts';
import { type Drip, dueAt, makeDrip } from '../support/drip.ts';
import { makeGate } from '../support/gate.ts';
import { openResendFake, type ResendFake } from '../support/resend-fake.ts';

let drip: Drip;
let fake: ResendFake;
const open: { close: () => Promise<unknown> }[] = [];

beforeEach(async () => {
  fake = await openResendFake();
  const transport = openResend({ apiKey: fake.apiKey, baseUrl: fake.baseUrl, ratePerSecond: 50 });
  drip = await makeDrip(transport);
  await drip.setPolicy({ ownerCapPerDay: 10_000 });
  open.push(drip, transport, fake);
  await drip.departMany(6);
  await planDueSteps(drip.app, dueAt);
});
afterEach(() => {
  const reached = fake.letters.flatMap((letter) => letter.to);
  if (new Set(reached).size !== reached.length) throw new Error('Somebody had a letter twice.');
});
afterAll(async () => {
  for (const one of open) await one.close();
});

const later = (seconds: number) => new Date(dueAt.getTime() + seconds * 1000);
const batches = () => fake.calls.filter((call) => call.path === '/emails/batch');
const keyOf = (call: { headers: Record<string, unknown> } | undefined) => call?.headers['idempotency-key'];

it('goes in one call, and its webhook knows the letter', async () => {
  await dispatchLetters(drip.app, dueAt);
  expect(batches()).toHaveLength(1);
  expect(await drip.states()).toEqual({ accepted: 6 });
  expect((await drip.letters()).map((letter) => letter.providerId ?? '').toSorted()).toEqual(
    fake.letters.map((letter) => letter.id).toSorted(),
  );
});

describe('a call that took nothing', () => {
  it.each([
    ['429', { do: 'error', status: 429, name: 'rate_limit_exceeded' }],
    ['a refused connection', { do: 'refuse' }],
    ['401', { do: 'error', status: 401, name: 'missing_api_key' }],
    ['403', { do: 'error', status: 403, name: 'invalid_api_key' }],
  ] as const)('because of %s dissolves, and its letters leave later under another key', async (_, mishap) => {
    fake.mishaps.push(mishap);
    await dispatchLetters(drip.app, dueAt);
    const isUnknown = (await drip.states()).uncertain === 6;
    if (!isUnknown) {
      expect(await drip.states()).toEqual({ queued: 6 });
      expect((await drip.letters()).every((letter) => letter.handoverId === null && letter.attempts === 0)).toBe(true);
    }
    await tick(drip.app, later(120));
    expect(await drip.states()).toEqual({ accepted: 6 });
  });

  it('because the quota is used up stops everything for an hour', async () => {
    fake.dailyQuota = 0;
    await dispatchLetters(drip.app, dueAt);
    expect(batches()).toHaveLength(1);
    await dispatchLetters(drip.app, later(600));
    expect(batches()).toHaveLength(1);
    fake.dailyQuota = null;
    await dispatchLetters(drip.app, later(3_700));
    expect(await drip.states()).toEqual({ accepted: 6 });
  });

  it('because of something in it sends its letters singly, so that only the bad one fails', async () => {
    fake.mishaps.push({ do: 'error', status: 422, name: 'validation_error', message: 'Something is odd.' });
    await dispatchLetters(drip.app, dueAt);
    expect(await drip.states()).toEqual({ queued: 6 });
    fake.mishaps.push({ do: 'error', status: 422, name: 'validation_error', message: 'This one is odd.' });
    await dispatchLetters(drip.app, later(10));
    expect(
      batches()
        .slice(1)
        .map((call) => JSON.parse(call.body).length),
    ).toEqual([1, 1, 1, 1, 1, 1]);
    expect(await drip.states()).toEqual({ accepted: 5, failed: 1 });
  });

  it('lets a letter whose drip has ended meanwhile stay here', async () => {
    fake.mishaps.push({ do: 'error', status: 429, name: 'rate_limit_exceeded' });
    await dispatchLetters(drip.app, dueAt);
    const [stopped] = await drip.letters();
    await drip.app.db.transaction((tx) =>
      endEnrollments(tx, { id: stopped!.enrollmentId! }, { code: 'unsubscribed', now: dueAt, by: 'test' }),
    );
    await tick(drip.app, later(120));
    expect(await drip.states()).toEqual({ accepted: 5, canceled: 1 });
  });
});

describe('a call of unknown outcome', () => {
  const mishaps = [
    ['a lost answer', { do: 'take', answer: 'lost' }],
    ['500 after all', { do: 'take', answer: 500 }],
    ['a page of a proxy', { do: 'html', status: 502 }],
  ] as const;

  it.each(mishaps)('(%s) is repeated with the same key and the same bytes', async (_, mishap) => {
    fake.mishaps.push(mishap);
    await dispatchLetters(drip.app, dueAt);
    expect(await drip.states()).toEqual({ uncertain: 6 });
    await tick(drip.app, later(5));
    expect(batches()).toHaveLength(1);
    await Promise.all([1, 2, 3].map(() => tick(drip.another(), later(40))));
    expect(await drip.states()).toEqual({ accepted: 6 });
    expect(batches()).toHaveLength(2);
    const [first, second] = batches();
    expect(keyOf(second)).toBe(keyOf(first));
    expect(second!.body).toBe(first!.body);
    expect(await drip.app.db.select().from(handovers)).toMatchObject([{ tries: 2, endedAt: later(40) }]);
  });

  it('also where it carried offers and news', async () => {
    await drip.app.db.update(messages).set({ state: 'canceled' });
    await drip.news({ publishedOn: '2026-11-10', useful: true });
    const at = new Date('2027-01-05T10:00:00Z');
    await drip.app.db.execute(`insert into step_skips (enrollment_id, step_key, occurrence, due_at, skipped_at, why, by)
      select id, 'first_letter', 0, now(), now(), '[]', 'test' from enrollments`);
    await drip.app.db.execute(`update enrollments set next_action_at = '2027-01-05T09:00:00Z'`);
    await planDueSteps(drip.app, at);
    fake.mishaps.push({ do: 'take', answer: 'lost' });
    await dispatchLetters(drip.app, at);
    expect(await drip.states()).toEqual({ canceled: 6, uncertain: 6 });
    await settleHandovers(drip.app, new Date(at.getTime() + 40_000));
    expect(await drip.states()).toEqual({ canceled: 6, accepted: 6 });
  });

  it('is not repeated once a letter in it must not leave any more', async () => {
    fake.mishaps.push({ do: 'take', answer: 500 });
    await dispatchLetters(drip.app, dueAt);
    const [stopped] = await drip.letters();
    await drip.app.db.transaction((tx) =>
      endEnrollments(tx, { id: stopped!.enrollmentId! }, { code: 'unsubscribed', now: dueAt, by: 'test' }),
    );
    await tick(drip.app, later(40));
    await tick(drip.app, later(4_000));
    expect(batches()).toHaveLength(1);
    expect(await drip.states()).toEqual({ uncertain: 6 });
  });

  it('nor after 21 hours', async () => {
    fake.mishaps.push({ do: 'take', answer: 500 });
    await dispatchLetters(drip.app, dueAt);
    await tick(drip.app, later(21 * 3_600 + 60));
    expect(batches()).toHaveLength(1);
    expect(await drip.states()).toEqual({ uncertain: 6 });
  });

  it('is left alone while another process hands it over', async () => {
    const gate = makeGate();
    fake.mishaps.push({ do: 'slow', until: gate.opened });
    const slow = dispatchLetters(drip.another(), dueAt);
    await expect.poll(() => batches()).toHaveLength(1);
    expect(await drip.states()).toEqual({ sending: 6 });
    await settleHandovers(drip.another(), later(40));
    expect(batches()).toHaveLength(1);
    expect(await drip.app.db.select().from(handovers)).toMatchObject([{ endedAt: null }]);
    gate.open();
    await slow;
    expect(await drip.states()).toEqual({ accepted: 6 });
  });

  it('is settled by a webhook, letter by letter', async () => {
    fake.mishaps.push({ do: 'take', answer: 'lost' });
    await dispatchLetters(drip.app, dueAt);
    for (const { id } of await drip.letters())
      await drip.app.db.transaction((tx) => recordMailEvent(tx, { messageId: id, kind: 'delivered', at: later(20) }));
    await tick(drip.app, later(60));
    expect(batches()).toHaveLength(1);
    expect(await drip.states()).toEqual({ delivered: 6 });
    expect(await drip.app.db.select().from(handovers)).toMatchObject([{ endedAt: later(60) }]);
  });

  it('is repeated where the process died with it', async () => {
    fake.mishaps.push({ do: 'take', answer: 'lost' });
    await dispatchLetters(drip.app, dueAt);
    await drip.app.db.update(messages).set({ state: 'sending', endedAt: null, leaseUntil: new Date('2000-01-01') });
    await tick(drip.another(), later(40));
    expect(await drip.states()).toEqual({ accepted: 6 });
    expect(batches()).toHaveLength(2);
  });

  it('keeps the letters of a paused house here', async () => {
    const { pauseSending } = await import('../../src/flows/letters/pause-sending.ts');
    fake.mishaps.push({ do: 'take', answer: 500 });
    await dispatchLetters(drip.app, dueAt);
    await pauseSending(drip.app, 'test');
    await tick(drip.app, later(40));
    expect(batches()).toHaveLength(1);
  });
});

it('never hands over what belongs to the demo', async () => {
  await drip.app.db.update(messages).set({ isDemo: true });
  await tick(drip.app, dueAt);
  expect(fake.calls).toEqual([]);
  expect(await drip.app.db.select().from(messages).where(eq(messages.state, 'queued'))).toHaveLength(6);
});
