import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuiltIns } from '../../src/flows/house/ensure-built-ins.ts';
import { planDueSteps } from '../../src/flows/letters/plan-due-steps.ts';
import { tick } from '../../src/flows/tick.ts';
import { openCapture } from '../../src/mail/out/capture.ts';
import { makeApi, noon, type TestApi } from '../support/api.ts';
import { depart } from '../support/departed.ts';
import { dumpTables } from '../support/table-dump.ts';

const short = {
  trigger: 'manual',
  steps: [
    { key: 'thanks', kind: 'email', anchor: 'departure', delay: 'P14D', letters: [{ kind: 'thank_you' }] },
    { key: 'call', kind: 'task', anchor: 'departure', delay: 'P30D', task: 'call', title: 'Call them' },
    { key: 'check_in', kind: 'email', anchor: 'departure', delay: 'P60D', letters: [{ kind: 'check_in' }] },
  ],
};
const withStep = (index: number, change: object) => ({
  ...short,
  steps: short.steps.map((step, at) => (at === index ? { ...step, ...change } : step)),
});
let api: TestApi;

beforeAll(async () => {
  api = await makeApi();
  await ensureBuiltIns(api.app);
  api.app.transport = openCapture();
});
afterAll(() => api.close());

const make = (slug: string, definition?: object, rest: object = {}) =>
  api.call('POST', '/v1/campaigns', { slug, name: slug, definition, ...rest });
const draftOf = async (slug: string) => (await api.call('GET', `/v1/campaigns/${slug}/draft`)).body.draft;
const save = (slug: string, definition: object, rest: object = {}) =>
  api.call('PUT', `/v1/campaigns/${slug}/draft`, { definition, baseVersion: 1, ...rest });
const publish = (slug: string, definition: object, rest: object = {}) =>
  api.call('POST', `/v1/campaigns/${slug}/publish`, { definition, ...rest });
const foresee = (slug: string, definition: object) =>
  api.call('POST', `/v1/campaigns/${slug}/consequences`, { definition });

/** Somebody who is in this campaign and in no other; left on 9 November. */
async function enroll(slug: string, host: string, rest: object = {}) {
  const left = await depart(api, host, { departedOn: '2026-11-09', reason: 'other', pursue: true, ...rest });
  if (left.enrollmentId !== undefined) await api.call('POST', `/v1/enrollments/${left.enrollmentId}/exit`, {});
  const { body } = await api.call('POST', '/v1/enrollments', { contactId: left.contactId, campaign: slug });
  return { ...left, id: body.id as string };
}
const lettersOf = async (contactId: string) =>
  (await api.call('GET', `/v1/messages?contact=${contactId}`)).body.data as { stepKey: string; state: string }[];
async function tickAt(at: string) {
  api.setNow(new Date(at));
  await tick(api.app, api.app.now());
}

