import { and, eq } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrollments, messages, stepSkips, threads } from '../../src/db/schema.ts';
import { planDueSteps } from '../../src/flows/letters/plan-due-steps.ts';
import { makeApi, noon, type TestApi } from '../support/api.ts';
import { type Departed, makePeople, type People } from '../support/people.ts';

let api: TestApi;
let people: People;
beforeAll(async () => {
  api = await makeApi();
  people = makePeople(api.app.db, api.app.addressKey, noon);
});
afterAll(() => api.close());

const decide = ({ enrollmentId }: Departed, what: string, body?: object) =>
  api.call('POST', `/v1/enrollments/${enrollmentId}/${what}`, body);
const queue = (jo: Departed, stepKey: 'check_in' | 'offer') =>
  people.letter(jo.enrollmentId, jo, { stepKey, kind: stepKey, state: 'queued', acceptedAt: null });
const letterState = async (id: string) =>
  (await api.app.db.select().from(messages).where(eq(messages.id, id)))[0]?.state;

async function openThread(jo: Departed): Promise<string> {
  const id = uuidv7();
  const thread = { id, clientId: jo.clientId, contactId: jo.contactId, subject: 'Hello', openedAt: noon };
  await api.app.db.insert(threads).values({ ...thread, state: 'open' });
  const hold = { state: 'held' as const, holdCode: 'replied' as const, holdReviewOn: '2026-12-01', holdThreadId: id };
  await api.app.db.update(enrollments).set(hold).where(eq(enrollments.id, jo.enrollmentId));
  return id;
}

describe('the list of enrollments', () => {
  it('is found by contact, client, state and campaign, in pages', async () => {
    const all = [await people.departed('a@list.example'), await people.departed('b@list.example')];
    const [jo] = all as [Departed, Departed];
    const get = async (query: string) => (await api.call('GET', `/v1/enrollments?${query}`)).body;
    expect((await get(`contact=${jo.contactId}`)).data).toMatchObject([{ id: jo.enrollmentId, campaign: 'door-ajar' }]);
    expect((await get(`client=${jo.clientId}&state=held`)).data).toEqual([]);
    expect((await get('campaign=none')).data).toEqual([]);
    const first = await get('limit=1&state=active&campaign=door-ajar');
    const second = await get(`limit=1&cursor=${first.nextCursor}`);
    expect(first.data[0].id).not.toBe(second.data[0].id);
    expect((await api.call('GET', `/v1/enrollments/${uuidv7()}`)).status).toBe(404);
  });
});

describe('holding by hand', () => {
  it('has an end', async () => {
    const jo = await people.departed('until@hold.example');
    const queued = await queue(jo, 'check_in');
    const { status, body } = await decide(jo, 'hold', { until: '2027-01-11', reason: 'They move house' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      state: 'held',
      hold: { code: 'held', until: '2027-01-10T23:00:00.000Z', ownerId: jo.ownerId },
      nextActionAt: '2027-01-10T23:00:00.000Z',
      nextWhy: [{ code: 'held', text: 'They move house' }],
    });
    expect(await letterState(queued)).toBe('canceled');
    await planDueSteps(api.app, new Date('2027-01-11T09:00:00Z'));
    expect((await api.call('GET', `/v1/enrollments/${jo.enrollmentId}`)).body).toMatchObject({
      state: 'active',
      hold: null,
    });
  });

  it('or an owner and a day of review, without being asked', async () => {
    const jo = await people.departed('review@hold.example');
    expect((await decide(jo, 'hold')).body.hold).toMatchObject({
      until: null,
      reviewOn: '2026-12-21',
      ownerId: jo.ownerId,
    });
    expect((await decide(jo, 'hold', { reviewOn: '2026-12-01' })).body.hold).toMatchObject({ reviewOn: '2026-12-01' });
  });

  it('is refused for days that are over, and for what has ended', async () => {
    const jo = await people.departed('refused@hold.example');
    const past = await decide(jo, 'hold', { until: '2026-11-21' });
    expect([past.status, past.body.errors[0].pointer]).toEqual([422, '/until']);
    await decide(jo, 'exit');
    for (const what of ['hold', 'resume', 'skip', 'exit'])
      expect((await decide(jo, what)).body.code).toBe('wrong_state');
    expect((await api.call('POST', `/v1/enrollments/${uuidv7()}/exit`)).status).toBe(404);
  });

  it('is lifted by hand, and planned at once', async () => {
    const jo = await people.departed('resume@hold.example');
    await decide(jo, 'hold');
    const { body } = await decide(jo, 'resume', undefined);
    expect(body).toMatchObject({ state: 'active', hold: null });
    expect(new Date(body.nextActionAt).getTime()).toBeGreaterThan(noon.getTime());
    expect((await decide(jo, 'resume')).status).toBe(200);
  });

  it('does not go past an open conversation: its thread is closed instead', async () => {
    const jo = await people.departed('thread@hold.example');
    const thread = await openThread(jo);
    for (const what of ['hold', 'resume', 'skip'])
      expect((await decide(jo, what)).body).toMatchObject({
        code: 'wrong_state',
        detail: expect.stringContaining('thread'),
      });
    const closed = { state: 'closed' as const, outcome: 'other' as const };
    await api.app.db.update(threads).set(closed).where(eq(threads.id, thread));
    expect((await decide(jo, 'resume')).body.state).toBe('active');
  });
});

