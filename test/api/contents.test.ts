import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentUses, messages } from '../../src/db/schema.ts';
import { makeApi, noon, type TestApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await makeApi();
});
afterAll(() => api.close());

const offer = {
  title: 'A smaller package',
  terms: 'Two days a month, cancel any time.',
  price: { amount: 120_000, currency: 'EUR' },
  reasons: ['price', 'budget'],
  validFrom: '2026-11-01',
  validUntil: '2027-01-31',
};
const news = { title: 'Reports by the hour', body: 'We **rebuilt** the reports.', publishedOn: '2026-11-01' };

/** Letters that carried this offer or news item, each to a person of its own, an hour apart. */
async function makeUses(contentId: string, kind: 'offer' | 'news', count: number): Promise<void> {
  const client = await api.call('POST', '/v1/clients', { name: 'Northwind' });
  for (let index = 0; index < count; index += 1) {
    const at = new Date(noon.getTime() - index * 3_600_000);
    const body = { clientId: client.body.id, email: `${kind}${index}@northwind.example` };
    const contact = await api.call('POST', '/v1/contacts', body);
    const messageId = uuidv7();
    const letter = { id: messageId, clientId: client.body.id, contactId: contact.body.id, addressHash: `h${index}` };
    const times = { dueAt: at, queuedAt: at, notBefore: at, acceptedAt: at };
    await api.app.db.insert(messages).values({ ...letter, ...times, kind: 'answer', state: 'accepted', why: [] });
    const use = { addressHash: `h${index}`, contentId, kind, messageId, usedAt: at };
    await api.app.db.insert(contentUses).values(use);
  }
}

describe('an offer', () => {
  it('is added, changed where named, withdrawn, and that taken back', async () => {
    const made = await api.call('POST', '/v1/offers', offer);
    expect(made).toMatchObject({ status: 201, body: { ...offer, kind: 'service', uses: 0, withdrawnAt: null } });
    const path = `/v1/offers/${made.body.id}`;
    expect((await api.call('PATCH', path, { price: null })).body).toMatchObject({ price: null, title: offer.title });
    expect((await api.call('PATCH', path, { withdrawn: true })).body.withdrawnAt).toBe(noon.toISOString());
    expect((await api.call('GET', '/v1/offers?withdrawn=true')).body.data).toHaveLength(1);
    expect((await api.call('PATCH', path, { withdrawn: false })).body.withdrawnAt).toBe(null);
    expect((await api.call('GET', path)).body.withdrawnAt).toBe(null);
  });

  it.each([
    ['ends before it begins', { validUntil: '2026-10-31' }, '/validUntil'],
    ['has a currency that is none', { price: { amount: 1, currency: 'EUX' } }, '/price/currency'],
    ['has an amount with a fraction', { price: { amount: 1.5, currency: 'EUR' } }, '/price/amount'],
    ['has an amount below nothing', { price: { amount: -1, currency: 'EUR' } }, '/price/amount'],
    ['is for a reason nobody has', { reasons: ['price', 'boredom'] }, '/reasons/1'],
    ['names a reason twice', { reasons: ['price', 'price'] }, '/reasons'],
    ['has a day that does not exist', { validFrom: '2026-02-30' }, '/validFrom'],
    ['has a title of two lines', { title: 'A\nB' }, '/title'],
    ['has a title of nothing', { title: '  ' }, '/title'],
    ['holds a NUL', { terms: 'a\u0000b' }, '/terms'],
    ['holds half a character', { terms: 'a\ud800b' }, '/terms'],
  ])('is refused when it %s', async (_what, wrong, pointer) => {
    const answer = await api.call('POST', '/v1/offers', { ...offer, ...wrong });
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([pointer]);
  });

  it('cannot be changed so that it ends before it begins', async () => {
    const { id } = (await api.call('POST', '/v1/offers', offer)).body;
    const early = await api.call('PATCH', `/v1/offers/${id}`, { validUntil: '2026-10-01' });
    const late = await api.call('PATCH', `/v1/offers/${id}`, { validFrom: '2027-10-01' });
    expect([early.body.errors[0].pointer, late.body.errors[0].pointer]).toEqual(['/validUntil', '/validFrom']);
  });

  it('is found by the day it is valid on, and by the reason it fits', async () => {
    const any = await api.call('POST', '/v1/offers', {
      ...offer,
      title: 'For all',
      reasons: [],
      validUntil: '2026-11-30',
    });
    const titles = async (query: string) =>
      (await api.call('GET', `/v1/offers?${query}`)).body.data.map(({ title }: { title: string }) => title);
    expect(await titles('reason=results')).toEqual(['For all']);
    expect(await titles('validOn=2026-12-01')).not.toContain('For all');
    expect(await titles('validOn=2026-11-30&limit=1')).toEqual(['For all']);
    expect(any.body.reasons).toEqual([]);
  });

  it('knows who had it, the latest first, page by page', async () => {
    const { id } = (await api.call('POST', '/v1/offers', offer)).body;
    await makeUses(id, 'offer', 3);
    expect((await api.call('GET', `/v1/offers/${id}`)).body.uses).toBe(3);
    const first = await api.call('GET', `/v1/offers/${id}/uses?limit=2`);
    const second = await api.call('GET', `/v1/offers/${id}/uses?limit=2&cursor=${first.body.nextCursor}`);
    const times = [...first.body.data, ...second.body.data].map(({ usedAt }: { usedAt: string }) => usedAt);
    expect(times).toEqual(['2026-11-21T12:00:00.000Z', '2026-11-21T11:00:00.000Z', '2026-11-21T10:00:00.000Z']);
    expect(second.body.nextCursor).toBe(null);
    expect((await api.call('GET', `/v1/offers/${uuidv7()}/uses`)).status).toBe(404);
  });
});

describe('a news item', () => {
  it('is added, changed and withdrawn', async () => {
    const made = await api.call('POST', '/v1/news', news);
    expect(made).toMatchObject({ status: 201, body: { ...news, url: null, reasons: [], useful: false, uses: 0 } });
    const path = `/v1/news/${made.body.id}`;
    const url = 'https://agency.example/reports?from=letter';
    expect((await api.call('PATCH', path, { url, useful: true })).body).toMatchObject({ url, useful: true });
    expect((await api.call('GET', '/v1/news?useful=1&reason=price')).body.data).toHaveLength(1);
    expect((await api.call('PATCH', path, { withdrawn: true })).body.withdrawnAt).toBe(noon.toISOString());
    expect((await api.call('GET', '/v1/news?withdrawn=0')).body.data).toHaveLength(0);
    await makeUses(made.body.id, 'news', 1);
    expect((await api.call('GET', `${path}/uses`)).body.data).toHaveLength(1);
  });

  it.each([
    ['has a body beyond 4,000 characters', { body: 'x'.repeat(4001) }, '/body'],
    ['links without https', { url: 'http://agency.example' }, '/url'],
    ['links to a script', { url: 'javascript:alert(1)' }, '/url'],
    ['links into nowhere', { url: 'https://' }, '/url'],
  ])('is refused when it %s', async (_what, wrong, pointer) => {
    const answer = await api.call('POST', '/v1/news', { ...news, ...wrong });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
  });
});
