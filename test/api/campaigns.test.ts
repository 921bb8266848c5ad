import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { doorAjar } from '../../src/domain/campaigns/door-ajar.ts';
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
    { key: 'offer', kind: 'email', anchor: 'departure', delay: 'P60D', letters: [{ kind: 'offer' }] },
  ],
};
let api: TestApi;

beforeAll(async () => {
  api = await makeApi();
  await ensureBuiltIns(api.app);
});
afterAll(() => api.close());

const make = (slug: string, definition?: object) => api.call('POST', '/v1/campaigns', { slug, name: slug, definition });
const withStep = (index: number, change: object) => ({
  ...short,
  steps: short.steps.map((step, at) => (at === index ? { ...step, ...change } : step)),
});

describe('a campaign', () => {
  it('ships with the product, with its definition, versions and people', async () => {
    await depart(api, 'counted.example');
    const { body } = await api.call('GET', '/v1/campaigns/door-ajar');
    expect(body).toMatchObject({ slug: 'door-ajar', version: 1, paused: null });
    expect(body.definition.steps).toHaveLength(doorAjar.steps.length);
    expect(body.versions).toMatchObject([{ version: 1, publishedBy: 'ajar' }]);
    expect(body.enrollments.active).toBeGreaterThan(0);
    const list = await api.call('GET', '/v1/campaigns?limit=1');
    expect(list.body.data).toHaveLength(1);
  });

  it('is added without a version, or published at once', async () => {
    expect((await make('empty')).body).toMatchObject({ version: null, definition: null, versions: [] });
    const made = await make('short', short);
    expect([made.status, made.body.version, made.body.diff.added]).toEqual([201, 1, ['thanks', 'call', 'offer']]);
    expect((await make('short', short)).body).toMatchObject({ code: 'conflict', errors: [{ pointer: '/slug' }] });
    expect((await make('Not a slug')).status).toBe(422);
    expect((await api.call('GET', '/v1/campaigns/nobody')).status).toBe(404);
  });

  it('is published in versions that tell what they change; the same again makes none', async () => {
    await make('versions', short);
    const publish = (definition: object) => api.call('POST', '/v1/campaigns/versions/publish', { definition });
    const later = await publish(withStep(2, { delay: 'P90D' }));
    expect([later.status, later.body.version]).toEqual([201, 2]);
    expect(later.body.diff.words).toEqual([
      '"offer" changed: it comes 90 days after the departure instead of 60 days after the departure.',
    ]);
    const same = await publish(withStep(2, { delay: 'P90D' }));
    expect([same.status, same.body.version, same.body.diff.words]).toEqual([200, 2, []]);
    expect(same.body.versions.map((one: { version: number }) => one.version)).toEqual([2, 1]);
    const audit = await api.call('GET', '/v1/audit?subjectKind=campaign');
    expect(audit.body.data[0]).toMatchObject({ action: 'publish-campaign', detail: { version: 2 } });
  });

  it('publishes one version a time, however many do so at once', async () => {
    await make('race', short);
    const answers = await Promise.all(
      [20, 30, 40, 50].map((days) =>
        api.call('POST', '/v1/campaigns/race/publish', { definition: withStep(0, { delay: `P${days}D` }) }),
      ),
    );
    expect(answers.map((one) => one.status)).toEqual([201, 201, 201, 201]);
    const { body } = await api.call('GET', '/v1/campaigns/race');
    expect(body.versions.map((one: { version: number }) => one.version)).toEqual([5, 4, 3, 2, 1]);
  });

  it('says where a definition is wrong', async () => {
    const pointers = async (definition: object) =>
      (await api.call('POST', '/v1/campaigns/door-ajar/publish', { definition })).body.errors?.map(
        (one: { pointer: string }) => one.pointer,
      );
    expect(await pointers(withStep(1, { delay: 'soon' }))).toEqual(['/definition/steps/1/delay']);
    expect(await pointers(withStep(1, { key: 'thanks' }))).toEqual(['/definition/steps/1/key']);
    expect(await pointers(withStep(2, { letters: [{ kind: 'letter' }] }))).toEqual([
      '/definition/steps/2/letters/0/kind',
    ]);
    expect(await pointers(withStep(2, { when: { fact: 'reason', in: ['bored'] } }))).toEqual([
      '/definition/steps/2/when',
    ]);
    const moving = await api.call('POST', '/v1/campaigns/door-ajar/publish', {
      definition: short,
      moveEnrollments: true,
    });
    expect(moving.body.errors).toMatchObject([{ pointer: '/moveEnrollments' }]);
  });

  it('keeps people in the version in which they began', async () => {
    await make('pinned', short);
    const { contactId } = await depart(api, 'pinned.example');
    const enrolled = await api.call('POST', '/v1/enrollments', { contactId, campaign: 'pinned' });
    expect([enrolled.status, enrolled.body.version]).toEqual([201, 1]);
    await api.call('POST', '/v1/campaigns/pinned/publish', { definition: withStep(0, { delay: 'P20D' }) });
    expect((await api.call('GET', `/v1/enrollments/${enrolled.body.id}`)).body.version).toBe(1);
  });

  it('is paused and resumed, each once', async () => {
    await make('paused', short);
    const paused = await api.call('POST', '/v1/campaigns/paused/pause');
    expect(paused.body.paused.at).toBe('2026-11-21T12:00:00.000Z');
    api.setNow(new Date('2026-11-22T12:00:00.000Z'));
    expect((await api.call('POST', '/v1/campaigns/paused/pause')).body.paused).toEqual(paused.body.paused);
    api.setNow(new Date('2026-11-21T12:00:00.000Z'));
    expect((await api.call('POST', '/v1/campaigns/paused/resume')).body.paused).toBeNull();
    expect((await api.call('POST', '/v1/campaigns/nobody/pause')).status).toBe(404);
  });

  it('lets nothing leave while it is paused, and everything after, each once', async () => {
    api.app.transport = openCapture();
    await make('resting', short);
    const { contactId } = await depart(api, 'resting.example', { departedOn: '2026-11-09', pursue: true });
    await api.call('POST', '/v1/enrollments', { contactId, campaign: 'resting' });
    const letters = async () => (await api.call('GET', `/v1/messages?contact=${contactId}`)).body.data;
    const tickAt = async (at: string) => {
      api.setNow(new Date(at));
      await tick(api.app, api.app.now());
      return letters();
    };
    await api.call('POST', '/v1/campaigns/resting/pause');
    await api.call('POST', '/v1/campaigns/door-ajar/pause');
    expect(await tickAt('2026-11-23T10:00:00.000Z')).toEqual([]);
    expect(await tickAt('2026-11-24T10:00:00.000Z')).toEqual([]);
    await api.call('POST', '/v1/campaigns/resting/resume');
    expect(await tickAt('2026-11-24T10:01:00.000Z')).toMatchObject([{ stepKey: 'thanks', state: 'accepted' }]);
    await api.call('POST', '/v1/campaigns/door-ajar/resume');
    expect(await tickAt('2026-12-20T10:00:00.000Z')).toHaveLength(1);
    api.setNow(noon);
  });

  it('keeps what is queued in the queue while it is paused', async () => {
    await make('queue', short);
    const { contactId } = await depart(api, 'queue.example', { departedOn: '2026-11-09', reason: 'other' });
    await api.call('POST', '/v1/campaigns/door-ajar/pause');
    await api.call('POST', '/v1/enrollments', { contactId, campaign: 'queue' });
    const states = async () =>
      (await api.call('GET', `/v1/messages?contact=${contactId}`)).body.data.map((one: { state: string }) => one.state);
    api.setNow(new Date('2026-11-23T10:00:00.000Z'));
    await planDueSteps(api.app, api.app.now());
    expect(await states()).toEqual(['queued']);
    await api.call('POST', '/v1/campaigns/queue/pause');
    await tick(api.app, api.app.now());
    expect(await states()).toEqual(['queued']);
    await api.call('POST', '/v1/campaigns/queue/resume');
    api.setNow(new Date('2026-11-23T10:01:00.000Z'));
    await tick(api.app, api.app.now());
    expect(await states()).toEqual(['accepted']);
    await api.call('POST', '/v1/campaigns/door-ajar/resume');
    api.setNow(noon);
  });
});

