import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import { enrollments, jobRuns, messages, tasks, threads } from '../../src/db/schema.ts';
import { findToday } from '../../src/flows/today/find-today.ts';
import { recordDeparture } from '../../src/flows/departures/record-departure.ts';
import { newDepartureSchema } from '../../src/contract/departures.ts';
import { ensureBuiltIns } from '../../src/flows/house/ensure-built-ins.ts';
import { makeApi, noon, type TestApi } from '../support/api.ts';
import { makePeople, type People } from '../support/people.ts';

const days = (count: number) => new Date(noon.getTime() + count * 86_400_000);

describe('today', () => {
  let api: TestApi;
  let people: People;
  const owners: Record<string, string> = {};

  beforeAll(async () => {
    api = await makeApi();
    people = makePeople(api.app.db, api.app.addressKey, noon);
    owners.mara = await people.owner({ name: 'Mara' });
    owners.tomas = await people.owner({
      name: 'Tomás',
      coverId: owners.mara,
      awayFrom: '2026-11-20',
      awayUntil: '2026-11-25',
    });
    owners.ines = await people.owner({ name: 'Ines', role: 'marketer' });
  });
  afterAll(() => api.close());

  const clientOf = async (ownerId: string, email: string) => {
    const clientId = await people.client({ ownerId, name: email });
    const contactId = await people.contact(clientId, email, { firstName: 'Jo', lastName: 'Brandt' });
    const departureId = await people.departure(clientId);
    const of = { clientId, contactId, departureId };
    return { ...of, email, enrollmentId: await people.enrollment(of) };
  };
  const task = (clientId: string, ownerId: string, dueOn: string, kind: 'call' | 'approve_letter' = 'call') =>
    api.app.db.insert(tasks).values({
      id: uuidv7(),
      kind,
      state: 'open',
      clientId,
      ownerId,
      title: `Call on ${dueOn}`,
      dueOn,
      createdAt: noon,
    });

  it('says that nothing waits, and needs the right to read tasks', async () => {
    expect(await findToday(api.app, null)).toMatchObject({
      whose: 'house',
      today: '2026-11-21',
      replies: { count: 0, data: [] },
      tasks: { overdue: 0, today: 0, thisWeek: 0, data: [] },
      decisions: { count: 0 },
      planned: { days: [], more: 0 },
      nextLetter: null,
      health: { sending: 'on', transport: 'capture', lastTickAt: null, troubles: [] },
    });
    const key = await api.makeKey('offers:read');
    expect((await api.call('GET', '/v1/today', undefined, { key })).status).toBe(403);
  });

  it('shows a rep their own work and that of whom they cover for, and everybody else the whole house', async () => {
    const mine = await clientOf(owners.mara!, 'a@today.example');
    const covered = await clientOf(owners.tomas!, 'b@today.example');
    const others = await clientOf(owners.ines!, 'c@today.example');
    await task(mine.clientId, owners.mara!, '2026-11-19');
    await task(covered.clientId, owners.tomas!, '2026-11-21');
    await task(others.clientId, owners.ines!, '2026-11-24');
    await task(others.clientId, owners.ines!, '2026-12-24');
    for (const [one, lastReplyAt] of [
      [mine, days(-1)],
      [others, days(-2)],
    ] as const)
      await api.app.db.insert(threads).values({
        id: uuidv7(),
        clientId: one.clientId,
        contactId: one.contactId,
        subject: 'Re: Thank you',
        state: 'open',
        openedAt: lastReplyAt,
        lastReplyAt,
        answerDueAt: null,
      });
    const forMara = await findToday(api.app, owners.mara!);
    expect(forMara).toMatchObject({
      whose: 'mine',
      tasks: { overdue: 1, today: 1, thisWeek: 0 },
      replies: { count: 1 },
    });
    expect(forMara.tasks.data.map((one) => [one.when, one.owner])).toEqual([
      ['overdue', 'Mara'],
      ['today', 'Tomás'],
    ]);
    expect(forMara.replies.data[0]).toMatchObject({
      contact: { name: 'Jo Brandt' },
      client: { name: 'a@today.example' },
    });
    const house = (await api.call('GET', '/v1/today')).body;
    expect(house).toMatchObject({
      whose: 'house',
      tasks: { overdue: 1, today: 1, thisWeek: 1 },
      replies: { count: 2 },
    });
    expect(await findToday(api.app, owners.ines!)).toMatchObject({ whose: 'house', tasks: { thisWeek: 1 } });
  });

  it('lists what only a person can decide', async () => {
    const failed = await clientOf(owners.mara!, 'd@today.example');
    await people.letter(failed.enrollmentId, failed, {
      state: 'failed',
      errorCode: 'refused',
      errorText: 'The mailbox is full.',
    });
    await api.app.db
      .update(enrollments)
      .set({ nextWhy: [{ code: 'missing_value', text: 'The letter needs a name.' }] })
      .where(sql`id = ${failed.enrollmentId}`);
    const held = await clientOf(owners.mara!, 'e@today.example');
    await api.app.db
      .update(enrollments)
      .set({
        state: 'held',
        holdCode: 'upset',
        heldAt: days(-3),
        holdReviewOn: '2026-11-20',
        holdOwnerId: owners.mara!,
      })
      .where(sql`id = ${held.enrollmentId}`);
    const waiting = await clientOf(owners.mara!, 'f@today.example');
    await api.app.db.insert(tasks).values({
      id: uuidv7(),
      kind: 'approve_letter',
      state: 'open',
      clientId: waiting.clientId,
      enrollmentId: waiting.enrollmentId,
      ownerId: owners.mara!,
      title: 'Look at the first letter',
      dueOn: '2026-11-21',
      createdAt: noon,
    });
    const { decisions } = await findToday(api.app, owners.mara!);
    expect(decisions.count).toBe(4);
    expect(decisions.data.map((one) => [one.kind, one.client.name, one.why[0]?.text])).toEqual([
      ['approval', 'f@today.example', 'The first letter waits for a look.'],
      ['failed', 'd@today.example', 'The mailbox is full.'],
      ['missing_value', 'd@today.example', 'The letter needs a name.'],
      ['review', 'e@today.example', 'They are upset; nothing leaves until somebody lifts it.'],
    ]);
    expect((await findToday(api.app, owners.tomas!)).decisions.count).toBe(0);
    await api.app.db.update(messages).set({ state: 'canceled' });
  });

  it('tells of jobs that are dead', async () => {
    await api.app.db.insert(jobRuns).values([
      { name: 'tick', startedAt: days(-1), endedAt: days(-1), error: null },
      { name: 'retention', startedAt: days(-1), endedAt: days(-1), error: 'DatabaseError 42P01' },
    ]);
    const { health } = await findToday(api.app, null);
    expect(health.lastTickAt).toEqual(days(-1));
    expect(health.troubles.map((one) => one.code)).toEqual(['job_failed', 'job_dead']);
  });
});