describe('a draft', () => {
  it('is kept as it is, finished or not, and tells what is wrong with it', async () => {
    await make('drafted', short);
    expect(await draftOf('drafted')).toBeNull();
    const broken = await save('drafted', withStep(1, { delay: 'soon' }));
    expect(broken.body.draft).toMatchObject({
      baseVersion: 1,
      problems: [{ pointer: '/steps/1/delay' }],
      diff: null,
    });
    const mended = await save('drafted', withStep(1, { delay: 'P40D' }), { expected: broken.body.draft.updatedAt });
    expect(mended.body.draft.problems).toEqual([]);
    expect(mended.body.draft.diff.words).toEqual([
      '"call" changed: it comes 40 days after the departure instead of 30 days after the departure.',
    ]);
    expect((await api.call('GET', '/v1/campaigns/drafted')).body.draftAt).toBe(noon.toISOString());
    expect((await api.call('GET', '/v1/campaigns/drafted')).body.definition.steps[1].delay).toBe('P30D');
  });

  it('is not written over by somebody who has not seen it', async () => {
    await make('shared', short);
    const first = await save('shared', short, { expected: null });
    expect(first.status).toBe(200);
    api.setNow(new Date(noon.getTime() + 60_000));
    const second = await save('shared', withStep(0, { delay: 'P15D' }), { expected: first.body.draft.updatedAt });
    expect(second.status).toBe(200);
    const late = await save('shared', short, { expected: first.body.draft.updatedAt });
    expect([late.status, late.body.code]).toEqual([409, 'conflict']);
    expect((await save('shared', short, { expected: null })).status).toBe(409);
    api.setNow(noon);
  });

  it('is discarded, and gone once it is published', async () => {
    await make('gone', short);
    await save('gone', short);
    expect((await api.call('DELETE', '/v1/campaigns/gone/draft')).status).toBe(204);
    expect((await api.call('DELETE', '/v1/campaigns/gone/draft')).status).toBe(204);
    expect(await draftOf('gone')).toBeNull();
    await save('gone', withStep(0, { delay: 'P20D' }));
    await publish('gone', withStep(0, { delay: 'P20D' }));
    expect(await draftOf('gone')).toBeNull();
    expect((await save('nobody', short)).status).toBe(404);
  });

  it('begins as a copy of a campaign', async () => {
    const made = await make('copied', undefined, { copyOf: 'door-ajar' });
    expect([made.status, made.body.version]).toEqual([201, null]);
    const draft = await draftOf('copied');
    expect(draft.problems).toEqual([]);
    expect(draft.definition.steps[0].key).toBe('exit_interview');
    expect((await make('copied-2', undefined, { copyOf: 'nobody' })).body.errors).toMatchObject([
      { pointer: '/copyOf' },
    ]);
    expect((await make('copied-3', short, { copyOf: 'door-ajar' })).status).toBe(422);
  });

  it('is checked without being stored', async () => {
    const check = async (definition: object) =>
      (await api.call('POST', '/v1/campaigns/check', { definition })).body.problems;
    expect(await check(short)).toEqual([]);
    expect(await check({ steps: [] })).toMatchObject([{ pointer: '/steps' }]);
    expect((await check(withStep(2, { letters: [] })))[0].pointer).toBe('/steps/2/letters');
  });

  it('is for those who may write campaigns', async () => {
    const key = await api.makeKey('campaigns:read');
    const as = (method: string, url: string, body?: object) => api.call(method, `/v1/campaigns${url}`, body, { key });
    expect((await as('GET', '/door-ajar/draft')).status).toBe(200);
    expect((await as('POST', '/door-ajar/consequences', { definition: short })).status).toBe(200);
    expect((await as('PUT', '/door-ajar/draft', { definition: short, baseVersion: 1 })).status).toBe(403);
    expect((await as('DELETE', '/door-ajar/draft')).status).toBe(403);
    expect((await as('POST', '/door-ajar/publish', { definition: short })).status).toBe(403);
    expect((await api.call('GET', '/v1/campaigns/door-ajar/draft', undefined, { key: null })).status).toBe(401);
  });
});