describe('routing rules', () => {
  it('send departures to the campaign of the first rule that fits', async () => {
    await make('budget', { ...short, trigger: 'departure' });
    const always = { name: 'Everybody else', condition: { always: true }, campaign: 'door-ajar' };
    const rules = [
      { name: 'No money', condition: { fact: 'reason', in: ['budget'] }, campaign: 'budget' },
      { name: 'Nothing', condition: { fact: 'reason', in: ['other'] }, campaign: null },
      always,
    ];
    const put = await api.call('PUT', '/v1/routing-rules', { data: rules });
    expect([put.status, put.body.data]).toMatchObject([200, rules]);
    expect((await api.call('GET', '/v1/routing-rules')).body).toEqual(put.body);
    const poor = await depart(api, 'poor.example', { reason: 'budget' });
    expect(poor.body.enrollments[0].campaign).toBe('budget');
    const other = await depart(api, 'other.example', { reason: 'other' });
    expect(other.body.enrollments).toEqual([]);
    const byHand = await api.call('POST', '/v1/campaigns/budget/publish', { definition: short });
    expect(byHand.body).toMatchObject({ code: 'conflict', errors: [{ pointer: '/definition/trigger' }] });
    await api.call('PUT', '/v1/routing-rules', { data: [always] });
  });

  it('are refused without one rule for everybody at the end, and for campaigns that are not there', async () => {
    const always = { name: 'All', condition: { always: true }, campaign: 'door-ajar' };
    const some = { name: 'Some', condition: { fact: 'reason', in: ['price'] }, campaign: 'door-ajar' };
    const pointers = async (data: object[]) =>
      (await api.call('PUT', '/v1/routing-rules', { data })).body.errors?.map(
        (one: { pointer: string }) => one.pointer,
      );
    expect(await pointers([some])).toEqual(['/data/0/condition']);
    expect(await pointers([always, some])).toEqual(['/data/0/condition', '/data/1/condition']);
    expect(await pointers([always, always])).toEqual(['/data/0/condition']);
    expect(await pointers([])).toEqual(['/data']);
    await make('unpublished');
    await make('by-hand', short);
    expect(await pointers([{ ...some, campaign: 'by-hand' }, always])).toEqual(['/data/0/campaign']);
    expect(await pointers([{ ...some, campaign: 'nobody' }, { ...some, campaign: 'unpublished' }, always])).toEqual([
      '/data/0/campaign',
      '/data/1/campaign',
    ]);
    expect((await api.call('GET', '/v1/routing-rules')).body.data).toHaveLength(1);
  });
});

