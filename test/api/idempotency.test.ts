import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { forgetAnswers } from '../../src/flows/house/answer-once.ts';
import { makeApi, noon, type TestApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await makeApi();
});
afterAll(() => api.close());
beforeEach(async () => {
  api.setNow(noon);
  await api.app.pool.query('DELETE FROM idempotency_keys');
});

const post = (key: string, body: object, url = '/v1/clients', as?: string) =>
  api.call('POST', url, body, { headers: { 'idempotency-key': key }, ...(as && { key: as }) });
const countClients = async () =>
  Number((await api.app.pool.query(`SELECT count(*) FROM clients WHERE name LIKE 'Once%'`)).rows[0].count);

describe('a POST with an Idempotency-Key', () => {
  it('is done once and answered the same again, with the key bare or in quotation marks', async () => {
    const before = await countClients();
    const first = await post('"order \\"7\\""', { name: 'Once' });
    const again = await post('"order \\"7\\""', { name: 'Once' });
    expect(first.status).toBe(201);
    expect(first.headers['idempotent-replayed']).toBeUndefined();
    expect([again.status, again.text]).toEqual([first.status, first.text]);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(again.headers['content-type']).toBe('application/json; charset=utf-8');
    const bare = await post('bare-8', { name: 'Once' });
    expect((await post('"bare-8"', { name: 'Once' })).text).toBe(bare.text);
    expect(await countClients()).toBe(before + 2);
  });

  it('is done once when many arrive at the same time; the others wait or get the answer', async () => {
    const before = await countClients();
    const answers = await Promise.all(Array.from({ length: 12 }, () => post('race', { name: 'Once raced' })));
    expect(await countClients()).toBe(before + 1);
    for (const answer of answers) {
      if (answer.status === 201) continue;
      expect(answer).toMatchObject({ status: 409, body: { code: 'idempotency_in_progress' } });
      expect(answer.headers['retry-after']).toBe('1');
    }
    expect(answers.filter(({ status, headers }) => status === 201 && !headers['idempotent-replayed'])).toHaveLength(1);
  });

  it('is refused with another body, also when that differs by a space', async () => {
    await post('same', { name: 'Once' });
    expect(await post('same', { name: 'Once ' })).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
  });

  it('has its key for itself: another address, query or credential is another request', async () => {
    const before = await countClients();
    await post('mine', { name: 'Once' });
    expect(
      (await post('mine', { name: 'Once' }, '/v1/clients?from=crm')).headers['idempotent-replayed'],
    ).toBeUndefined();
    const other = await api.makeKey('clients:write');
    expect((await post('mine', { name: 'Once' }, '/v1/clients', other)).status).toBe(201);
    expect(await countClients()).toBe(before + 3);
  });

  it('gets a refusal again that came after it had begun, and may mend what was not valid', async () => {
    await api.call('POST', '/v1/clients', { name: 'X', externalId: 'taken' });
    const refused = await post('refused', { name: 'Y', externalId: 'taken' });
    const again = await post('refused', { name: 'Y', externalId: 'taken' });
    expect(again).toMatchObject({ status: 409, body: refused.body });
    expect(again.headers['content-type']).toContain('application/problem+json');
    expect((await post('mended', { nam: 'Once' })).status).toBe(422);
    expect((await post('mended', { name: 'Once' })).status).toBe(201);
  });

  it('may be tried again after a failure on our side', async () => {
    await api.app.pool.query('ALTER TABLE audit_log RENAME COLUMN actor TO deedsman');
    expect((await post('failed', { name: 'Once failed' })).status).toBe(500);
    await api.app.pool.query('ALTER TABLE audit_log RENAME COLUMN deedsman TO actor');
    const again = await post('failed', { name: 'Once failed' });
    expect(again.status).toBe(201);
    expect(again.headers['idempotent-replayed']).toBeUndefined();
  });

  it('is answered even when the answer cannot be kept', async () => {
    await api.app.pool.query(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;
       CREATE TRIGGER refuse BEFORE UPDATE ON idempotency_keys FOR EACH ROW EXECUTE FUNCTION refuse()`,
    );
    const answer = await post('unkept', { name: 'Once' });
    await api.app.pool.query('DROP TRIGGER refuse ON idempotency_keys');
    expect(answer.status).toBe(201);
    expect(api.logged.map(({ message }) => message)).toContain('an answer could not be kept');
  });

  it('is taken over a minute after the process that ran it died, not before', async () => {
    await post('crashed', { name: 'Once' });
    await api.app.pool.query('UPDATE idempotency_keys SET status = NULL, body = NULL');
    api.setNow(new Date(noon.getTime() + 59_000));
    expect((await post('crashed', { name: 'Once' })).status).toBe(409);
    api.setNow(new Date(noon.getTime() + 61_000));
    expect((await post('crashed', { name: 'Other' })).status).toBe(422);
    expect((await post('crashed', { name: 'Once' })).status).toBe(201);
  });

  it('is forgotten after 24 hours, and cleared away daily', async () => {
    await post('old', { name: 'Once' });
    api.setNow(new Date(noon.getTime() + 24 * 3_600_000 + 1));
    expect((await post('old', { name: 'Once anew' })).status).toBe(201);
    expect(await forgetAnswers(api.app)).toBe(0);
    api.setNow(new Date(noon.getTime() + 48 * 3_600_000 + 2));
    expect(await forgetAnswers(api.app)).toBe(1);
  });

  it('leaves behind which contacts its answer names', async () => {
    const client = await api.call('POST', '/v1/clients', { name: 'Once' });
    const contact = await post('named', { clientId: client.body.id, email: 'jo@once.example' }, '/v1/contacts');
    const { rows } = await api.app.pool.query('SELECT contact_ids FROM idempotency_keys');
    expect(rows[0].contact_ids).toContain(contact.body.id);
  });

  it.each(['', 'x'.repeat(256), 'a b', '"open', 'g\u00fcnther'])('is refused with the key %j', async (key) => {
    const answer = await post(key, { name: 'Once' });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/headers/idempotency-key' }] } });
  });

  it('mints a key each time: what is shown once cannot be shown again', async () => {
    const body = { name: 'x', scopes: ['clients:read'] };
    const [one, two] = [await post('k', body, '/v1/keys'), await post('k', body, '/v1/keys')];
    expect(one.body.key).not.toBe(two.body.key);
    expect((await api.app.pool.query('SELECT 1 FROM idempotency_keys')).rows).toEqual([]);
  });
});
