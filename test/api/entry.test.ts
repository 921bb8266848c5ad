import { eq } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditLog, clients, houseMails, oneTimeLinks, threads, users } from '../../src/db/schema.ts';
import { findPolicy } from '../../src/db/house/settings.ts';
import { findDemoToken } from '../../src/flows/demo/sign-in-to-demo.ts';
import { makeHouse } from '../../src/flows/demo/make-house.ts';
import { changeSettings } from '../../src/flows/house/change-settings.ts';
import { claimHouse, makeClaimToken } from '../../src/flows/house/claim-house.ts';
import { queueHouseMail } from '../../src/flows/house/queue-house-mail.ts';
import { sendHouseMails } from '../../src/flows/house/send-house-mails.ts';
import { openCapture } from '../../src/mail/out/capture.ts';
import type { Transport } from '../../src/mail/out/transport.ts';
import { type Answer, makeApi, noon, type TestApi } from '../support/api.ts';
import { makePeople } from '../support/people.ts';

/** Ways in: each a link that works once, and nothing before it is posted. */

let api: TestApi;
const browser = { 'sec-fetch-site': 'same-origin' };
const password = 'seven paper lanterns';

beforeAll(async () => {
  api = await makeApi();
});
afterAll(() => api.close());

const visit = (path: string, body: object, headers: Record<string, string> = {}): Promise<Answer> =>
  api.call('POST', `/v1/session${path}`, body, { key: null, headers: { ...browser, ...headers } });
const deeds = async () => (await api.app.db.select().from(auditLog)).map(({ action }) => action);
const tokenIn = (text: string) => /\/(?:invitation|reset|confirm)\/([A-Za-z0-9_-]{43})/.exec(text)?.[1] ?? '';

async function latestMail(kind: 'invitation' | 'password_reset' | 'address_check') {
  const mails = await api.app.db.select().from(houseMails).where(eq(houseMails.kind, kind));
  return mails.toSorted((a, b) => (a.id < b.id ? -1 : 1)).at(-1);
}

describe('the first admin', () => {
  it('claims the installation once, with the link that was printed, and is signed in', async () => {
    const token = (await makeClaimToken(api.app)) ?? '';
    const claim = { token, name: 'Olga', email: 'Olga@Studio.example', password };
    const weak = await visit('/claim', { ...claim, password: 'olga olga olga' });
    expect(weak).toMatchObject({ status: 422, body: { errors: [{ pointer: '/password' }] } });
    expect((await visit('/link', { token })).body).toMatchObject({ kind: 'claim', name: null });
    const two = await Promise.all([
      visit('/claim', claim),
      visit('/claim', { ...claim, email: 'second@studio.example' }),
    ]);
    expect(two.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 410]);
    const won = two.find(({ status }) => status === 200);
    expect(won?.body).toMatchObject({ user: { role: 'admin', emailVerified: false } });
    expect(won?.headers['set-cookie']).toMatch(/^ajar_session=/);
    expect(await makeClaimToken(api.app)).toBeNull();
    const links = await api.app.db.select().from(oneTimeLinks);
    expect(JSON.stringify(links)).not.toContain(token);
    expect(await deeds()).toEqual(expect.arrayContaining(['claim', 'create-user']));
  });

  it('shows that the address is theirs with the link that is mailed to it', async () => {
    const mail = await latestMail('address_check');
    expect(mail).toMatchObject({ subject: 'Is this your address?', state: 'queued' });
    const token = tokenIn(mail?.text ?? '');
    const confirmed = await visit('/confirm', { token });
    expect(confirmed).toMatchObject({ status: 200, body: { email: mail?.toAddress } });
    expect((await visit('/confirm', { token })).status).toBe(410);
  });

  it('is nobody while somebody else has a password already', async () => {
    const claim = { token: 'x', name: 'Eve', email: 'eve@evil.example', password };
    await expect(claimHouse(api.app, claim, { userAgent: null, tokenHash: null })).rejects.toMatchObject({
      code: 'link_used_up',
    });
  });
});

