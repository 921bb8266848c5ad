import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditLog, sessions, users } from '../../src/db/schema.ts';
import { hashNewPassword } from '../../src/flows/house/password.ts';
import { type Answer, makeApi, noon, type TestApi } from '../support/api.ts';

let api: TestApi;
let userId: string;
const email = 'mara@agency.example';
const password = 'seven paper lanterns';
const browser = { 'sec-fetch-site': 'same-origin', 'user-agent': 'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0' };

beforeAll(async () => {
  api = await makeApi();
  ({ userId } = await api.signIn('sales', { email, name: 'Mara', passwordHash: await hashNewPassword(password, []) }));
  await api.app.db.delete(sessions);
});
afterAll(() => api.close());

function cookieOf(answer: Answer): string {
  return String(answer.headers['set-cookie']).split(';')[0] ?? '';
}

async function enter(headers: Record<string, string> = {}, given = { email, password }): Promise<Answer> {
  return api.call('POST', '/v1/session', given, { key: null, headers: { ...browser, ...headers } });
}

function asPerson(cookie: string, headers: Record<string, string> = {}) {
  return { key: null, headers: { ...browser, cookie, ...headers } };
}

async function deedsOf({ app }: TestApi): Promise<string[]> {
  return (await app.db.select().from(auditLog)).map(({ action }) => action);
}

