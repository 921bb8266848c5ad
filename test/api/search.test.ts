import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { offers, threads } from '../../src/db/schema.ts';
import { makeApi, noon, type TestApi } from '../support/api.ts';
import { makePeople } from '../support/people.ts';

let api: TestApi;
beforeAll(async () => {
  api = await makeApi();
  const people = makePeople(api.app.db, api.app.addressKey, noon);
  const jo = await people.departed('brandt@northwind.example', { firstName: 'Jo', lastName: 'Brandt' });
  await people.client({ name: 'Gruppe Northwind', domain: 'gruppe.example' });
  await people.client({ name: 'Southwind 100%' });
  await api.app.db.insert(threads).values({
    id: uuidv7(),
    clientId: jo.clientId,
    contactId: jo.contactId,
    subject: 'Northern lights',
    state: 'open',
    openedAt: noon,
  });
  const validity = { validFrom: '2026-01-01', validUntil: '2030-01-01', createdAt: noon, updatedAt: noon };
  await api.app.db
    .insert(offers)
    .values({ id: uuidv7(), title: 'North package', terms: 'x', kind: 'service', reasons: [], ...validity });
});
afterAll(() => api.close());

const find = async (q: string, options = {}) =>
  (await api.call('GET', `/v1/search?q=${encodeURIComponent(q)}`, undefined, options)).body.data as {
    kind: string;
    name: string;
  }[];

it('finds by the beginnings of words, what begins with them first', async () => {
  const found = await find('north');
  expect(found.map((one) => one.name)).toEqual([
    'Northwind GmbH',
    'North package',
    'Gruppe Northwind',
    'Jo Brandt',
    'Northern lights',
  ]);
  expect((await find('jo bra')).map((one) => one.kind)).toEqual(['contact']);
  expect(await find('wind')).toEqual([]);
  expect((await find('100%')).map((one) => one.name)).toEqual(['Southwind 100%']);
  expect(await find('%')).toEqual([]);
});

it('shows nobody more than they may read', async () => {
  const key = await api.makeKey('clients:read');
  expect(new Set((await find('north', { key })).map((one) => one.kind))).toEqual(new Set(['client']));
  expect((await api.call('GET', '/v1/search?q=x', undefined, { key: await api.makeKey('offers:read') })).status).toBe(
    403,
  );
});

it('views: own and shared, changed by their owner or an admin alone', async () => {
  const [ines, mara, ruth] = [await api.signIn('marketer'), await api.signIn('sales'), await api.signIn('admin')];
  const post = (who: object, body: object) => api.call('POST', '/v1/views', body, who);
  const view = { noun: 'clients', name: 'Due soon', query: { flag: 'due_soon' } };
  const own = await post(ines, view);
  expect(own).toMatchObject({ status: 201, body: { own: true, shared: false } });
  expect((await post(ines, view)).status).toBe(409);
  expect((await post(mara, { ...view, shared: true })).status).toBe(201);
  const names = async (who: object) =>
    (await api.call('GET', '/v1/views?noun=clients', undefined, who)).body.data.length;
  expect([await names(ines), await names(mara)]).toEqual([2, 1]);
  const path = `/v1/views/${own.body.id}`;
  expect((await api.call('PATCH', path, { name: 'x' }, mara)).status).toBe(404);
  expect((await api.call('PATCH', path, { shared: true }, ines)).body.shared).toBe(true);
  expect((await api.call('DELETE', path, undefined, mara)).status).toBe(403);
  expect((await api.call('DELETE', path, undefined, ruth)).status).toBe(204);
  expect((await post({}, view)).status).toBe(403);
});