describe('an invitation', () => {
  it('is mailed, says whose it is, sets the first password, and works once', async () => {
    const ines = await api.call('POST', '/v1/users', { email: 'ines@studio.example', name: 'Ines', role: 'marketer' });
    expect(ines.body).toMatchObject({ hasPassword: false, isDemo: false });
    const first = await api.call('POST', `/v1/users/${ines.body.id}/invitation`);
    const second = await api.call('POST', `/v1/users/${ines.body.id}/invitation`);
    expect(second).toMatchObject({ status: 201, body: { email: 'ines@studio.example' } });
    // The newest alone works.
    expect((await visit('/link', { token: tokenIn(first.body.link) })).status).toBe(410);
    const token = tokenIn((await latestMail('invitation'))?.text ?? '');
    expect(second.body.link).toContain(token);
    expect((await visit('/link', { token })).body).toMatchObject({
      kind: 'invitation',
      name: 'Ines',
      role: 'marketer',
    });
    const accepted = await visit('/accept', { token, name: 'Ines Okafor', password: 'a quiet green harbour' });
    expect(accepted.body).toMatchObject({ user: { name: 'Ines Okafor', role: 'marketer', emailVerified: true } });
    expect((await visit('/accept', { token, password })).status).toBe(410);
    expect((await api.call('POST', `/v1/users/${ines.body.id}/invitation`)).status).toBe(409);
    expect(await deeds()).toEqual(expect.arrayContaining(['invite-user', 'accept-invitation']));
  });

  it('is given by admins, and an admin’s only by an admin', async () => {
    const admin = await api.call('POST', '/v1/users', { email: 'root@studio.example', name: 'Root', role: 'admin' });
    const path = `/v1/users/${admin.body.id}/invitation`;
    expect((await api.call('POST', path, undefined, { key: await api.makeKey('users:write') })).status).toBe(403);
    expect((await api.call('POST', path, undefined, await api.signIn('marketer'))).status).toBe(403);
    expect((await api.call('POST', path, undefined, await api.signIn('admin'))).status).toBe(201);
  });
});

describe('a forgotten password', () => {
  beforeEach(() => api.setNow(noon));

  it('is replaced with the link that is mailed, and every session of before ends', async () => {
    const email = 'ines@studio.example';
    const before = await visit('', { email, password: 'a quiet green harbour' });
    const cookie = String(before.headers['set-cookie']).split(';')[0] ?? '';
    expect((await visit('/forgotten', { email })).status).toBe(202);
    const token = tokenIn((await latestMail('password_reset'))?.text ?? '');
    const answer = await visit('/reset', { token, password: 'another quiet harbour' });
    expect(answer.body.user.email).toBe(email);
    const old = { key: null, headers: { ...browser, cookie } };
    expect((await api.call('GET', '/v1/session', undefined, old)).status).toBe(401);
    expect((await visit('', { email, password: 'a quiet green harbour' })).status).toBe(401);
    expect((await visit('/reset', { token, password })).status).toBe(410);
  });

  it('is answered the same for everybody, after the same time, and a few times an hour', async () => {
    const before = await api.app.db.$count(houseMails);
    await api.app.db.insert(users).values({
      id: '0193c0de-0000-7000-8000-0000000000aa',
      email: 'listed@studio.example',
      name: 'Never invited',
      role: 'sales',
      createdAt: noon,
    });
    for (const email of ['nobody@studio.example', 'listed@studio.example']) {
      const from = performance.now();
      const answer = await visit('/forgotten', { email });
      expect(answer).toMatchObject({ status: 202, text: 'null' });
      expect(performance.now() - from).toBeGreaterThan(290);
    }
    expect(await api.app.db.$count(houseMails)).toBe(before);
    const answers: number[] = [];
    for (let count = 0; count < 6; count += 1)
      answers.push((await visit('/forgotten', { email: 'somebody@studio.example' })).status);
    expect(answers).toEqual([202, 202, 202, 202, 202, 429]);
  });
});

