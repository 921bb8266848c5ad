import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { auditLog, contacts, suppressions, winBacks } from '../../src/db/schema.ts';
import { wakeThreads } from '../../src/flows/threads/change-thread.ts';
import { noon } from '../support/api.ts';
import { answerTo, type LeftLetter, rawMail } from '../support/mails.ts';
import { makeTray, type Tray } from '../support/tray.ts';

let tray: Tray;
beforeAll(async () => {
  tray = await makeTray();
});
afterAll(() => tray.close());

interface Answered {
  jo: LeftLetter;
  lena: Awaited<ReturnType<Tray['colleagueOf']>>;
  threadId: string;
}

async function answered(text = 'Hello again.'): Promise<Answered> {
  const jo = await tray.someone();
  const lena = await tray.colleagueOf(jo);
  const { threadId } = await tray.receive(answerTo(jo, text));
  return { jo, lena, threadId: threadId! };
}

const close = (threadId: string, body: object) => tray.call('POST', `/v1/threads/${threadId}/close`, body);
const contact = async (id: string) => (await tray.app.db.select().from(contacts).where(eq(contacts.id, id)))[0]!;

describe('closing a conversation', () => {
  it('as friendly lets the letters go on, none for 45 days', async () => {
    const { jo, lena, threadId } = await answered();
    const answer = await close(threadId, { outcome: 'friendly', note: 'Warm as ever.' });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        state: 'closed',
        outcome: 'friendly',
        outcomeNote: 'Warm as ever.',
        closedBy: expect.stringMatching(/^key:/),
      },
    });
    for (const id of [jo.enrollmentId, lena.enrollmentId])
      expect(await tray.enrollment(id)).toMatchObject({ state: 'active', holdCode: null });
    expect(await contact(jo.contactId)).toMatchObject({ quietUntil: '2027-01-05', quietWhy: 'A friendly answer.' });
    const records = await tray.app.db.select().from(auditLog).where(eq(auditLog.subjectId, threadId));
    expect(records.map((one) => one.action)).toEqual(['close-thread']);
  });

  it('as interested keeps the letters held, with the next step as a task', async () => {
    const { jo, lena, threadId } = await answered();
    const answer = await close(threadId, { outcome: 'interested', nextStepOn: '2026-12-01', nextStep: 'meeting' });
    expect(answer.body).toMatchObject({ outcome: 'interested', outcomeOn: '2026-12-01' });
    for (const id of [jo.enrollmentId, lena.enrollmentId])
      expect(await tray.enrollment(id)).toMatchObject({
        state: 'held',
        holdReviewOn: '2026-12-01',
        holdOwnerId: jo.ownerId,
      });
    expect(await tray.tasksOf(jo.clientId)).toMatchObject([
      { kind: 'meeting', dueOn: '2026-12-01', ownerId: jo.ownerId, threadId },
    ]);
  });

  it('as not now dates the drip anew', async () => {
    const { jo, threadId } = await answered();
    expect((await close(threadId, { outcome: 'not_now', on: '2027-03-15' })).status).toBe(200);
    expect(await tray.enrollment(jo.enrollmentId)).toMatchObject({ state: 'active', revisitOn: '2027-03-15' });
    expect((await contact(jo.contactId)).quietUntil).toBe('2027-03-15');
  });

  it('as upset tells a manager today and lifts nothing', async () => {
    const { jo, lena, threadId } = await answered();
    const ruth = await tray.people.owner({ name: 'Ruth', role: 'admin' });
    const answer = await close(threadId, { outcome: 'upset' });
    // Saturday noon in UTC, the zone of the house: four working hours are over on Monday at 13:00
    expect(answer.body).toMatchObject({ outcome: 'upset', answerDueAt: '2026-11-23T13:00:00.000Z' });
    for (const id of [jo.enrollmentId, lena.enrollmentId])
      expect(await tray.enrollment(id)).toMatchObject({ holdCode: 'upset', holdReviewOn: '2026-11-22' });
    expect(await tray.tasksOf(jo.clientId)).toMatchObject([{ kind: 'call', dueOn: '2026-11-21', ownerId: ruth }]);
  });

  it('as the wrong person ends their letters, puts the successor on file and proposes them', async () => {
    const { jo, lena, threadId } = await answered();
    const successor = { email: 'Omar@Sunfield.example', firstName: 'Omar' };
    expect((await close(threadId, { outcome: 'wrong_person', successor })).status).toBe(200);
    expect(await tray.enrollment(jo.enrollmentId)).toMatchObject({ state: 'exited', exitCode: 'wrong_person' });
    expect((await tray.enrollment(lena.enrollmentId)).state).toBe('active');
    const [omar] = await tray.app.db.select().from(contacts).where(eq(contacts.email, 'omar@sunfield.example'));
    expect(omar).toMatchObject({ clientId: jo.clientId, firstName: 'Omar' });
    expect(await tray.tasksOf(jo.clientId)).toMatchObject([{ kind: 'successor', contactId: omar!.id }]);
  });

  it('as never suppresses the client', async () => {
    const { jo, lena, threadId } = await answered();
    expect((await close(threadId, { outcome: 'never' })).status).toBe(200);
    for (const id of [jo.enrollmentId, lena.enrollmentId])
      expect(await tray.enrollment(id)).toMatchObject({ state: 'exited', exitCode: 'do_not_contact' });
    const rows = await tray.app.db.select().from(suppressions).where(eq(suppressions.clientId, jo.clientId));
    expect(rows).toMatchObject([{ scope: 'all', reason: 'do_not_contact' }]);
  });

  it('as won back records it and ends every drip of the client', async () => {
    const { jo, lena, threadId } = await answered();
    const annualValue = { amount: 3_300_000, currency: 'EUR' };
    expect((await close(threadId, { outcome: 'won_back', annualValue })).status).toBe(200);
    for (const id of [jo.enrollmentId, lena.enrollmentId])
      expect(await tray.enrollment(id)).toMatchObject({ state: 'exited', exitCode: 'won_back' });
    const rows = await tray.app.db.select().from(winBacks).where(eq(winBacks.clientId, jo.clientId));
    expect(rows).toMatchObject([{ annualValueAmount: 3_300_000, wonBackOn: '2026-11-21', repliedBefore: true }]);
  });

  it.each([
    ['resume', 'active'],
    ['exit', 'exited'],
  ] as const)('as other with %s', async (how, state) => {
    const { jo, lena, threadId } = await answered();
    expect((await close(threadId, { outcome: 'other', [how]: true })).status).toBe(200);
    expect((await tray.enrollment(jo.enrollmentId)).state).toBe(state);
    expect((await tray.enrollment(lena.enrollmentId)).state).toBe('active');
  });

  it.each([
    [{}, '/outcome'],
    [{ outcome: 'fine' }, '/outcome'],
    [{ outcome: 'interested' }, '/nextStepOn'],
    [{ outcome: 'interested', nextStepOn: '2026-11-20' }, '/nextStepOn'],
    [{ outcome: 'not_now' }, '/on'],
    [{ outcome: 'not_now', on: '2026-11-21' }, '/on'],
    [{ outcome: 'not_now', on: 'March' }, '/on'],
    [{ outcome: 'won_back' }, '/annualValue'],
    [{ outcome: 'won_back', annualValue: { amount: 1, currency: 'EUR' }, wonBackOn: '2026-12-01' }, '/wonBackOn'],
    [{ outcome: 'wrong_person', successor: { email: 'nobody' } }, '/successor/email'],
    [{ outcome: 'other' }, '/resume'],
    [{ outcome: 'other', resume: true, exit: true }, '/resume'],
    [{ outcome: 'friendly', on: '2027-01-01' }, '/on'],
  ])('is refused for %j', async (body, pointer) => {
    const { jo, threadId } = await answered();
    const answer = await close(threadId, body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
    expect((await tray.thread(threadId)).state).toBe('open');
    expect((await tray.enrollment(jo.enrollmentId)).holdCode).toBe('replied');
  });

  it('happens once, however many try', async () => {
    const { threadId } = await answered();
    const answers = await Promise.all([1, 2, 3].map(() => close(threadId, { outcome: 'friendly' })));
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([200, 409, 409]);
    expect((await close(threadId, { outcome: 'never' })).body.code).toBe('wrong_state');
  });

  it('leaves the letters held while another conversation with the client is open', async () => {
    const { jo, lena, threadId } = await answered();
    const other = await tray.receive(
      rawMail({ From: lena.email, To: 'mara@agency.example', Subject: 'Hi' }, 'Me too.'),
    );
    await close(threadId, { outcome: 'friendly' });
    expect((await tray.enrollment(jo.enrollmentId)).state).toBe('held');
    await close(other.threadId!, { outcome: 'friendly' });
    expect((await tray.enrollment(jo.enrollmentId)).state).toBe('active');
    expect((await tray.enrollment(lena.enrollmentId)).state).toBe('active');
  });

  it('counts from the letter when that bears a time ahead of the clock', async () => {
    const jo = await tray.someone();
    await tray.app.pool.query(`update messages set accepted_at = '2027-03-01T09:00:00Z' where id = $1`, [jo.messageId]);
    const { threadId } = await tray.receive(answerTo(jo, 'All the best.'));
    await close(threadId!, { outcome: 'friendly' });
    expect((await contact(jo.contactId)).quietUntil).toBe('2027-04-15');
  });
});

