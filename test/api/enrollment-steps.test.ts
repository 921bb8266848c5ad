import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrollments, messages, stepMoves } from '../../src/db/schema.ts';
import { planDueSteps } from '../../src/flows/letters/plan-due-steps.ts';
import { makeApi, noon, type TestApi } from '../support/api.ts';
import { type Departed, makePeople, type People } from '../support/people.ts';

interface Entry {
  at: string;
  localAt: string;
  kind: string;
  step: string | null;
  state: string;
  outcome: string | null;
  occurrence?: number;
  isNext?: boolean;
  canUnskip?: boolean;
  why: { code: string; text: string }[];
  title?: string;
  text?: string;
  by?: string;
}

let api: TestApi;
let people: People;
beforeAll(async () => {
  api = await makeApi();
  people = makePeople(api.app.db, api.app.addressKey, noon);
});
afterAll(() => api.close());

const decide = (jo: Departed, what: string, body?: object) =>
  api.call('POST', `/v1/enrollments/${jo.enrollmentId}/${what}`, body);
const story = async (jo: Departed): Promise<Entry[]> =>
  (await api.call('GET', `/v1/clients/${jo.clientId}/timeline`)).body.data;
const nextLetter = async (jo: Departed) =>
  (await story(jo)).find((one) => one.state === 'planned' && one.kind === 'letter' && one.isNext)!;

describe('moving a letter', () => {
  it('gives it another day, which explain and the page tell, and which can be taken back', async () => {
    const jo = await people.departed('jo@moves.example');
    const before = await nextLetter(jo);
    const mara = await api.signIn('sales', { name: 'Mara' });
    const moved = await api.call(
      'POST',
      `/v1/enrollments/${jo.enrollmentId}/move`,
      { step: before.step, occurrence: before.occurrence, to: '2027-01-14' },
      mara,
    );
    expect(moved.status).toBe(200);
    expect(moved.body.moved.to).toMatch(/^2027-01-14/);
    const after = (await story(jo)).find((one) => one.state === 'planned' && one.step === before.step)!;
    expect(after.at).toBe(moved.body.moved.to);
    expect(after.why).toContainEqual({ code: 'moved', text: 'Moved by Mara to 14 January 2027.' });
    const one = { step: before.step, occurrence: before.occurrence };
    expect((await decide(jo, 'unmove', one)).status).toBe(200);
    expect(await nextLetter(jo)).toMatchObject({ at: before.at, step: before.step });
    expect((await decide(jo, 'unmove', one)).status).toBe(409);
  });

  it('cancels what was queued of it, and leaves on its new day', async () => {
    const jo = await people.departed('jo@queued-move.example');
    const queued = await people.letter(jo.enrollmentId, jo, {
      stepKey: 'check_in',
      kind: 'check_in',
      state: 'queued',
      acceptedAt: null,
    });
    const { status, text } = await decide(jo, 'move', { step: 'check_in', occurrence: 0, to: '2026-12-15' });
    expect(text).toContain('2026-12-15');
    expect(status).toBe(200);
    const state = async () => (await api.app.db.select().from(messages).where(eq(messages.id, queued)))[0]?.state;
    expect(await state()).toBe('canceled');
    await planDueSteps(api.app, new Date('2026-12-14T11:00:00Z'));
    expect(await state()).toBe('canceled');
    await planDueSteps(api.app, new Date('2026-12-15T11:00:00Z'));
    expect(await state()).toBe('queued');
  });

  it('refuses days that are over, what is not next, and what lies behind the right to write', async () => {
    const jo = await people.departed('jo@refused-move.example');
    const { step, occurrence } = await nextLetter(jo);
    expect((await decide(jo, 'move', { step, occurrence, to: '2026-11-20' })).body.errors).toMatchObject([
      { pointer: '/to' },
    ]);
    expect((await decide(jo, 'move', { step, occurrence, to: '2031-01-01' })).status).toBe(422);
    expect((await decide(jo, 'move', { step, occurrence: 77, to: '2027-01-14' })).status).toBe(409);
    expect((await decide(jo, 'move', { step: 'none', occurrence: 0, to: '2027-01-14' })).status).toBe(409);
    const key = await api.makeKey('enrollments:read');
    const body = { step, occurrence, to: '2027-01-14' };
    expect((await api.call('POST', `/v1/enrollments/${jo.enrollmentId}/move`, body, { key })).status).toBe(403);
    expect(await api.app.db.select().from(stepMoves).where(eq(stepMoves.enrollmentId, jo.enrollmentId))).toEqual([]);
  });
});

