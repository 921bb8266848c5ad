import { eq } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  clients,
  departures,
  enrollments,
  inboundMails,
  messages,
  replies,
  segmentMembers,
  tasks,
  threads,
} from '../../src/db/schema.ts';
import { makeApi, noon, type TestApi } from '../support/api.ts';
import { type Departed, makePeople, type People } from '../support/people.ts';

let api: TestApi;
let people: People;
beforeAll(async () => {
  api = await makeApi();
  people = makePeople(api.app.db, api.app.addressKey, noon);
});
afterAll(() => api.close());

const wish = { wonBackOn: '2026-11-20', annualValue: { amount: 4_800_000, currency: 'EUR' } };
const winBack = (clientId: string, body: object = wish) => api.call('POST', `/v1/clients/${clientId}/win-backs`, body);

async function answer(jo: Departed, receivedAt: Date): Promise<void> {
  const { db } = api.app;
  const [threadId, mailId] = [uuidv7(), uuidv7()];
  const of = { clientId: jo.clientId, contactId: jo.contactId };
  const thread = { id: threadId, ...of, openedByMessageId: jo.messageId, subject: 'Hello' };
  await db.insert(threads).values({ ...thread, state: 'open', openedAt: receivedAt });
  const mail = { id: mailId, source: 'api' as const, sha256: mailId, sizeBytes: 1, receivedAt };
  await db.insert(inboundMails).values({ ...mail, state: 'handled' });
  const reply = { id: uuidv7(), threadId, inboundMailId: mailId, contactId: jo.contactId, senderIsContact: true };
  await db.insert(replies).values({ ...reply, visibleText: 'Yes', receivedAt, hints: [] });
}

describe('a client that comes back', () => {
  it('ends every drip at once, colleagues included, and leaves the potential clients', async () => {
    const jo = await people.departed('jo@back.example');
    const lena = { ...jo, contactId: await people.contact(jo.clientId, 'lena@back.example') };
    const hold = { state: 'held' as const, holdCode: 'replied' as const, holdReviewOn: '2026-12-01' };
    await people.enrollment(lena, hold);
    const queued = await people.letter(jo.enrollmentId, jo, {
      state: 'queued',
      acceptedAt: null,
      stepKey: 'offer',
      kind: 'offer',
    });
    const task = { clientId: jo.clientId, departureId: jo.departureId, contactId: jo.contactId, title: 'Call' };
    const open = { kind: 'call' as const, state: 'open' as const, dueOn: '2026-12-01', createdAt: noon };
    await api.app.db.insert(tasks).values([
      { id: uuidv7(), ...task, ...open, stepKey: 'first_call', occurrence: 0 },
      { id: uuidv7(), ...task, ...open, kind: 'meeting', title: 'Meet' },
    ]);
    await answer(jo, noon);

    const { status, body } = await winBack(jo.clientId);
    expect(status).toBe(201);
    expect(body.winBack).toMatchObject({
      ...wish,
      clientId: jo.clientId,
      departureId: jo.departureId,
      lastMessageId: jo.messageId,
      repliedBefore: false,
      heldOut: false,
    });
    const { db } = api.app;
    const all = await db.select().from(enrollments).where(eq(enrollments.clientId, jo.clientId));
    expect(all.map((one) => [one.state, one.exitCode])).toEqual([
      ['exited', 'won_back'],
      ['exited', 'won_back'],
    ]);
    const [letter] = await db.select().from(messages).where(eq(messages.id, queued));
    expect(letter?.state).toBe('canceled');
    const states = await db.select().from(tasks).where(eq(tasks.clientId, jo.clientId));
    expect(states.map((one) => `${one.kind} ${one.state}`).toSorted()).toEqual(['call canceled', 'meeting open']);
    const [client] = await db.select().from(clients).where(eq(clients.id, jo.clientId));
    const [departure] = await db.select().from(departures).where(eq(departures.id, jo.departureId));
    const [member] = await db.select().from(segmentMembers).where(eq(segmentMembers.clientId, jo.clientId));
    const [thread] = await db.select().from(threads).where(eq(threads.clientId, jo.clientId));
    expect([client?.state, departure?.endedAt, member?.until, member?.untilWhy, thread?.state]).toEqual([
      'won_back',
      noon,
      noon,
      'won_back',
      'open',
    ]);
  });

  it('claims an answer only when there was one before they came back', async () => {
    const early = await people.departed('early@back.example');
    await answer(early, new Date('2026-11-19T10:00:00Z'));
    expect((await winBack(early.clientId)).body.winBack.repliedBefore).toBe(true);
    const today = await people.departed('today@back.example');
    await answer(today, noon);
    const { body } = await winBack(today.clientId, { ...wish, wonBackOn: '2026-11-21', annualValue: null });
    expect(body.winBack).toMatchObject({ repliedBefore: true, annualValue: null });
  });

  it('claims no letter that left after they had come back', async () => {
    const jo = await people.departed('before@back.example');
    const { body } = await winBack(jo.clientId, { ...wish, wonBackOn: '2026-10-01' });
    expect(body.winBack.lastMessageId).toBeNull();
  });

  it('says that the client was held out', async () => {
    const jo = await people.departed('control@back.example');
    await api.app.db.update(clients).set({ heldOut: true }).where(eq(clients.id, jo.clientId));
    expect((await winBack(jo.clientId)).body.winBack.heldOut).toBe(true);
  });

  it('comes back once, however many say so at the same time', async () => {
    const jo = await people.departed('race@back.example');
    const answers = await Promise.all([1, 2, 3, 4].map(() => winBack(jo.clientId)));
    const codes = answers.map(({ status, body }) => body.code ?? status);
    expect(codes.filter((code) => code === 201)).toHaveLength(1);
    expect(codes.filter((code) => code === 'wrong_state')).toHaveLength(3);
    const audit = await api.call('GET', `/v1/audit?subjectId=${jo.clientId}`);
    expect(audit.body.data).toHaveLength(1);
  });

  it('does not come back tomorrow, before it left, or without having left', async () => {
    const jo = await people.departed('refused@back.example');
    const tomorrow = await winBack(jo.clientId, { ...wish, wonBackOn: '2026-11-22' });
    expect([tomorrow.status, tomorrow.body.errors?.[0]?.pointer]).toEqual([422, '/wonBackOn']);
    expect((await winBack(jo.clientId, { ...wish, wonBackOn: '2020-01-01' })).status).toBe(422);
    expect((await winBack(jo.clientId, { ...wish, annualValue: { amount: 1.5, currency: 'EUR' } })).status).toBe(422);
    const active = await people.client({ state: 'active' });
    expect((await winBack(active)).body.code).toBe('wrong_state');
    expect((await winBack(uuidv7())).status).toBe(404);
    const [row] = await api.app.db.select().from(clients).where(eq(clients.id, jo.clientId));
    expect(row?.state).toBe('departed');
  });

  it('goes by the day where the client is', async () => {
    api.setNow(new Date('2026-11-21T23:30:00.000Z'));
    const jo = await people.departed('berlin@back.example');
    const tomorrow = await winBack(jo.clientId, { ...wish, wonBackOn: '2026-11-22' });
    api.setNow(noon);
    expect(tomorrow.status).toBe(201);
  });
});
