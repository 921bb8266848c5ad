import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildServer } from '../../src/api/server.ts';
import type { App } from '../../src/app.ts';
import { createKey } from '../../src/flows/house/create-key.ts';
import { makeDemo } from '../../src/flows/demo/make-demo.ts';
import type { Scope } from '../../src/domain/scope.ts';
import { makeApi } from '../support/api.ts';
import { type EmptyHouse, makeEmptyHouse } from '../support/demo.ts';

const start = new Date('2026-11-23T09:00:00Z');

describe('the demo over HTTP', () => {
  let house: EmptyHouse;
  let app: App;
  let server: ReturnType<typeof buildServer>;
  const keys: Record<string, string> = {};

  beforeAll(async () => {
    house = await makeEmptyHouse(start);
    app = { ...house.app, followDemo: house.followClock };
    if (!(await makeDemo(house.app))) throw new Error('The demo was not made.');
    server = buildServer(app);
    const mint = async (scope: Scope) => (await createKey(app, 'cli', { name: 'Test', scopes: [scope] })).key;
    keys.admin = await mint('admin');
    keys.demo = await mint('demo:write');
    keys.clients = await mint('clients:write');
    await server.ready();
  }, 60_000);
  afterAll(async () => {
    await server.close();
    await house.close();
  });

  const call = async (method: string, url: string, body?: object, key = keys.demo) => {
    const answer = await server.inject({
      method: method as 'GET',
      url,
      headers: { authorization: `Bearer ${key}` },
      ...(body === undefined ? {} : { payload: body }),
    });
    return { status: answer.statusCode, body: answer.payload === '' ? null : JSON.parse(answer.payload) };
  };

  it('says how it stands', async () => {
    expect((await call('GET', '/v1/demo')).body).toEqual({
      now: start.toISOString(),
      today: '2026-11-23',
      daysAhead: 0,
      clients: 13,
      moving: false,
    });
  });

  it('is moved by those who may, and by steps that there are', async () => {
    expect((await call('POST', '/v1/demo/advance', { by: 'P1D' }, keys.clients)).status).toBe(403);
    expect((await call('DELETE', '/v1/demo')).status).toBe(403);
    expect((await call('POST', '/v1/demo/advance', { by: 'P2Y' })).status).toBe(422);
  });

  it('lets a week go by once, however often it is asked at a time, and tells what happened with what to open', async () => {
    const both = await Promise.all([
      call('POST', '/v1/demo/advance', { by: 'P1W' }),
      call('POST', '/v1/demo/advance', { by: 'P1W' }),
    ]);
    const [walked, refused] = both.toSorted((a, b) => a.status - b.status);
    expect([walked?.status, refused?.status, refused?.body.code]).toEqual([200, 409, 'demo_moving']);
    const walk = walked!.body;
    expect(walk).toMatchObject({ today: '2026-11-30', daysAhead: 7 });
    expect(walk.lettersLeft).toBeGreaterThan(2);
    expect(walk.answers).toEqual(expect.arrayContaining(['Jo', 'Ana', 'Sanne']));
    const jo = walk.parts.find((part: { text: string }) => part.text === 'Jo answered');
    const [thread] = await house.rows<{ subject: string; state: string }>(
      'select subject, state from threads where id = $1',
      jo.to.id,
    );
    expect([jo.to.kind, thread?.state]).toEqual(['thread', 'open']);
    expect(walk.parts[0]).toMatchObject({ to: { kind: 'mailbox' } });
    expect((await call('GET', '/v1/demo')).body).toMatchObject({ today: '2026-11-30', daysAhead: 7, moving: false });
    const today = (await call('GET', '/v1/today', undefined, keys.admin)).body;
    expect(today.replies.data.map((one: { contact: { name: string } }) => one.contact.name)).toContain('Jo Brandt');
  });

  it('is removed for good, and whoever is left outside gets the way in', async () => {
    const removed = await call('DELETE', '/v1/demo', undefined, keys.admin);
    expect([removed.status, removed.body.clients]).toEqual([200, 13]);
    expect(removed.body.claimUrl).toMatch(/\/claim\/\S{20,}$/);
    const gone = await call('GET', '/v1/demo');
    expect([gone.status, gone.body.code]).toEqual([404, 'not_found']);
    expect((await call('POST', '/v1/demo/advance', { by: 'P1D' })).status).toBe(404);
  });
});

describe('without a demo', () => {
  it('says that there is none', async () => {
    const api = await makeApi();
    const answer = await api.call('GET', '/v1/demo');
    expect([answer.status, answer.body.detail]).toEqual([404, expect.stringContaining('There is no demo')]);
    await api.close();
  });
});