describe('taking back', () => {
  it('a skip by hand, and not what the planner skipped', async () => {
    const jo = await people.departed('jo@unskip.example');
    const before = await nextLetter(jo);
    const { skipped } = (await decide(jo, 'skip', { step: before.step })).body;
    const told = (await story(jo)).find((one) => one.outcome === 'skipped' && one.step === before.step);
    expect(told).toMatchObject({ canUnskip: true, occurrence: skipped.occurrence });
    expect((await decide(jo, 'unskip', skipped)).status).toBe(200);
    expect(await nextLetter(jo)).toMatchObject({ at: before.at, step: before.step });
    expect((await decide(jo, 'unskip', skipped)).status).toBe(409);
  });

  it('an exit, while nothing else has taken its place', async () => {
    const jo = await people.departed('jo@reopen.example');
    const before = await nextLetter(jo);
    expect((await decide(jo, 'reopen')).status).toBe(409);
    await decide(jo, 'exit', { reason: 'By mistake' });
    expect((await decide(jo, 'reopen')).body).toMatchObject({ state: 'active', exit: null });
    expect((await nextLetter(jo)).at).toBe(before.at);
    await decide(jo, 'exit');
    const departureId = await people.departure(jo.clientId, { undoneAt: noon });
    const other = await people.enrollment({ ...jo, departureId });
    expect((await decide(jo, 'reopen')).status).toBe(409);
    await api.app.db.delete(enrollments).where(eq(enrollments.id, other));
    expect((await decide(jo, 'reopen')).status).toBe(200);
  });

  it('a win-back: the departure is open again and its letters wait for a look', async () => {
    const jo = await people.departed('jo@slip.example');
    const { winBack } = (
      await api.call('POST', `/v1/clients/${jo.clientId}/win-backs`, { wonBackOn: '2026-11-20', annualValue: null })
    ).body;
    api.setNow(new Date('2026-11-21T12:01:00Z'));
    expect((await api.call('POST', `/v1/win-backs/${winBack.id}/undo`)).body).toEqual({
      clientId: jo.clientId,
      held: 1,
    });
    const client = (await api.call('GET', `/v1/clients/${jo.clientId}`)).body;
    expect(client).toMatchObject({ state: 'departed', winBacks: [], segments: [{ slug: 'potential-clients' }] });
    const [drip] = await api.app.db
      .select()
      .from(enrollments)
      .where(and(eq(enrollments.id, jo.enrollmentId), eq(enrollments.state, 'held')));
    expect(drip).toMatchObject({ holdCode: 'held', exitCode: null, holdReviewOn: '2026-12-05' });
    expect((await api.call('POST', `/v1/win-backs/${winBack.id}/undo`)).status).toBe(404);
    api.setNow(noon);
  });
});

describe('a letter before it leaves', () => {
  it('is shown as it will be', async () => {
    const jo = await people.departed('jo@preview.example', { firstName: 'Jo' });
    const letter = await nextLetter(jo);
    const { status, body } = await decide(jo, 'preview', { step: letter.step! });
    expect(status).toBe(200);
    expect(body.letter).toMatchObject({ step: letter.step, at: letter.at });
    expect(body.letter.html).toContain('<html');
    expect(body.letter.text).toContain('Jo');
    expect((await decide(jo, 'preview', { step: 'none' })).status).toBe(422);
    await decide(jo, 'exit');
    expect((await decide(jo, 'preview')).status).toBe(409);
  });
});

describe('the story of a client', () => {
  it('tells what was logged, who decided what, and the plan of everybody in one list', async () => {
    const jo = await people.departed('jo@story.example');
    const mara = await api.signIn('sales', { name: 'Mara' });
    await api.call(
      'POST',
      `/v1/clients/${jo.clientId}/activities`,
      { kind: 'note', happenedAt: noon.toISOString(), text: 'Moves house' },
      mara,
    );
    await api.call('POST', `/v1/enrollments/${jo.enrollmentId}/hold`, {}, mara);
    const told = await story(jo);
    expect(told).toContainEqual(
      expect.objectContaining({ outcome: 'logged', title: 'note', text: 'Moves house', by: 'Mara' }),
    );
    expect(told).toContainEqual(expect.objectContaining({ outcome: 'held', by: 'Mara' }));
    expect(told).toContainEqual(expect.objectContaining({ outcome: 'departed' }));
    expect(told.map((one) => one.state)).toEqual(told.map((one) => one.state).toSorted());
    const contact = (await api.call('GET', `/v1/contacts/${jo.contactId}/timeline`)).body.data;
    expect(contact).toContainEqual(expect.objectContaining({ outcome: 'logged' }));
    expect((await api.call('GET', `/v1/clients/${jo.contactId}/timeline`)).status).toBe(404);
  });
});
