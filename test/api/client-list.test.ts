import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clients, departures, enrollments, tasks } from '../../src/db/schema.ts';
import { makeApi, noon, type TestApi } from '../support/api.ts';
import { makePeople, type People } from '../support/people.ts';

interface Row {
  id: string;
  name: string;
  state: string;
  country: string | null;
  createdAt: string;
  annualValue: { amount: number; currency: string } | null;
  departure: { departedOn: string; reason: string } | null;
  nextLetter: { at: string; kind: string } | null;
  noLetter: { code: string } | null;
}

let api: TestApi;
let people: People;
const reasons = ['price', 'billing', 'competitor'] as const;
const states = ['departed', 'won_back', 'active', 'closed'] as const;

beforeAll(async () => {
  api = await makeApi();
  people = makePeople(api.app.db, api.app.addressKey, noon);
  const owner = await people.owner({ email: 'mara@agency.example' });
  for (let index = 0; index < 40; index += 1) {
    const state = states[index % 3 === 0 ? index % 4 : 0]!;
    const clientId = await people.client({
      // Several of the same name, value and day, and some with none: ties and gaps are where cursors go wrong.
      name: ['acme', 'Acme', 'Ärzte', 'zoo', 'Beta 100%', '_under'][index % 6]!,
      state,
      country: index % 2 ? 'DE' : 'FR',
      ownerId: index % 5 === 0 ? owner : null,
      ...(index % 4 === 0 ? {} : { annualValueAmount: (index % 7) * 1000, annualValueCurrency: 'EUR' }),
      createdAt: new Date(noon.getTime() - (index % 9) * 60_000),
    });
    const contactId = await people.contact(clientId, `p${index}@c${index}.example`, { firstName: 'Jo' });
    if (state === 'active') continue;
    const departureId = await people.departure(clientId, {
      departedOn: `2026-10-0${(index % 5) + 1}`,
      reason: reasons[index % 3]!,
      ...(state === 'won_back' && { endedAt: noon }),
    });
    if (state === 'departed' && index % 2 === 0)
      await people.enrollment(
        { clientId, contactId, departureId },
        { nextLetterAt: new Date(noon.getTime() + (index % 3) * 86_400_000 * 12) },
      );
  }
});
afterAll(() => api.close());

async function readAll(query: string, limit: number): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor = '';
  do {
    const { status, body, text } = await api.call('GET', `/v1/clients?limit=${limit}${query}${cursor}`);
    if (status !== 200) throw new Error(text);
    rows.push(...body.data);
    cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
  } while (cursor !== '');
  return rows;
}

