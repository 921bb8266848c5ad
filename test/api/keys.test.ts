import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeApi, noon, type TestApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await makeApi();
});
afterAll(() => api.close());

const keysWith = (authorization?: string) =>
  api.server.inject({ url: '/v1/keys', headers: authorization === undefined ? {} : { authorization } });

describe('a request', () => {
  it.each([
    ['no key', undefined],
    ['another scheme', 'Basic YTpi'],
    ['something that is no key', 'Bearer abc'],
    ['a key nobody made', `Bearer ajar_${'0'.repeat(32)}_${'A'.repeat(43)}`],
  ])('with %s gets 401 and is told how', async (_what, authorization) => {
    const answer = await keysWith(authorization);
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="ajar"');
    expect(answer.json()).toMatchObject({ code: 'unauthorized' });
  });

  it('with the id of a key and another secret gets 401', async () => {
    expect((await keysWith(`Bearer ${api.key.slice(0, -4)}AAAA`)).statusCode).toBe(401);
  });

  it('beyond the scopes of its key gets 403, and the name of the scope', async () => {
    const key = await api.makeKey('clients:read');
    const answer = await api.call('GET', '/v1/keys', undefined, { key });
    expect(answer).toMatchObject({
      status: 403,
      body: { code: 'forbidden', detail: 'This needs the scope keys:read.' },
    });
  });

  it('may read what its key may write', async () => {
    const key = await api.makeKey('keys:write');
    expect((await api.call('GET', '/v1/keys', undefined, { key })).status).toBe(200);
    const reader = await api.makeKey('keys:read');
    expect((await api.call('POST', '/v1/keys', { name: 'x', scopes: ['keys:read'] }, { key: reader })).status).toBe(
      403,
    );
  });
});

describe('a key', () => {
  it('is shown once and stored as a hash', async () => {
    const made = await api.call('POST', '/v1/keys', { name: 'CRM', scopes: ['departures:write'] });
    expect(made.status).toBe(201);
    const { key, id } = made.body;
    expect(key).toMatch(/^ajar_[0-9a-f]{32}_[A-Za-z0-9_-]{43}$/);
    expect((await api.call('GET', '/v1/keys')).text).not.toContain(key.slice(-43));
    const { rows } = await api.app.pool.query('SELECT * FROM api_keys WHERE id = $1', [id]);
    expect(JSON.stringify(rows)).not.toContain(key.slice(-43));
  });

  it('mints only scopes of its own, for no longer than it lives', async () => {
    const end = '2026-12-01T00:00:00.000Z';
    const parent = await api.call('POST', '/v1/keys', {
      name: 'Parent',
      scopes: ['keys:write', 'clients:write'],
      expiresAt: end,
    });
    const { key } = parent.body;
    const mint = (body: object) => api.call('POST', '/v1/keys', { name: 'Child', ...body }, { key });
    expect((await mint({ scopes: ['admin'] })).status).toBe(403);
    expect((await mint({ scopes: ['clients:read', 'offers:read'] })).status).toBe(403);
    expect((await mint({ scopes: ['clients:read'], expiresAt: '2027-01-01T00:00:00Z' })).body.errors[0].pointer).toBe(
      '/expiresAt',
    );
    expect(await mint({ scopes: ['clients:read'] })).toMatchObject({ status: 201, body: { expiresAt: end } });
  });

  it('ends when it expires, and when it is revoked', async () => {
    const made = await api.call('POST', '/v1/keys', {
      name: 'x',
      scopes: ['keys:read'],
      expiresAt: '2026-11-21T13:00:00Z',
    });
    const { key } = made.body;
    expect((await keysWith(`Bearer ${key}`)).statusCode).toBe(200);
    api.setNow(new Date('2026-11-21T13:00:00Z'));
    expect((await keysWith(`Bearer ${key}`)).json()).toMatchObject({ status: 401, detail: 'This key has expired.' });
    api.setNow(noon);
    expect((await api.call('DELETE', `/v1/keys/${made.body.id}`)).status).toBe(204);
    expect((await api.call('DELETE', `/v1/keys/${made.body.id}`)).status).toBe(204);
    expect((await keysWith(`Bearer ${key}`)).json()).toMatchObject({ status: 401, detail: 'This key was revoked.' });
  });

  it('cannot revoke one that may do more', async () => {
    const key = await api.makeKey('keys:write');
    const [admin] = (await api.call('GET', '/v1/keys?limit=200')).body.data.filter(({ scopes }: { scopes: string[] }) =>
      scopes.includes('admin'),
    );
    expect((await api.call('DELETE', `/v1/keys/${admin.id}`, undefined, { key })).status).toBe(403);
  });

  it('remembers when it was last used, to the minute', async () => {
    const made = await api.call('POST', '/v1/keys', { name: 'x', scopes: ['keys:read'] });
    const lastUse = async () => {
      await keysWith(`Bearer ${made.body.key}`);
      const all = (await api.call('GET', '/v1/keys?limit=200')).body.data;
      return all.find(({ id }: { id: string }) => id === made.body.id).lastUsedAt;
    };
    expect(await lastUse()).toBe(noon.toISOString());
    api.setNow(new Date(noon.getTime() + 30_000));
    expect(await lastUse()).toBe(noon.toISOString());
    api.setNow(new Date(noon.getTime() + 61_000));
    expect(await lastUse()).toBe(new Date(noon.getTime() + 61_000).toISOString());
    api.setNow(noon);
  });
});
