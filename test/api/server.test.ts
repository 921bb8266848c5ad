import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeApi, type TestApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await makeApi();
});
afterAll(() => api.close());

const problem = (status: number, code: string) => ({ status, body: expect.objectContaining({ status, code }) });

describe('a refusal', () => {
  it('is a problem in the words of RFC 9457, with the id of the request', async () => {
    const answer = await api.call('GET', '/v1/keys/', undefined, { headers: { 'x-request-id': 'abc-1' } });
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.headers['x-request-id']).toBe('abc-1');
    expect(answer.body).toEqual({
      type: 'urn:ajar:problem:not_found',
      title: 'There is nothing here.',
      status: 404,
      detail: 'There is nothing here.',
      code: 'not_found',
      instance: 'abc-1',
    });
    expect(answer.headers['content-security-policy']).toContain("default-src 'self'");
  });

  it('makes its own id when the given one is not sane', async () => {
    const answer = await api.call('GET', '/nope', undefined, { headers: { 'x-request-id': 'a b\u00e9' } });
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('names the methods that a path does know', async () => {
    const answer = await api.call('PUT', '/v1/keys', {});
    expect(answer).toMatchObject(problem(405, 'method_not_allowed'));
    expect(answer.headers.allow).toBe('GET, HEAD, POST');
  });

  it.each([
    ['malformed JSON', 400, 'malformed_json', '{"name": "x"'],
    ['bytes that are no UTF-8', 400, 'malformed_json', Buffer.from([0x22, 0xff, 0x22])],
    ['JSON that is too deep', 400, 'malformed_json', `${'['.repeat(33)}${']'.repeat(33)}`],
    ['a prototype', 400, 'malformed_json', '{"__proto__": {"admin": true}}'],
    ['a constructor', 400, 'malformed_json', '{"constructor": {"prototype": {}}}'],
    ['a body of 1 MB and a bit', 413, 'payload_too_large', JSON.stringify({ name: 'x'.repeat(1_000_100) })],
    ['no body', 422, 'invalid_request', ''],
  ])('meets %s', async (_what, status, code, payload) => {
    const answer = await api.server.inject({
      method: 'POST',
      url: '/v1/keys',
      headers: { authorization: `Bearer ${api.key}`, 'content-type': 'application/json' },
      payload,
    });
    expect({ status: answer.statusCode, body: answer.json() }).toMatchObject(problem(status, code));
  });

  it('meets a content type that nobody reads', async () => {
    const answer = await api.call('POST', '/v1/keys', 'a=b', { headers: { 'content-type': 'text/plain' } });
    expect(answer).toMatchObject(problem(415, 'unsupported_media_type'));
  });

  it('points at every field that is wrong, unknown ones and members of lists included', async () => {
    const answer = await api.call('POST', '/v1/keys', { scopes: ['admin', 'pets:read'], 'a/b~c': 1 });
    expect(answer).toMatchObject(problem(422, 'invalid_request'));
    expect(answer.body.errors).toEqual([
      { pointer: '/name', message: 'This field is required.' },
      { pointer: '/scopes/1', message: 'admin, or a noun with :read or :write, such as clients:read.' },
      { pointer: '/a~1b~0c', message: 'This field is not known.' },
    ]);
  });

  it('points into the query, and into nothing for an id that is no UUID', async () => {
    const answer = await api.call('GET', '/v1/keys?limit=0&sort=name&cursor=x');
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/query/limit',
      '/query/sort',
    ]);
    expect((await api.call('GET', '/v1/keys?cursor=x')).body.errors[0].pointer).toBe('/query/cursor');
    expect(await api.call('DELETE', '/v1/keys/12')).toMatchObject(problem(404, 'not_found'));
  });

  it('answers what is not even HTTP', async () => {
    const address = await api.server.listen({ port: 0, host: '127.0.0.1' });
    const text = await speak(Number(new URL(address).port), 'GET / HTTP/1.1\r\nbad header\r\n\r\n');
    expect(text).toMatch(/^HTTP\/1.1 400 /);
    expect(text).toContain('application/problem+json');
    expect(text).toContain('"code":"bad_request"');
    const long = await speak(Number(new URL(address).port), `GET / HTTP/1.1\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`);
    expect(long).toMatch(/^HTTP\/1.1 431 /);
    expect(await (await fetch(`${address}/%zz`)).json()).toMatchObject({ status: 400, code: 'bad_request' });
    expect(await (await fetch(`${address}/v1/keys/${'z'.repeat(300)}`, { method: 'DELETE' })).json()).toMatchObject({
      status: 414,
    });
  });
});