describe('publishing with people under way', () => {
  it('tells before what it would mean, and stores nothing', async () => {
    await make('foreseen', short);
    const { contactId } = await enroll('foreseen', 'foreseen.example');
    const before = await dumpTables(api.app.pool);
    const { body } = await foresee('foreseen', withStep(0, { delay: 'P30D' }));
    expect(body).toMatchObject({ version: 2, people: { active: 1, held: 0, checked: 1 } });
    expect(body.groups).toEqual([
      {
        people: 1,
        same: false,
        words: '1 person: the next letter (thank you) moves from 23 November 2026 to 9 December 2026.',
      },
    ]);
    expect(body.examples).toMatchObject([{ contactId, contact: 'Jo Brandt', becomes: { on: '2026-12-09' } }]);
    const same = await foresee('foreseen', short);
    expect(same.body).toMatchObject({ version: null, diff: { words: [] }, groups: [{ people: 1, same: true }] });
    const ending = await foresee('foreseen', {
      ...short,
      exitRules: [{ code: 'manual', when: { fact: 'reason', in: ['other'] } }],
    });
    expect(ending.body.groups[0].words).toContain('1 person: the campaign is over for them at once.');
    expect(await dumpTables(api.app.pool)).toEqual(before);
  });

  it('leaves people where they are unless all are to be moved', async () => {
    await make('choice', short);
    const { id } = await enroll('choice', 'choice.example');
    const stays = await publish('choice', withStep(0, { delay: 'P20D' }));
    expect([stays.body.version, stays.body.moved]).toEqual([2, 0]);
    const version = async () => (await api.call('GET', `/v1/enrollments/${id}`)).body.version;
    expect(await version()).toBe(1);
    const again = await publish('choice', withStep(0, { delay: 'P20D' }), { moveEnrollments: 'all' });
    expect([again.status, again.body.version, again.body.moved]).toEqual([200, 2, 1]);
    expect(await version()).toBe(2);
    const audit = await api.call('GET', '/v1/audit?subjectKind=campaign');
    expect(audit.body.data[0]).toMatchObject({ action: 'move-enrollments', detail: { version: 2, people: 1 } });
    const late = await publish('choice', short, { expectedVersion: 1 });
    expect([late.status, late.body.code]).toEqual([409, 'conflict']);
  });

  it('moves each to its new time, and nobody gets a letter twice', async () => {
    await make('moved', short);
    const one = await enroll('moved', 'moved.example');
    await tickAt('2026-11-23T10:00:00.000Z');
    expect(await lettersOf(one.contactId)).toMatchObject([{ stepKey: 'thanks', state: 'accepted' }]);
    // The letter it has had comes later in the new version, and another stands where none was.
    const next = {
      ...short,
      steps: [
        { ...short.steps[0], delay: 'P40D' },
        short.steps[1],
        { key: 'early', kind: 'email', anchor: 'departure', delay: 'P15D', letters: [{ kind: 'check_in' }] },
        { ...short.steps[2], delay: 'P80D' },
      ],
    };
    const { body } = await publish('moved', next, { moveEnrollments: 'all' });
    expect(body.moved).toBe(1);
    await tickAt('2026-11-24T10:00:00.000Z');
    expect(await lettersOf(one.contactId)).toHaveLength(1);
    for (const at of ['2026-12-10', '2026-12-15', '2026-12-21', '2027-01-04', '2027-01-25', '2027-02-08'])
      await tickAt(`${at}T10:30:00.000Z`);
    expect((await lettersOf(one.contactId)).map((row) => row.stepKey).toSorted()).toEqual([
      'check_in',
      'early',
      'thanks',
    ]);
    api.setNow(noon);
  });

  it('takes back what is queued, and puts it where the new version has it', async () => {
    await make('queued', short);
    const one = await enroll('queued', 'queued.example');
    api.setNow(new Date('2026-11-23T10:00:00.000Z'));
    await planDueSteps(api.app, api.app.now());
    expect(await lettersOf(one.contactId)).toMatchObject([{ state: 'queued' }]);
    await publish('queued', withStep(0, { delay: 'P20D' }), { moveEnrollments: 'all' });
    expect(await lettersOf(one.contactId)).toMatchObject([{ state: 'canceled' }]);
    await tickAt('2026-11-24T10:00:00.000Z');
    expect(await lettersOf(one.contactId)).toMatchObject([{ state: 'canceled' }]);
    await tickAt('2026-11-30T10:00:00.000Z');
    expect(await lettersOf(one.contactId)).toMatchObject([{ stepKey: 'thanks', state: 'accepted' }]);
    api.setNow(noon);
  });

  it('leaves holds and what has ended alone, and goes on in batches while letters leave', async () => {
    await make('many', short);
    const people: Awaited<ReturnType<typeof enroll>>[] = [];
    for (let index = 0; index < 6; index += 1) people.push(await enroll('many', `many-${index}.example`));
    await api.call('POST', `/v1/enrollments/${people[0]!.id}/hold`, { reviewOn: '2026-12-20' });
    await api.call('POST', `/v1/enrollments/${people[1]!.id}/exit`, {});
    api.setNow(new Date('2026-11-23T10:00:00.000Z'));
    const [published] = await Promise.all([
      publish('many', withStep(2, { delay: 'P50D' }), { moveEnrollments: 'all' }),
      tick(api.app, api.app.now()),
      tick(api.app, api.app.now()),
    ]);
    expect(published.body.moved).toBe(5);
    const of = async (index: number) => (await api.call('GET', `/v1/enrollments/${people[index]!.id}`)).body;
    expect(await of(0)).toMatchObject({ state: 'held', version: 2 });
    expect(await of(1)).toMatchObject({ state: 'exited', version: 1 });
    await tickAt('2026-11-23T10:10:00.000Z');
    for (const one of people.slice(2))
      expect(await lettersOf(one.contactId)).toMatchObject([{ stepKey: 'thanks', state: 'accepted' }]);
    api.setNow(noon);
  });
});

describe('the results of a campaign', () => {
  it('tell what became of each step', async () => {
    await make('results', short);
    const one = await enroll('results', 'results.example');
    await tickAt('2026-11-23T10:00:00.000Z');
    const { body } = await api.call('GET', '/v1/campaigns/results/results');
    expect(body).toMatchObject({ version: null, people: 1, open: 1, planned: 1 });
    expect(body.steps.map((step: { step: string }) => step.step)).toEqual(['thanks', 'call', 'check_in']);
    expect(body.steps[0]).toMatchObject({
      kind: 'email',
      accepted: 1,
      answered: 0,
      plannedSoon: 0,
      letters: ['thank_you'],
    });
    expect(body.steps[1]).toMatchObject({ kind: 'task', plannedSoon: 1, tasks: { open: 0, done: 0 } });
    expect(body.notes.at(-1)).toContain('Whether a letter was read nobody knows');
    expect((await api.call('POST', `/v1/enrollments/${one.id}/skip`, { step: 'check_in' })).status).toBe(200);
    const later = await api.call('GET', '/v1/campaigns/results/results?version=1');
    expect(later.body.steps[2].skipped).toEqual([{ code: 'skipped_by_hand', times: 1 }]);
    expect((await api.call('GET', '/v1/campaigns/results/results?version=9')).status).toBe(404);
    const listed = await api.call('GET', '/v1/campaigns/results');
    expect(listed.body.numbers).toEqual({ letters: 1, answers: 0, winBacks: 0 });
    api.setNow(noon);
  });
});