describe('a preview', () => {
  const preview = (body: object, slug = 'door-ajar') => api.call('POST', `/v1/campaigns/${slug}/preview`, body);

  it('shows the plan of a contact and the letter as it would leave, and stores nothing', async () => {
    const { contactId } = await depart(api, 'preview.example', {
      highlights: [{ text: 'Cut onboarding from nine days to two' }],
      reasonDetail: 'MARKER internal',
    });
    const before = await dumpTables(api.app.pool);
    const { status, body } = await preview({ contactId });
    expect(status).toBe(200);
    expect(body.plan[0]).toMatchObject({ zone: 'Europe/Berlin' });
    expect(body.letter).toMatchObject({ step: 'first_letter', kind: 'thank_you', locale: 'en' });
    expect(body.letter.text).toContain('Hello Jo,');
    expect(body.letter.text).toContain('nine days to two');
    expect(body.letter.html).toContain('/u/');
    expect(JSON.stringify(body)).not.toContain('MARKER');
    const timeline = await api.call('GET', `/v1/contacts/${contactId}/timeline`);
    const letters = (list: { kind: string; at: string; state: string }[]) =>
      list.filter((one) => one.kind === 'letter' && one.state === 'planned').map((one) => one.at);
    expect(letters(body.plan)).toEqual(letters(timeline.body.data));
    expect(await dumpTables(api.app.pool)).toEqual(before);
  });

  it('shows somebody who is not in the campaign, even one that is not published, and stores nothing', async () => {
    await make('draft');
    const { contactId } = await depart(api, 'draft.example');
    const before = await dumpTables(api.app.pool);
    const { body } = await preview({ contactId, definition: short, stepKey: 'thanks' }, 'draft');
    expect(body.letter).toMatchObject({ step: 'thanks', kind: 'thank_you' });
    expect(await dumpTables(api.app.pool)).toEqual(before);
    expect((await preview({ contactId }, 'draft')).body.errors).toMatchObject([{ pointer: '/definition' }]);
  });

  it('chooses the offer as the planner would, and says why there is no letter', async () => {
    const none = await preview({ stepKey: 'offer' });
    expect([none.body.letter, none.body.why.at(-1).code]).toEqual([null, 'no_offer']);
    await api.call('POST', '/v1/offers', {
      title: 'A smaller care plan',
      terms: 'One day of work each month.',
      validFrom: '2026-01-01',
      validUntil: '2027-12-31',
    });
    const { body } = await preview({ stepKey: 'offer', imagined: { reason: 'price', locale: 'de' } });
    expect(body.letter).toMatchObject({ kind: 'offer', locale: 'de' });
    expect(body.letter.text).toContain('A smaller care plan');
    const unfit = await preview({ stepKey: 'offer', imagined: { reason: 'in_house' } });
    expect(unfit.body.why.at(-1).code).toBe('condition');
  });

  it('refuses what is not there', async () => {
    const pointer = async (body: object) => (await preview(body)).body.errors?.[0].pointer;
    expect(await pointer({ stepKey: 'nothing' })).toBe('/stepKey');
    expect(await pointer({ stepKey: 'first_call' })).toBe('/stepKey');
    expect(await pointer({ contactId: '0193c0de-0000-7000-8000-00000000abcd' })).toBe('/contactId');
    expect((await preview({}, 'nobody')).status).toBe(404);
    const client = await api.call('POST', '/v1/clients', { name: 'Here' });
    const contact = await api.call('POST', '/v1/contacts', { clientId: client.body.id, email: 'a@here.example' });
    expect((await preview({ contactId: contact.body.id })).body.code).toBe('wrong_state');
  });

  it('tells why nothing comes to somebody who must not be mailed', async () => {
    const { contactId } = await depart(api, 'stopped.example');
    await api.call('POST', '/v1/suppressions', { address: 'jo@stopped.example' });
    const { body } = await preview({ contactId });
    expect([body.letter, body.why[0]?.code]).toEqual([null, 'suppressed']);
  });
});

describe('a preflight', () => {
  it('finds steps nobody reaches, content that is not there, and people whose letters lack something', async () => {
    const impossible = withStep(0, {
      when: {
        all: [
          { fact: 'reason', in: ['price'] },
          { fact: 'reason', in: ['budget'] },
        ],
      },
    });
    await make('checked', short);
    const { contactId } = await depart(api, 'checked.example');
    await api.call('POST', '/v1/enrollments', { contactId, campaign: 'checked' });
    const { status, body } = await api.call('POST', '/v1/campaigns/checked/preflight', {
      definition: { ...impossible, trigger: 'departure' },
    });
    expect(status).toBe(200);
    expect(body.ready).toBe(false);
    expect(body.contacts).toEqual({ open: 1, checked: 1 });
    expect(body.warnings.map((one: { code: string }) => one.code)).toEqual(['never', 'not_routed']);
    expect(body.warnings[0].step).toBe('thanks');
    expect(body.letters.map((one: { kind: string }) => one.kind)).toEqual(['thank_you', 'offer']);
    expect(body.wording).toEqual([]);
    const fine = await api.call('POST', '/v1/campaigns/checked/preflight');
    expect(fine.body).toMatchObject({ ready: true, warnings: [] });
  });
});
