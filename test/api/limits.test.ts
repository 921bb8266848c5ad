import rateLimit from '@fastify/rate-limit';
import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusalOf, sendProblem } from '../../src/api/http/problem.ts';
import { limitRequests } from '../../src/api/http/rate-limit.ts';
import { makeApi, type TestApi } from '../support/api.ts';
import { untilBlocked } from '../support/postgres.ts';

describe('too many requests', () => {
  const open = async () => {
    const server = Fastify();
    server.setErrorHandler((error, _request, reply) => sendProblem(reply, refusalOf(error)));
    server.register(rateLimit, { global: false });
    limitRequests(server, { perCredential: 3, perAddress: 8 });
    server.get('/limited', async () => 'ok');
    server.get('/u/:token', { config: { limited: false } }, async () => 'ok');
    await server.ready();
    return server;
  };

  it('are counted by credential, and by address, so that made-up credentials gain nothing', async () => {
    const server = await open();
    const ask = async (authorization: string, remoteAddress = '203.0.113.1') =>
      (await server.inject({ url: '/limited', headers: { authorization }, remoteAddress })).statusCode;
    const first = [await ask('a'), await ask('a'), await ask('a'), await ask('a')];
    expect(first).toEqual([200, 200, 200, 429]);
    const others = [await ask('b'), await ask('c'), await ask('d'), await ask('e'), await ask('f')];
    expect(others).toEqual([200, 200, 200, 200, 429]);
    expect(await ask('g', '203.0.113.2')).toBe(200);
    await server.close();
  });

  it('are told when to come again, and never keep anybody from unsubscribing', async () => {
    const server = await open();
    for (let count = 0; count < 20; count += 1) expect((await server.inject('/u/abc')).statusCode).toBe(200);
    for (let count = 0; count < 3; count += 1) await server.inject('/limited');
    const answer = await server.inject('/limited');
    expect(answer.json()).toMatchObject({ status: 429, code: 'too_many_requests' });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    await server.close();
  });
});

describe('a server that closes', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await makeApi();
  });
  afterAll(() => api.close());

  it('finishes what runs, and takes nothing new', async () => {
    const address = await api.server.listen({ port: 0, host: '127.0.0.1' });
    const client = await api.app.pool.connect();
    await client.query('BEGIN; SELECT 1 FROM installation FOR SHARE');
    const headers = { authorization: `Bearer ${api.key}`, 'content-type': 'application/json' };
    const pausing = fetch(`${address}/v1/sending`, { method: 'POST', headers, body: '{"paused":true}' });
    await untilBlocked(api.app.pool);
    const closing = api.server.close();
    const look = () => fetch(`${address}/healthz`).then(({ status }) => String(status), String);
    await expect.poll(look).toContain('fetch failed');
    await client.query('COMMIT');
    client.release();
    expect(await (await pausing).json()).toMatchObject({ paused: true });
    await closing;
  });
});