describe('the letters of the week', () => {
  it('are those that the planner will send, in its words; without any, the next one is named', async () => {
    const api = await makeApi({ env: { POSTAL_ADDRESS: 'Agency, 1 High Street, Leeds' } });
    await ensureBuiltIns(api.app);
    const departure = newDepartureSchema.parse({
      client: { name: 'Northwind GmbH', timezone: 'Europe/Berlin' },
      contacts: [{ email: 'jo@northwind.example', firstName: 'Jo', lastName: 'Brandt' }],
      departedOn: '2026-11-21',
      reason: 'price',
      fault: 'nobody',
    });
    await recordDeparture(api.app, departure, { by: 'test', now: noon });
    const early = await findToday(api.app, null);
    expect(early.planned.days).toEqual([]);
    expect(early.nextLetter).toMatchObject({
      contact: { name: 'Jo Brandt' },
      letter: 'thank_you',
      zone: 'Europe/Berlin',
    });
    const at = early.nextLetter!.at;
    api.setNow(new Date(at.getTime() - 2 * 86_400_000));
    const { planned, nextLetter } = await findToday(api.app, null);
    expect(nextLetter).toBeNull();
    expect(planned.days).toHaveLength(1);
    expect(planned.days[0]!.letters[0]).toMatchObject({ at, localAt: early.nextLetter!.localAt });
    expect(planned.days[0]!.letters[0]!.why.length).toBeGreaterThan(0);
    await api.close();
  });
});