describe('skipping by hand', () => {
  const skipsOf = (jo: Departed) =>
    api.app.db
      .select()
      .from(stepSkips)
      .where(and(eq(stepSkips.enrollmentId, jo.enrollmentId), eq(stepSkips.by, actor)));
  let actor: string;
  beforeAll(async () => {
    actor = `key:${(await api.call('GET', '/v1/keys')).body.data[0].id}`;
  });

  it('leaves out the letter that is queued, for good', async () => {
    const jo = await people.departed('queued@skip.example');
    const queued = await queue(jo, 'check_in');
    const { status, body } = await decide(jo, 'skip');
    expect([status, body.skipped]).toEqual([200, { step: 'check_in', occurrence: 0 }]);
    expect(await letterState(queued)).toBe('canceled');
    expect(await skipsOf(jo)).toMatchObject([{ stepKey: 'check_in', why: [{ code: 'skipped_by_hand' }] }]);
    await planDueSteps(api.app, noon);
    expect(await letterState(queued)).toBe('canceled');
    const { body: audit } = await api.call('GET', `/v1/audit?subjectId=${jo.enrollmentId}`);
    expect(audit.data).toMatchObject([{ action: 'skip-step', actor }]);
  });

  it('leaves out the next one of the step that is named, and of that step the one after it stays', async () => {
    const jo = await people.departed('named@skip.example');
    expect((await decide(jo, 'skip', { step: 'news' })).body.skipped).toEqual({ step: 'news', occurrence: 0 });
    expect((await decide(jo, 'skip', { step: 'news' })).body.skipped).toEqual({ step: 'news', occurrence: 1 });
    expect((await decide(jo, 'skip', { step: 'farewell' })).status).toBe(200);
    for (const step of ['farewell', 'first_letter', 'nope'])
      expect((await decide(jo, 'skip', { step })).body.code).toBe('wrong_state');
  });

  it('skips once when two do so at the same moment', async () => {
    const jo = await people.departed('race@skip.example');
    await queue(jo, 'check_in');
    const answers = await Promise.all([1, 2].map(() => decide(jo, 'skip', { step: 'check_in' })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
  });
});

it('ends an enrollment by hand, with the reason that was given', async () => {
  const jo = await people.departed('exit@hand.example');
  const queued = await queue(jo, 'offer');
  const { body } = await decide(jo, 'exit', { reason: 'They are competitors now' });
  expect(body).toMatchObject({
    state: 'exited',
    exit: { code: 'manual', why: 'They are competitors now' },
    nextActionAt: null,
  });
  expect(await letterState(queued)).toBe('canceled');
});

it('tells why there was a hold, also when it is over', async () => {
  const jo = await people.departed('told@hold.example');
  await decide(jo, 'hold', {});
  await decide(jo, 'resume');
  const { body } = await api.call('GET', `/v1/contacts/${jo.contactId}/timeline`);
  const told = body.data.filter((one: { outcome: string | null }) => /held|resumed/.test(one.outcome ?? ''));
  expect(told.map((one: { why: { code: string }[] }) => one.why[0]?.code)).toEqual(['held', 'manual']);
});

it('tells of each end with its own code, and with a sentence without a hole', async () => {
  const ends = async (jo: Departed) => {
    const { body } = await api.call('GET', `/v1/contacts/${jo.contactId}/timeline`);
    const { exit } = (await api.call('GET', `/v1/enrollments/${jo.enrollmentId}`)).body;
    const told = body.data.find((one: { outcome: string | null }) => one.outcome === exit.code);
    expect(told.why).toEqual([{ code: exit.code, text: exit.why }]);
    return told.why[0];
  };
  const stopped = await people.departed('stopped@ends.example');
  await api.call('POST', '/v1/suppressions', { address: 'stopped@ends.example' });
  const text = 'This address, or the whole client, must not be mailed (all).';
  expect(await ends(stopped)).toEqual({ code: 'suppressed', text });
  const byHand = await people.departed('by-hand@ends.example');
  await decide(byHand, 'exit', { reason: 'They are competitors now' });
  expect(await ends(byHand)).toEqual({ code: 'manual', text: 'They are competitors now' });
});
