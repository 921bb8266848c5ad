import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Transport } from '../../src/mail/out/transport.ts';
import { makeApi, noon, type TestApi } from '../support/api.ts';
import { makePeople, type People } from '../support/people.ts';

let api: TestApi;
let people: People;

beforeAll(async () => {
  api = await makeApi({ env: { REPLY_DOMAIN: 'reply.agency.example', AJAR_SECRET: 'x'.repeat(40) } });
  people = makePeople(api.app.db, api.app.addressKey, noon);
});
afterAll(() => api.close());

describe('settings', () => {
  it('tell what the environment decides, and none of its secrets', async () => {
    const { body, text } = await api.call('GET', '/v1/settings');
    expect(body.environment).toContainEqual({ name: 'REPLY_DOMAIN', value: 'reply.agency.example', isGiven: true });
    expect(body.environment).toContainEqual({ name: 'MAIL_TRANSPORT', value: 'capture', isGiven: false });
    expect(text).not.toMatch(/SECRET|API_KEY|xxxx/);
  });

  it('keep every version with who made it, and go back to one', async () => {
    await api.call('PATCH', '/v1/settings', { coolingOffDays: 20, holdoutPercent: 10 });
    await api.call('PATCH', '/v1/settings', { coolingOffDays: 30 });
    const versions = (await api.call('GET', '/v1/settings/versions')).body.data;
    expect(versions).toHaveLength(2);
    expect(versions[0]).toMatchObject({
      changedByName: 'Test',
      changes: [{ name: 'coolingOffDays', from: 20, to: 30 }],
    });
    expect(versions[1].changes).toEqual([
      { name: 'coolingOffDays', from: 14, to: 20 },
      { name: 'holdoutPercent', from: 0, to: 10 },
    ]);
    const restored = await api.call('POST', `/v1/settings/versions/${versions[1].version}/restore`);
    expect([restored.status, restored.body.coolingOffDays]).toEqual([200, 20]);
    expect((await api.call('POST', '/v1/settings/versions/999/restore')).status).toBe(404);
    const [first] = (await api.call('GET', '/v1/settings/versions?limit=1')).body.data;
    const second = (await api.call('GET', `/v1/settings/versions?limit=1&cursor=${first.version}`)).body.data;
    expect([first.version, second[0].version]).toEqual([restored.body.version, versions[0].version]);
    expect((await api.call('GET', '/v1/settings/versions?cursor=x')).status).toBe(422);
  });
});

describe('the test of the way out', () => {
  it('logs in, and says what went wrong in words', async () => {
    api.app.transport = { verify: async () => null } as unknown as Transport;
    expect((await api.call('POST', '/v1/sending/test')).body).toMatchObject({
      ok: true,
      mail: null,
      mailText: 'A key has no address: sign in as a person to be sent a mail.',
    });
    api.app.transport = { verify: async () => 'The SMTP server does not let us in.' } as unknown as Transport;
    expect((await api.call('POST', '/v1/sending/test')).body).toMatchObject({
      ok: false,
      text: 'The SMTP server does not let us in.',
    });
    const key = await api.makeKey('sending:write');
    expect((await api.call('POST', '/v1/sending/test', undefined, { key })).status).toBe(403);
  });
});

describe('suppressions', () => {
  it('say whose they are and why they are there, and are found by a part of a name', async () => {
    const jo = await people.departed('jo@list.example');
    await api.call('POST', '/v1/suppressions', { address: 'jo@list.example', note: '=1+1' });
    await api.call('POST', '/v1/suppressions', { clientId: jo.clientId, reason: 'do_not_contact' });
    const { data } = (await api.call('GET', '/v1/suppressions')).body;
    expect(data).toHaveLength(2);
    expect(data[1]).toMatchObject({
      address: 'jo@list.example',
      clientName: 'Northwind GmbH',
      createdByName: 'Test',
      isWish: false,
    });
    const found = async (q: string) => (await api.call('GET', `/v1/suppressions?q=${q}`)).body.data.length;
    expect([await found('jo@li'), await found('northw'), await found('100%25')]).toEqual([1, 2, 0]);
  });

  it('come as a file in which nothing is a formula', async () => {
    const file = await api.call('GET', '/v1/suppressions/export');
    expect(file.headers['content-disposition']).toContain('attachment');
    const lines = file.text.trim().split('\r\n');
    expect(lines[0]).toBe('address,client,scope,reason,source,note,since,by,lifted,lifted by');
    expect(lines).toHaveLength(3);
    expect(lines[2]).toContain(`,'=1+1,`);
  });
});

describe('the log of deeds', () => {
  it('says who did what in words, and filters', async () => {
    const { data } = (await api.call('GET', '/v1/audit?action=suppress')).body;
    expect(data[0]).toMatchObject({
      actorName: 'Test',
      words: 'suppressed an address or a client',
      subjectName: 'Northwind GmbH',
    });
    expect((await api.call('GET', '/v1/audit?from=2026-11-21&to=2026-11-21')).body.data.length).toBeGreaterThan(4);
    expect((await api.call('GET', '/v1/audit?to=2026-11-20')).body.data).toEqual([]);
    const file = await api.call('GET', '/v1/audit/export?action=change-settings');
    expect(file.text.split('\r\n')[1]).toContain('changed the settings');
  });
});

describe('who paused', () => {
  it('is named', async () => {
    await api.call('POST', '/v1/sending', { paused: true });
    expect((await api.call('GET', '/v1/sending')).body).toMatchObject({ paused: true, pausedByName: 'Test' });
  });
});