describe('a conversation', () => {
  it('is shown whole: letters with their copies, answers, and who the client is', async () => {
    const { jo, threadId } = await answered('How much would it be?');
    const { body } = await tray.call('GET', `/v1/threads/${threadId}`);
    expect(body.conversation).toMatchObject([
      { kind: 'letter', id: jo.messageId, copyId: jo.messageId, to: jo.email, letterKind: 'thank_you' },
      { kind: 'reply', text: 'How much would it be?', senderIsContact: true },
    ]);
    expect(body).toMatchObject({
      client: { id: jo.clientId, name: 'Northwind GmbH' },
      contact: { email: jo.email },
      clientFacts: { state: 'departed', departure: { reason: 'price' }, openTasks: 0 },
      replyCount: 1,
      lastText: 'How much would it be?',
    });
  });

  it('is listed by state, by assignee, and by nobody', async () => {
    const { jo, threadId } = await answered();
    const ids = async (query: string) => {
      const { body } = await tray.call('GET', `/v1/threads?client=${jo.clientId}&${query}`);
      return body.data.map((thread: { id: string }) => thread.id);
    };
    expect(await ids('status=open')).toEqual([threadId]);
    expect(await ids(`assignee=${jo.ownerId}`)).toEqual([threadId]);
    expect(await ids('assignee=none')).toEqual([]);
    expect(await ids('status=closed')).toEqual([]);
    const me = await tray.call('GET', '/v1/threads?assignee=me');
    expect(me).toMatchObject({ status: 422, body: { errors: [{ pointer: '/query/assignee' }] } });
  });

  it('is given to somebody, and its holds with it', async () => {
    const { jo, threadId } = await answered();
    const ines = await tray.people.owner({ name: 'Ines' });
    const answer = await tray.call('POST', `/v1/threads/${threadId}/assign`, { userId: ines });
    expect(answer.body.assigneeId).toBe(ines);
    expect((await tray.enrollment(jo.enrollmentId)).holdOwnerId).toBe(ines);
    const nobody = await tray.call('POST', `/v1/threads/${threadId}/assign`, { userId: jo.clientId });
    expect(nobody).toMatchObject({ status: 422, body: { errors: [{ pointer: '/userId' }] } });
    expect((await tray.call('POST', `/v1/threads/${jo.clientId}/assign`, { userId: null })).status).toBe(404);
  });

  it('is put aside until a time, and comes back by itself', async () => {
    const { jo, threadId } = await answered();
    const until = new Date(noon.getTime() + 86_400_000);
    const answer = await tray.call('POST', `/v1/threads/${threadId}/snooze`, { until: until.toISOString() });
    expect(answer.body).toMatchObject({ state: 'snoozed', snoozedUntil: until.toISOString() });
    expect((await tray.enrollment(jo.enrollmentId)).state).toBe('held');
    await wakeThreads(tray.app, new Date(until.getTime() - 1));
    expect((await tray.thread(threadId)).state).toBe('snoozed');
    await wakeThreads(tray.app, until);
    expect((await tray.thread(threadId)).state).toBe('open');
    const past = await tray.call('POST', `/v1/threads/${threadId}/snooze`, { until: noon.toISOString() });
    expect(past).toMatchObject({ status: 422, body: { errors: [{ pointer: '/until' }] } });
  });

  it('is closed to a key that may only read', async () => {
    const { threadId } = await answered();
    const key = await tray.makeKey('threads:read');
    expect((await tray.call('GET', `/v1/threads/${threadId}`, undefined, { key })).status).toBe(200);
    const refused = await tray.call('POST', `/v1/threads/${threadId}/close`, { outcome: 'never' }, { key });
    expect(refused.status).toBe(403);
  });
});