describe('a failure on our side', () => {
  it('says nothing of what it was, and its log holds no values', async () => {
    const broken = await makeApi();
    await broken.app.pool.query('ALTER TABLE api_keys RENAME COLUMN name TO called');
    const answer = await broken.call('GET', '/v1/keys');
    await broken.close();
    expect(answer).toMatchObject(problem(500, 'internal'));
    expect(answer.text).not.toMatch(/api_keys|select|column/i);
    const [entry] = broken.logged.filter(({ level }) => level === 'error');
    expect(entry?.fields).toMatchObject({ status: 500, error: { db: { code: '42703' } } });
    expect(JSON.stringify(entry)).not.toMatch(/select|secret_hash/i);
  });

  it('is a 503 when the database cannot be reached', async () => {
    const broken = await makeApi();
    await broken.app.pool.end();
    const { Pool } = await import('pg');
    const { openDb } = await import('../../src/db/db.ts');
    broken.app.db = openDb(new Pool({ connectionString: 'postgres://nobody@127.0.0.1:1/nothing' }));
    const answer = await broken.call('GET', '/v1/keys');
    expect(answer).toMatchObject(problem(503, 'unavailable'));
    expect(answer.headers['retry-after']).toBe('5');
    expect((await broken.call('GET', '/readyz')).status).toBe(503);
    expect((await broken.call('GET', '/healthz')).status).toBe(200);
    await broken.server.close();
  });
});

describe('the log', () => {
  it('holds patterns of routes, never addresses, queries, bodies or keys', async () => {
    api.logged.length = 0;
    await api.call('DELETE', '/v1/keys/0193c0de-0000-7000-8000-00000000abcd?who=jo@northwind.example');
    await api.call('GET', '/nothing/jo@northwind.example');
    const text = JSON.stringify(api.logged);
    expect(text).toContain('/v1/keys/:id');
    expect(text).not.toMatch(/northwind|abcd|ajar_/);
  });
});

describe('what anybody may see', () => {
  it('has a front page, a reference that works offline, and its document', async () => {
    const home = await api.call('GET', '/', undefined, { key: null });
    expect(home.status).toBe(200);
    expect(home.headers['content-type']).toContain('text/html');
    expect(home.text).toMatch(/<title>Ajar<\/title>/);
    const docs = await api.call('GET', '/docs', undefined, { key: null });
    expect(docs.status).toBe(200);
    expect(docs.text).not.toMatch(/https?:\/\/|<script>|<style>/);
    for (const [, path] of docs.text.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect((await api.call('GET', String(path), undefined, { key: null })).status).toBe(200);
    }
    const document = await api.call('GET', '/openapi.json', undefined, { key: null });
    expect(document.body).toMatchObject({
      openapi: '3.1.0',
      paths: { '/v1/keys': { get: { operationId: 'listKeys' } } },
    });
  });

  it('knows whether it is ready, and how old the last tick is', async () => {
    const answer = await api.call('GET', '/readyz', undefined, { key: null });
    expect(answer.body).toEqual({
      ready: true,
      database: 'reachable',
      migrations: 'current',
      lastTickAt: null,
      lastTickAgeSeconds: null,
    });
  });

  it('shows metrics to this machine and to admins, not to the world or through a proxy', async () => {
    const world = { remoteAddress: '203.0.113.5', url: '/metrics' };
    expect((await api.server.inject(world)).statusCode).toBe(401);
    expect(
      (await api.server.inject({ url: '/metrics', headers: { 'x-forwarded-for': '203.0.113.5' } })).statusCode,
    ).toBe(401);
    const authorization = `Bearer ${await api.makeKey('clients:read')}`;
    expect((await api.server.inject({ ...world, headers: { authorization } })).statusCode).toBe(403);
    const own = await api.server.inject({ url: '/metrics' });
    expect(own.payload).toMatch(/ajar_messages\{state="queued"\} 0/);
    expect(own.payload).toMatch(/ajar_http_request_duration_seconds_count\{.*route="\/docs/);
    expect(own.payload).toContain('process_cpu_seconds_total');
  });
});

function speak(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let heard = '';
    socket.on('data', (chunk) => (heard += chunk.toString()));
    socket.on('close', () => resolve(heard));
    socket.on('error', reject);
  });
}
