import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrollments } from '../../src/db/schema.ts';
import { ensureBuiltIns } from '../../src/flows/house/ensure-built-ins.ts';
import { tick } from '../../src/flows/tick.ts';
import { openCapture } from '../../src/mail/out/capture.ts';
import { makeApi, noon, type TestApi } from '../support/api.ts';
import { depart } from '../support/departed.ts';

let api: TestApi;

beforeAll(async () => {
  api = await makeApi();
  api.app.transport = openCapture();
  await ensureBuiltIns(api.app);
  await api.call('POST', '/v1/users', {
    email: 'mara@agency.example',
    name: 'Mara',
    role: 'sales',
    isDefaultOwner: true,
  });
});
afterAll(() => api.close());

type Departed = Awaited<ReturnType<typeof depart>>;
const complete = (id: string, body: object) => api.call('POST', `/v1/tasks/${id}/complete`, body);
const taskOf = (departed: Departed, kind: string) => departed.tasks.find((task) => task.kind === kind)!.id;
const departureOf = async ({ departureId }: Departed) => (await api.call('GET', `/v1/departures/${departureId}`)).body;
const firstLetterOf = async ({ contactId }: Departed) => {
  const { body } = await api.call('GET', `/v1/contacts/${contactId}/timeline`);
  return body.data.find((one: { kind: string; state: string }) => one.kind === 'letter' && one.state === 'planned')?.at;
};
const makeCall = async ({ clientId, contactId }: Departed) =>
  (await api.call('POST', '/v1/tasks', { kind: 'call', clientId, contactId, title: 'Call', dueOn: '2026-11-23' })).body
    .id as string;

describe('a task that is done', () => {
  it('is done once, with its outcome, note and who did it', async () => {
    const left = await depart(api, 'once.example');
    const id = taskOf(left, 'team_note');
    const answers = await Promise.all([1, 2, 3].map(() => complete(id, { outcome: 'done', note: 'Told everybody.' })));
    expect(answers.filter((one) => one.status === 200)).toHaveLength(1);
    expect(answers.filter((one) => one.status === 409)).toHaveLength(2);
    expect(answers.find((one) => one.status === 409)?.body.code).toBe('wrong_state');
    const task = (await api.call('GET', `/v1/tasks/${id}`)).body;
    expect(task).toMatchObject({ state: 'done', outcome: 'done', note: 'Told everybody.' });
    expect(task.completedAt).toBe(noon.toISOString());
    const audit = await api.call('GET', `/v1/audit?subjectId=${id}`);
    expect(audit.body.data).toMatchObject([
      { action: 'complete-task', detail: { kind: 'team_note', outcome: 'done' } },
    ]);
    expect(JSON.stringify(audit.body)).not.toContain('Told');
  });

  it('ends only as its kind can', async () => {
    const left = await depart(api, 'kinds.example');
    const wrong = await complete(taskOf(left, 'team_note'), { outcome: 'spoke' });
    expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([422, '/outcome']);
    const call = await makeCall(left);
    expect((await complete(call, { outcome: 'saved' })).body.errors[0].pointer).toBe('/outcome');
    expect((await complete(call, { outcome: 'spoke', learned: { fault: 'ours' } })).body.errors[0].pointer).toBe(
      '/learned',
    );
    expect((await complete(left.departureId, { outcome: 'done' })).status).toBe(404);
  });

  it('counts for the letters when somebody was reached, and not when nobody was', async () => {
    const left = await depart(api, 'reached.example', { departedOn: '2026-11-10' });
    const before = await firstLetterOf(left);
    expect(before).toMatch(/^2026-11-24/);
    expect((await complete(await makeCall(left), { outcome: 'no_answer' })).body.activityId).toBeNull();
    expect((await complete(await makeCall(left), { outcome: 'wrong_number' })).body.outcome).toBe('wrong_number');
    expect(await firstLetterOf(left)).toBe(before);
    const spoke = await complete(await makeCall(left), { outcome: 'spoke', note: 'They are well.' });
    const { body } = await api.call('GET', `/v1/clients/${left.clientId}/activities`);
    expect(body.data).toMatchObject([
      { id: spoke.body.activityId, kind: 'call', text: 'They are well.', taskId: spoke.body.id },
    ]);
    // 21 days after the call, and at least on that morning.
    expect((await firstLetterOf(left)) >= '2026-12-12').toBe(true);
    const [row] = await api.app.db.select().from(enrollments).where(eq(enrollments.id, left.enrollmentId));
    expect(row?.state).toBe('active');
  });

  it('teaches the departure what it did not know', async () => {
    const left = await depart(api, 'learned.example', { reason: null, statedByClient: null });
    const { status } = await complete(taskOf(left, 'exit_interview'), {
      outcome: 'spoke',
      learned: { reason: 'billing', statedByClient: true, fault: 'ours', whatWentWrong: 'Eleven hours too many.' },
    });
    expect(status).toBe(200);
    expect(await departureOf(left)).toMatchObject({
      reason: 'billing',
      statedReason: 'billing',
      fault: 'ours',
      whatWentWrong: 'Eleven hours too many.',
    });
    const { body } = await api.call('GET', `/v1/contacts/${left.contactId}/timeline`);
    expect(body.data.find((one: { letter: string | null }) => one.letter !== null).letter).toBe('apology');
  });

  it('undoes the departure when they stay', async () => {
    const left = await depart(api, 'saved.example');
    const { body } = await complete(taskOf(left, 'exit_interview'), { outcome: 'saved' });
    expect(body).toMatchObject({ state: 'done', outcome: 'saved', undone: { canceled: 0, tooLate: 0 } });
    expect((await departureOf(left)).undoneAt).not.toBeNull();
    expect((await api.call('GET', `/v1/clients/${left.clientId}`)).body.state).toBe('active');
    expect((await api.call('GET', `/v1/enrollments/${left.enrollmentId}`)).body.exit.code).toBe('undone');
    const open = await api.call('GET', `/v1/tasks?client=${left.clientId}&state=open`);
    expect(open.body.data).toEqual([]);
  });

  it('keeps lessons behind those that were known', async () => {
    const left = await depart(api, 'lessons.example', { lessons: 'Ask earlier.' });
    api.setNow(new Date('2026-11-27T08:00:00.000Z'));
    await tick(api.app, api.app.now());
    const { body } = await api.call('GET', `/v1/tasks?client=${left.clientId}&kind=lessons`);
    await complete(body.data[0].id, { outcome: 'done', note: 'Count hours twice.' });
    expect((await departureOf(left)).lessons).toBe('Ask earlier.\n\nCount hours twice.');
    api.setNow(noon);
  });
});

