import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messages, suppressions } from '../../src/db/schema.ts';
import { uuidv7 } from 'uuidv7';
import { makeApi, noon, type TestApi } from '../support/api.ts';
import { makePeople, type People } from '../support/people.ts';

let api: TestApi;
let people: People;

beforeAll(async () => {
  api = await makeApi();
  people = makePeople(api.app.db, api.app.addressKey, noon);
});
afterAll(() => api.close());

const summary = async (query = '') => (await api.call('GET', `/v1/reports/summary${query}`)).body;

describe('the summary', () => {
  it('says that it is too early where nobody has left', async () => {
    expect(await summary()).toMatchObject({
      from: '2025-11-22',
      to: '2026-11-21',
      sentence: 'Too early to tell. Come back when clients have been away for three months.',
      departures: { count: 0, valueLost: [] },
      letters: [],
      holdout: { tooFewToTell: true },
    });
  });

  it('counts who left, who came back, and what was sent', async () => {
    const value = { annualValueAmount: 4_800_000, annualValueCurrency: 'EUR' };
    for (const index of [1, 2, 3]) {
      const clientId = await people.client({ ...value, heldOut: index === 1 });
      const contactId = await people.contact(clientId, `a${index}@report.example`);
      await people.departure(clientId, { departedOn: '2026-03-01', ...value });
      if (index === 1) continue;
      const won = {
        wonBackOn: '2026-11-01',
        annualValue: { amount: 1_000_000, currency: index === 2 ? 'EUR' : 'GBP' },
      };
      const back = await api.call('POST', `/v1/clients/${clientId}/win-backs`, won);
      expect([back.status, contactId.length]).toEqual([201, 36]);
    }
    const undone = await people.client(value);
    await people.departure(undone, { undoneAt: noon });
    const jo = await people.departed('jo@report.example');
    await api.app.db.update(messages).set({ state: 'complained', complainedAt: noon });
    await api.app.db.insert(suppressions).values({
      id: uuidv7(),
      addressHash: people.hash('jo@report.example'),
      scope: 'all',
      reason: 'unsubscribed',
      source: 'one_click',
      createdAt: noon,
      createdBy: jo.contactId,
    });
    const body = await summary();
    expect(body).toMatchObject({
      departures: { count: 4, valueLost: [{ amount: 14_400_000, currency: 'EUR' }] },
      winBacks: { count: 2, afterReply: 0 },
      replies: 0,
      letters: [{ kind: 'thank_you', state: 'complained', count: 1 }],
      unsubscribes: 1,
      complaints: 1,
      enrollments: [{ state: 'active', count: 1 }],
      holdout: { heldOut: { clients: 1, wonBack: 0 }, written: { clients: 2, wonBack: 2 }, tooFewToTell: true },
    });
    expect(body.winBacks.value).toHaveLength(2);
    expect(body.sentence).toBe(
      'In 12 months 4 clients left (€144,000 a year). 2 came back (€10,000 and £10,000). 0 had answered a letter. ' +
        '1 client was held out: too few to tell how many would have come anyway.',
    );
  });

  it('counts the days that are asked for, both included', async () => {
    expect((await summary('?from=2026-03-01&to=2026-03-01')).departures.count).toBe(3);
    expect((await summary('?from=2026-03-02&to=2026-03-31')).departures.count).toBe(0);
    const backwards = await api.call('GET', '/v1/reports/summary?from=2026-03-02&to=2026-03-01');
    expect([backwards.status, backwards.body.errors[0].pointer]).toEqual([422, '/query/to']);
    const ahead = await api.call('GET', '/v1/reports/summary?from=2027-03-02');
    expect([ahead.status, ahead.body.errors[0].pointer]).toEqual([422, '/query/from']);
    expect(
      (await api.call('GET', '/v1/reports/summary', undefined, { key: await api.makeKey('offers:read') })).status,
    ).toBe(403);
  });
});

describe('the lists behind the numbers', () => {
  const list = async (name: string) => (await api.call('GET', `/v1/reports/${name}`)).body.data;

  it('hold as many as the summary counts', async () => {
    const body = await summary();
    expect(await list('departures')).toHaveLength(body.departures.count);
    expect(await list('win-backs')).toHaveLength(body.winBacks.count);
    expect(await list('replies')).toHaveLength(body.replies);
    expect(await list('letters?kind=thank_you&state=complained')).toHaveLength(1);
    expect(await list('letters?state=queued')).toEqual([]);
    expect(await list('stops')).toHaveLength(body.unsubscribes);
    expect(await list('departures?arm=held_out')).toHaveLength(body.holdout.heldOut.clients);
    expect(await list('departures?reason=billing')).toEqual([]);
    expect(await list('win-backs?afterReply=true')).toHaveLength(body.winBacks.afterReply);
    expect((await list('departures?arm=written'))[0]).toMatchObject({
      client: { name: 'Northwind GmbH' },
      wonBackOn: '2026-11-01',
      heldOut: false,
    });
  });

  it('go on page by page', async () => {
    const first = (await api.call('GET', '/v1/reports/departures?limit=3')).body;
    const second = (await api.call('GET', `/v1/reports/departures?limit=3&cursor=${first.nextCursor}`)).body;
    expect([first.data.length, second.data.length, second.nextCursor]).toEqual([3, 1, null]);
    const letters = (await api.call('GET', '/v1/reports/letters?limit=1')).body;
    expect(letters.data).toHaveLength(1);
  });

  it('are drawn by month and by reason', async () => {
    const { months, reasons } = (await api.call('GET', '/v1/reports/breakdown')).body;
    expect(months).toHaveLength(13);
    expect(months.find((one: { month: string }) => one.month === '2026-03')).toEqual({
      month: '2026-03',
      departures: 3,
      replies: 0,
      winBacks: 0,
    });
    expect(reasons).toEqual([
      { reason: 'price', departures: 4, winBacks: 2, valueLost: [{ amount: 14_400_000, currency: 'EUR' }] },
    ]);
  });
});