describe('the list of clients', () => {
  it('is the same list however it is cut into pages, by every order and filter', async () => {
    const query = fc.record({
      sort: fc.constantFrom('createdAt', 'name', 'departedOn', 'value', 'nextLetter'),
      order: fc.constantFrom('asc', 'desc'),
      limit: fc.integer({ min: 1, max: 17 }),
      filter: fc.constantFrom(
        '',
        '&state=departed,won_back',
        '&reason=price,billing',
        '&country=DE',
        '&owner=none',
        '&minValue=2000&currency=EUR',
        '&maxValue=3000',
        '&since=2026-10-02&until=2026-10-04',
        '&q=acme',
        '&flag=due_soon',
      ),
    });
    await fc.assert(
      fc.asyncProperty(query, async ({ sort, order, limit, filter }) => {
        const asked = `&sort=${sort}&order=${order}${filter}`;
        const whole = await readAll(asked, 200);
        const cut = await readAll(asked, limit);
        expect(cut.map((row) => row.id)).toEqual(whole.map((row) => row.id));
        expect(new Set(cut.map((row) => row.id)).size).toBe(cut.length);
        const { body } = await api.call('GET', `/v1/clients/count?${filter.slice(1)}`);
        expect(body.count).toBe(whole.length);
      }),
      { numRuns: 40 },
    );
  });

  it('stands in the order that was asked for, those without a value last', async () => {
    for (const order of ['asc', 'desc']) {
      const values = (await readAll(`&sort=value&order=${order}`, 7)).map((row) => row.annualValue?.amount ?? null);
      const known = values.filter((value) => value !== null);
      expect(values.slice(0, known.length)).toEqual(known);
      expect(known).toEqual(known.toSorted((a, b) => (order === 'asc' ? a - b : b - a)));
      const days = (await readAll(`&sort=departedOn&order=${order}`, 7)).flatMap(
        (row) => row.departure?.departedOn ?? [],
      );
      expect(days).toEqual(order === 'asc' ? days.toSorted() : days.toSorted().toReversed());
    }
  });

  it('refuses the cursor of another order', async () => {
    const { body } = await api.call('GET', '/v1/clients?limit=1&sort=name&order=asc');
    const other = await api.call('GET', `/v1/clients?limit=1&sort=departedOn&cursor=${body.nextCursor}`);
    expect(other.status).toBe(422);
    expect((await api.call('GET', '/v1/clients?owner=me')).status).toBe(422);
    expect((await api.call('GET', '/v1/clients?state=gone')).status).toBe(422);
  });

  it('knows where each stands', async () => {
    const jo = await people.departed('jo@stands.example', { firstName: 'Jo', lastName: 'Brandt' });
    await api.app.db
      .update(clients)
      .set({ name: 'Stands' })
      .where(sql`id = ${jo.clientId}`);
    await api.app.db.insert(tasks).values({
      id: uuidv7(),
      kind: 'call',
      state: 'open',
      clientId: jo.clientId,
      title: 'Call',
      dueOn: '2026-12-01',
      createdAt: noon,
    });
    const list = async () => (await readAll('&q=Stands', 10))[0];
    expect(await list()).toMatchObject({
      lead: { name: 'Jo Brandt', email: 'jo@stands.example' },
      departure: { reason: 'price' },
      openTasks: 1,
      lastAnswer: null,
      nextLetter: { contactId: jo.contactId, zone: 'Europe/Berlin' },
      noLetter: null,
    });
    await api.app.db
      .update(enrollments)
      .set({
        state: 'exited',
        exitCode: 'unsubscribed',
        exitWhy: 'They asked us to stop.',
        nextActionAt: null,
        endedAt: noon,
      })
      .where(sql`id = ${jo.enrollmentId}`);
    expect(await list()).toMatchObject({
      nextLetter: null,
      noLetter: { code: 'unsubscribed', text: 'They asked us to stop.' },
    });
    expect((await readAll('&flag=stopped', 10)).map((row) => row.id)).toContain(jo.clientId);
    await api.app.db
      .update(departures)
      .set({ pursue: false })
      .where(sql`id = ${jo.departureId}`);
    expect(await list()).toMatchObject({ noLetter: { code: 'not_pursued' } });
  });

  it('tells the next letter as the timeline does', async () => {
    const jo = await people.departed('jo@same.example');
    await api.app.db
      .update(clients)
      .set({ name: 'Same letter' })
      .where(sql`id = ${jo.clientId}`);
    const [listed] = await readAll('&q=Same letter', 10);
    const { body } = await api.call('GET', `/v1/clients/${jo.clientId}/timeline`);
    const planned = body.data.find(
      (one: { state: string; kind: string }) => one.state === 'planned' && one.kind === 'letter',
    );
    expect(listed?.nextLetter).toMatchObject({ at: planned.at, kind: planned.letter });
  });

  it.each(['waiting', 'answered', 'due_soon', 'held', 'stopped', 'won_back', 'problem', 'held_out'])(
    'narrows to %s',
    async (flag) => {
      const { status, body } = await api.call('GET', `/v1/clients?flag=${flag}`);
      expect(status).toBe(200);
      if (flag === 'won_back') expect(body.data.every((row: Row) => row.state === 'won_back')).toBe(true);
    },
  );
});

describe('the file of clients', () => {
  it('holds the same list and no formula', async () => {
    for (const name of ['=1+1', '+49', '-2', '@sum', '\tx']) await people.client({ name, country: 'MT' });
    const { status, text, headers } = await api.call('GET', '/v1/clients/export.csv?country=MT&sort=name&order=asc');
    expect(status).toBe(200);
    expect(headers['content-disposition']).toContain('attachment');
    const lines = text.replace('\ufeff', '').trim().split('\r\n');
    expect(lines[0]).toMatch(/^name,state,domain/);
    const names = new Set(lines.slice(1).map((line) => line.split(',')[0]));
    expect(names).toEqual(new Set(["'\tx", "'+49", "'-2", "'=1+1", "'@sum"]));
  });

  it('is streamed whole, whatever its length', async () => {
    const before = (await readAll('', 200)).length;
    const { text } = await api.call('GET', '/v1/clients/export.csv');
    expect(text.trim().split('\r\n')).toHaveLength(before + 1);
  });
});

describe('ten thousand clients', () => {
  it('are counted, ordered and read to a far page', async () => {
    await api.app.db.execute(sql`
      insert into clients (id, name, domain, state, country, annual_value_amount, annual_value_currency, is_demo, created_at, updated_at)
      select gen_random_uuid(), 'Many ' || i, 'many' || i || '.example', 'departed', 'IE', (i * 7919) % 100000, 'EUR', false,
        ${noon.toISOString()}::timestamptz - i * interval '1 minute', now() from generate_series(1, 10000) i`);
    await api.app.db.execute(sql`
      insert into departures (id, client_id, departed_on, reason, fault, pursue, recorded_at, recorded_by, updated_at)
      select gen_random_uuid(), id, '2026-01-01'::date + (annual_value_amount % 300)::int, 'price', 'nobody', true, now(), 'test', now()
      from clients where country = 'IE'`);
    const [first] = await readAll('&country=IE&sort=departedOn&q=many1', 200);
    expect(first?.departure?.departedOn).toMatch(/^2026-10/);
    for (const sort of ['createdAt', 'name', 'departedOn', 'value', 'nextLetter'])
      expect((await api.call('GET', `/v1/clients?country=IE&limit=50&sort=${sort}`)).body.data).toHaveLength(50);
    expect((await api.call('GET', '/v1/clients/count?q=many12')).body.count).toBe(111);
  });
});