describe('mail to the house', () => {
  it('is handed over once, and who is no admin does not see the links of others', async () => {
    const app = { ...api.app, transport: openCapture() };
    expect(await sendHouseMails(app, noon)).toBeGreaterThan(3);
    expect(await sendHouseMails(app, noon)).toBe(0);
    const asAdmin = await api.call('GET', '/v1/house-mails', undefined, await api.signIn('admin'));
    expect(asAdmin.body.data[0]).toMatchObject({ state: 'accepted', text: expect.stringContaining('http') });
    const asSales = await api.call('GET', '/v1/house-mails', undefined, await api.signIn('sales'));
    expect(asSales).toMatchObject({ status: 200, body: { data: [] } });
  });

  it('waits for no limit of its domain, and is counted there when it has left', async () => {
    const policy = await findPolicy(api.app.db);
    await changeSettings(api.app, 'test', { domainLimits: [{ domain: 'crowded.example', perHour: 61 }] });
    for (const name of ['Ida', 'Ola', 'Pia']) {
      const user = { email: `${name.toLowerCase()}@crowded.example`, name, role: 'sales' };
      const { id } = (await api.call('POST', '/v1/users', user)).body;
      await api.call('POST', `/v1/users/${id}/invitation`);
    }
    const sent: string[] = [];
    const held: number[] = [];
    let refused = 1;
    const handOver: Transport['handOver'] = async ({ letters }) => {
      // Those behind it wait in the queue, so that no worker takes them for abandoned.
      held.push(await api.app.db.$count(houseMails, eq(houseMails.state, 'sending')));
      return letters.map(({ to }) => {
        if (to.endsWith('@crowded.example') && (refused -= 1) >= 0)
          return { kind: 'deferred', code: 'recipient_deferred', text: '450 later' };
        sent.push(to);
        return { kind: 'accepted', providerId: null, response: null };
      });
    };
    const app = { ...api.app, transport: { ...openCapture(), kind: 'smtp' as const, handOver } };
    await sendHouseMails(app, noon);
    const crowded = sent.filter((to) => to.endsWith('@crowded.example'));
    expect(crowded.length).toBeGreaterThan(1);
    expect(new Set(held)).toEqual(new Set([1]));
    const { rows } = await api.app.pool.query("select used from send_counts where key = 'to:crowded.example'");
    expect(rows).toEqual([{ used: crowded.length }]);
    expect(await sendHouseMails(app, new Date(noon.getTime() + 3_600_000))).toBe(1);
    await changeSettings(api.app, 'test', { domainLimits: policy.domainLimits });
  });

  it('is tried again after a refusal, longer each time, fails visibly in the end, and loses its link once it has left', async () => {
    const { id } = (await api.call('POST', '/v1/users', { email: 'nina@studio.example', name: 'Nina', role: 'sales' }))
      .body;
    await api.call('POST', `/v1/users/${id}/invitation`);
    const answers = { kind: 'deferred' as const, code: 'recipient_', text: '450 later' };
    const smtp = { ...openCapture(), kind: 'smtp' as const, handOver: () => Promise.resolve([answers]) };
    const tried: number[] = [];
    let now = noon;
    for (let hours = 0; hours < 24; hours += 1) {
      tried.push(await sendHouseMails({ ...api.app, transport: smtp }, now));
      now = new Date(now.getTime() + 3_600_000);
    }
    expect(tried.reduce((sum, one) => sum + one, 0)).toBe(6);
    expect(await latestMail('invitation')).toMatchObject({ state: 'failed', errorText: 'recipient_: 450 later' });
    await api.call('POST', `/v1/users/${id}/invitation`);
    const sink = { ...openCapture(), kind: 'smtp' as const };
    await sendHouseMails({ ...api.app, transport: sink }, noon);
    const left = await latestMail('invitation');
    expect(left).toMatchObject({ state: 'accepted' });
    expect(left?.text).toContain('(link)');
    expect(tokenIn(left?.text ?? '')).toBe('');
  });
});