describe('a session', () => {
  it('begins with address and password, and says who is there', async () => {
    const answer = await enter();
    expect(answer).toMatchObject({
      status: 200,
      body: { user: { email, role: 'sales' }, demo: null, now: noon.toISOString() },
    });
    expect(answer.text).not.toMatch(/password|argon/i);
    expect(answer.body.scopes).toEqual(expect.arrayContaining(['threads:write', 'clients:read', 'sending:write']));
    expect(answer.body.scopes).not.toEqual(expect.arrayContaining(['users:write']));
    const again = await api.call('GET', '/v1/session', undefined, asPerson(cookieOf(answer)));
    expect(again.body).toEqual(answer.body);
    expect(again.headers['cache-control']).toBe('no-store');
  });

  it('is a cookie that scripts, other sites and the database do not get', async () => {
    const answer = await enter();
    expect(answer.headers['set-cookie']).toMatch(
      /^ajar_session=[A-Za-z0-9_-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    const token = cookieOf(answer).split('=')[1] ?? '';
    const { rows } = await api.app.pool.query('select * from sessions');
    expect(JSON.stringify(rows)).not.toContain(token);
    const behindHttps = await makeApi({ env: { PUBLIC_URL: 'https://ajar.example' } });
    const { headers } = await behindHttps.signIn('admin', { email, passwordHash: await hashNewPassword(password, []) });
    const safe = await behindHttps.call(
      'POST',
      '/v1/session',
      { email, password },
      { key: null, headers: { ...browser, host: 'ajar.example' } },
    );
    expect(safe.headers['set-cookie']).toMatch(
      /^__Host-ajar_session=.{43}; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    // The plain name could have been set by a page that is not behind https.
    expect((await behindHttps.call('GET', '/v1/session', undefined, { key: null, headers })).status).toBe(401);
    await behindHttps.close();
  });

  it('has a new token at every sign-in, and the one before ends', async () => {
    const first = cookieOf(await enter());
    const second = cookieOf(await enter({ cookie: first }));
    expect(second).not.toBe(first);
    expect((await api.call('GET', '/v1/session', undefined, asPerson(first))).status).toBe(401);
    expect((await api.call('GET', '/v1/session', undefined, asPerson(second))).status).toBe(200);
  });

  it('ends with signing out, here or everywhere else', async () => {
    const [here, there] = [cookieOf(await enter()), cookieOf(await enter())];
    const list = await api.call('GET', '/v1/sessions', undefined, asPerson(here));
    expect(list.body.data.filter(({ current }: { current: boolean }) => current)).toMatchObject([
      { device: 'Firefox on Windows' },
    ]);
    const ended = await api.call('DELETE', '/v1/sessions', undefined, asPerson(here));
    expect(ended.body.ended).toBe(list.body.data.length - 1);
    expect((await api.call('GET', '/v1/session', undefined, asPerson(there))).status).toBe(401);
    const out = await api.call('DELETE', '/v1/session', undefined, asPerson(here));
    expect(out.headers['set-cookie']).toMatch(/^ajar_session=; .*Expires=Thu, 01 Jan 1970/);
    expect((await api.call('GET', '/v1/session', undefined, asPerson(here))).status).toBe(401);
  });

  it('ends by the real clock, after 30 days, a week without use, or when somebody is disabled', async () => {
    const cookie = cookieOf(await enter());
    const status = async () => (await api.call('GET', '/v1/session', undefined, asPerson(cookie))).status;
    api.setNow(new Date('2029-01-01T12:00:00Z'));
    expect(await status()).toBe(200);
    api.setNow(noon);
    await api.app.db.update(sessions).set({ lastSeenAt: sql`now() - interval '8 days'` });
    expect(await status()).toBe(401);
    await api.app.db.update(sessions).set({ lastSeenAt: sql`now()`, expiresAt: sql`now() - interval '1 second'` });
    expect(await status()).toBe(401);
    const other = await enter();
    const disabled = await api.call('PATCH', `/v1/users/${userId}`, { disabled: true });
    expect(disabled.status).toBe(200);
    expect((await api.call('GET', '/v1/session', undefined, asPerson(cookieOf(other)))).status).toBe(401);
    expect((await enter()).status).toBe(401);
    await api.call('PATCH', `/v1/users/${userId}`, { disabled: false });
  });

  it('follows the role at once', async () => {
    const cookie = cookieOf(await enter());
    const settings = () => api.call('PATCH', '/v1/settings', {}, asPerson(cookie));
    expect((await settings()).status).toBe(403);
    await api.app.db.update(users).set({ role: 'admin' }).where(eq(users.id, userId));
    expect((await settings()).status).toBe(200);
    await api.app.db.update(users).set({ role: 'sales' }).where(eq(users.id, userId));
    expect(await deedsOf(api)).toContain('sign-in');
  });
});

describe('what changes something', () => {
  it('is taken from our own pages alone', async () => {
    const cookie = cookieOf(await enter());
    const pause = (headers: Record<string, string>) =>
      api.call('POST', '/v1/sending', { paused: false }, { key: null, headers: { cookie, ...headers } });
    const answers = [
      await pause({ 'sec-fetch-site': 'same-origin' }),
      await pause({ 'sec-fetch-site': 'same-site' }),
      await pause({ 'sec-fetch-site': 'cross-site' }),
      await pause({ 'sec-fetch-site': 'none' }),
      await pause({}),
      await pause({ origin: 'http://localhost' }),
      await pause({ origin: 'http://localhost.evil.example' }),
      await pause({ origin: 'null' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 403, 403, 403, 403, 200, 403, 403]);
    expect(answers[1]?.body.code).toBe('wrong_origin');
    expect((await enter({ 'sec-fetch-site': 'cross-site' })).body.code).toBe('wrong_origin');
    const form = { 'content-type': 'text/plain', ...browser, cookie };
    expect((await api.call('POST', '/v1/sending', '{"paused":true}', { key: null, headers: form })).status).toBe(415);
    // A key is no cookie: nobody's browser sends it along.
    expect((await api.call('POST', '/v1/sending', { paused: false }, { headers: { cookie } })).status).toBe(200);
  });

  it('is taken under our own name alone, and so is what is read', async () => {
    const cookie = cookieOf(await enter());
    const at = (host: string) => api.call('GET', '/v1/session', undefined, asPerson(cookie, { host }));
    const hosts = ['localhost:3000', '127.0.0.1:4567', '[::1]:3000', 'evil.example:3000', 'localhost.evil.example'];
    const answers = await Promise.all(hosts.map(at));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 421, 421]);
    expect((await enter({ host: 'evil.example' })).body.code).toBe('wrong_host');
    const key = await api.call('GET', '/v1/clients', undefined, { headers: { host: 'app:3000' } });
    expect(key.status).toBe(200);
  });
});

describe('signing in', () => {
  it('gives the same answer, in about the same time, to whoever is not there', async () => {
    const timed = async (given: { email: string; password: string }) => {
      const from = performance.now();
      const { status, body } = await enter({}, given);
      return { answer: { ...body, instance: null, status }, ms: performance.now() - from };
    };
    // The quickest of several each: what else the machine does only adds to a time.
    const quickest = { wrong: Infinity, nobody: Infinity };
    for (let round = 0; round < 3; round += 1) {
      const wrong = await timed({ email, password: 'not the right one' });
      const nobody = await timed({ email: 'nobody@agency.example', password });
      expect(wrong.answer).toMatchObject({ status: 401, code: 'wrong_credentials' });
      expect(nobody.answer).toEqual(wrong.answer);
      quickest.wrong = Math.min(quickest.wrong, wrong.ms);
      quickest.nobody = Math.min(quickest.nobody, nobody.ms);
    }
    expect(quickest.nobody).toBeGreaterThan(quickest.wrong / 4);
  });

  it('is tried a few times an address, then not at all for a while, and that is written down', async () => {
    const slow = await makeApi();
    const enter = () => slow.call('POST', '/v1/session', { email, password: 'wrong' }, { key: null, headers: browser });
    const answers: number[] = [];
    for (let count = 0; count < 12; count += 1) answers.push((await enter()).status);
    expect(answers).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
    expect((await deedsOf(slow)).filter((action) => action === 'throttle-sign-in')).toHaveLength(1);
    expect(JSON.stringify(slow.logged)).not.toContain('wrong"');
    await slow.close();
  });
});

describe('one’s own profile', () => {
  it('is changed by oneself, with preferences one by one', async () => {
    const cookie = cookieOf(await enter());
    const patch = (body: object) => api.call('PATCH', '/v1/session', body, asPerson(cookie));
    await patch({ preferences: { singleKeys: false } });
    const { body } = await patch({
      timezone: 'Europe/Berlin',
      preferences: { colorScheme: 'dark' },
      title: 'Director',
    });
    expect(body.user).toMatchObject({
      timezone: 'Europe/Berlin',
      title: 'Director',
      preferences: { singleKeys: false, colorScheme: 'dark' },
    });
    expect((await patch({ coverId: userId })).body.errors[0].pointer).toBe('/coverId');
    expect((await patch({ role: 'admin' })).status).toBe(422);
  });

  it('has a password that is changed by whoever knows it; the other sessions end', async () => {
    const [here, there] = [cookieOf(await enter()), cookieOf(await enter())];
    const change = (current: string, fresh: string) =>
      api.call('POST', '/v1/session/password', { current, new: fresh }, asPerson(here));
    expect((await change('wrong', 'four red umbrellas')).body.errors[0].pointer).toBe('/current');
    expect((await change(password, 'Mara2026!!')).body.errors[0].pointer).toBe('/new');
    expect((await change(password, 'four red umbrellas')).status).toBe(204);
    expect((await api.call('GET', '/v1/session', undefined, asPerson(here))).status).toBe(200);
    expect((await api.call('GET', '/v1/session', undefined, asPerson(there))).status).toBe(401);
    expect((await enter()).status).toBe(401);
    expect((await enter({}, { email, password: 'four red umbrellas' })).status).toBe(200);
  });
});