describe('an activity', () => {
  const log = (clientId: string, body: object) => api.call('POST', `/v1/clients/${clientId}/activities`, body);

  it('keeps letters at a distance, a note does not', async () => {
    const left = await depart(api, 'activity.example', { departedOn: '2026-11-10' });
    const before = await firstLetterOf(left);
    const note = await log(left.clientId, { kind: 'note', happenedAt: '2026-11-20T10:00:00Z', text: 'Nice people.' });
    expect(note.status).toBe(201);
    expect(await firstLetterOf(left)).toBe(before);
    await log(left.clientId, { kind: 'meeting', happenedAt: '2026-11-20T10:00:00Z', contactId: left.contactId });
    expect((await firstLetterOf(left)) >= '2026-12-11').toBe(true);
    const first = await api.call('GET', `/v1/clients/${left.clientId}/activities?limit=1`);
    const second = await api.call('GET', `/v1/clients/${left.clientId}/activities?cursor=${first.body.nextCursor}`);
    expect([...first.body.data, ...second.body.data]).toHaveLength(2);
  });

  it('is refused before it has happened, and with people of somebody else', async () => {
    const left = await depart(api, 'refused.example');
    const other = await depart(api, 'elsewhere.example');
    const pointer = async (body: object) => (await log(left.clientId, body)).body.errors?.[0].pointer;
    expect(await pointer({ kind: 'call', happenedAt: '2026-11-22T10:00:00Z' })).toBe('/happenedAt');
    expect(await pointer({ kind: 'call', happenedAt: '2026-11-20T10:00:00Z', contactId: other.contactId })).toBe(
      '/contactId',
    );
    expect((await log(left.departureId, { kind: 'call', happenedAt: '2026-11-20T10:00:00Z' })).status).toBe(404);
  });
});

describe('a first letter that waits for a look', () => {
  const wait = async (host: string) => {
    await api.call('PATCH', '/v1/settings', { approval: 'required' });
    const left = await depart(api, host, { departedOn: '2026-11-09' });
    await api.call('PATCH', '/v1/settings', { approval: 'optional' });
    return left;
  };
  const tickAt = async (at: string) => {
    api.setNow(new Date(at));
    await api.call('PATCH', '/v1/settings', { approval: 'required' });
    await tick(api.app, api.app.now());
    await api.call('PATCH', '/v1/settings', { approval: 'optional' });
    api.setNow(noon);
  };
  const lettersOf = async ({ contactId }: Departed) =>
    (await api.call('GET', `/v1/messages?contact=${contactId}`)).body.data;

  it('asks the owner on the working day before, and leaves once it is approved', async () => {
    const left = await wait('approved.example');
    const task = left.tasks.find((one) => one.kind === 'approve_letter')!;
    // The letter is due on Monday 23 November; the working day before is past today's Saturday.
    expect(task).toMatchObject({ title: 'Look at the first letter', dueOn: '2026-11-21' });
    await tickAt('2026-11-23T10:00:00.000Z');
    expect(await lettersOf(left)).toEqual([]);
    expect((await complete(task.id, { outcome: 'done' })).status).toBe(422);
    expect((await complete(task.id, { outcome: 'approved' })).status).toBe(200);
    await tickAt('2026-11-24T10:00:00.000Z');
    expect(await lettersOf(left)).toMatchObject([{ kind: 'thank_you', state: 'accepted' }]);
  });

  it('is held for its owner when it is declined', async () => {
    const left = await wait('declined.example');
    const task = left.tasks.find((one) => one.kind === 'approve_letter')!;
    await complete(task.id, { outcome: 'declined', note: 'Not like this.' });
    const { body } = await api.call('GET', `/v1/enrollments/${left.enrollmentId}`);
    expect(body).toMatchObject({ state: 'held', hold: { code: 'held', ownerId: task && expect.any(String) } });
    expect(body.hold.reviewOn).not.toBeNull();
    await tickAt('2026-11-24T10:00:00.000Z');
    expect(await lettersOf(left)).toEqual([]);
  });

  it('asks nobody where no letter will come, or none is needed', async () => {
    const held = await depart(api, 'optional.example');
    expect(held.tasks.some((one) => one.kind === 'approve_letter')).toBe(false);
    await api.call('PATCH', '/v1/settings', { approval: 'required' });
    const closed = await depart(api, 'closed.example', { reason: 'out_of_business' });
    await api.call('PATCH', '/v1/settings', { approval: 'optional' });
    expect(closed.tasks.some((one) => one.kind === 'approve_letter')).toBe(false);
  });
});