describe('the door of the demo', () => {
  it('is there only where nobody else can reach it, and opens with the printed token', async () => {
    const demo = await makeApi();
    const enter = (body: object, headers: Record<string, string> = {}) =>
      demo.call('POST', '/v1/session/demo', body, { key: null, headers: { ...browser, ...headers } });
    expect(await findDemoToken(demo.app)).toBeNull();
    expect((await enter({ token: 'guess' })).status).toBe(410);
    await makeHouse(demo.app, '2026-11-21');
    const people = makePeople(demo.app.db, demo.app.addressKey, noon);
    await people.client({ isDemo: true });
    const token = (await findDemoToken(demo.app)) ?? '';
    expect(token).toHaveLength(43);
    const config = demo.app.config;
    expect(await findDemoToken({ ...demo.app, config: { ...config, host: '0.0.0.0' } })).toBeNull();
    expect(await findDemoToken({ ...demo.app, config: { ...config, databaseUrl: 'postgres://x' } })).toBeNull();
    const smtp = { kind: 'smtp' as const, url: 'smtp://x', dkim: null };
    expect(await findDemoToken({ ...demo.app, config: { ...config, transport: smtp } })).toBeNull();
    expect((await enter({ token: token.slice(1) })).status).toBe(410);
    const ruth = await enter({ token });
    expect(ruth.body).toMatchObject({ user: { name: 'Ruth Abel', role: 'admin', isDemo: true }, demo: { clients: 1 } });
    const cookie = String(ruth.headers['set-cookie']).split(';')[0] ?? '';
    expect((await enter({ as: 'mara' }, { cookie })).body.user).toMatchObject({ name: 'Mara Lindt', role: 'sales' });
    expect((await enter({ as: 'mara' })).status).toBe(410);
    // Nobody of the demo counts as the first admin, nor gets mail.
    expect(await makeClaimToken(demo.app)).not.toBeNull();
    expect((await demo.call('POST', `/v1/users/${ruth.body.user.id}/invitation`)).status).toBe(409);
    const claim = {
      token: (await makeClaimToken(demo.app)) ?? '',
      name: 'Ruth',
      email: 'ruth@agency.example',
      password,
    };
    const taken = await demo.call('POST', '/v1/session/claim', claim, { key: null, headers: browser });
    expect(taken).toMatchObject({ status: 409, body: { errors: [{ pointer: '/email' }] } });
    await demo.app.db.delete(clients);
    expect((await enter({ token })).status).toBe(410);
    await demo.close();
  });
});

describe('what a notice quotes', () => {
  it('goes when the contact is erased', async () => {
    const { app } = api;
    const people = makePeople(app.db, app.addressKey, noon);
    const [jo, lena] = [await people.departed('jo@quoted.example'), await people.departed('lena@quoted.example')];
    const { userId } = await api.signIn('sales');
    const open = { subject: 'Thank you', state: 'open' as const, openedAt: noon };
    const threadIds = [uuidv7(), uuidv7()];
    await app.db.insert(threads).values([
      { id: threadIds[0]!, clientId: jo.clientId, contactId: jo.contactId, ...open },
      { id: threadIds[1]!, clientId: lena.clientId, contactId: lena.contactId, ...open },
    ]);
    const notice = (threadId: string) => ({ kind: 'reply_notice' as const, userId, aboutId: threadId, threadId });
    const mail = { subject: 'An answer', text: 'They wrote: who would do the work?' };
    for (const threadId of threadIds) await queueHouseMail(app.db, { ...notice(threadId), ...mail }, noon);
    // The same thing is told once.
    expect(await queueHouseMail(app.db, { ...notice(threadIds[0]!), ...mail }, noon)).toBe(false);
    expect((await api.call('DELETE', `/v1/contacts/${jo.contactId}`)).status).toBe(204);
    const left = await app.db.select().from(houseMails).where(eq(houseMails.kind, 'reply_notice'));
    expect(left.map(({ threadId }) => threadId)).toEqual([threadIds[1]]);
  });
});
