import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findInstallation } from '../../src/db/house/installation.ts';
import { ensureInstallation } from '../../src/flows/house/ensure-installation.ts';
import { makeApi, noon, type TestApi } from '../support/api.ts';
import { untilBlocked } from '../support/postgres.ts';

let api: TestApi;
beforeAll(async () => {
  api = await makeApi();
});
afterAll(() => api.close());

describe('sending', () => {
  it('is paused and resumed with one call, and keeps who paused first', async () => {
    expect((await api.call('GET', '/v1/sending')).body).toMatchObject({ paused: false, transport: 'capture' });
    const paused = await api.call('POST', '/v1/sending', { paused: true });
    expect(paused.status).toBe(200);
    expect(paused.body).toMatchObject({ paused: true, pausedAt: noon.toISOString(), locked: false });
    api.setNow(new Date('2026-11-22T12:00:00Z'));
    expect((await api.call('POST', '/v1/sending', { paused: true })).body.pausedAt).toBe(noon.toISOString());
    expect((await api.call('POST', '/v1/sending', { paused: false })).body).toMatchObject({
      paused: false,
      pausedAt: null,
    });
    api.setNow(noon);
    const deeds = await api.call('GET', '/v1/audit?subjectKind=sending');
    expect(deeds.body.data.map(({ action }: { action: string }) => action)).toEqual([
      'resume-sending',
      'pause-sending',
    ]);
  });

  it('waits for a claim that runs', async () => {
    const client = await api.app.pool.connect();
    await client.query('BEGIN; SELECT 1 FROM installation FOR SHARE');
    let paused = false;
    const pausing = api.call('POST', '/v1/sending', { paused: true }).then(() => (paused = true));
    await untilBlocked(api.app.pool);
    expect(paused).toBe(false);
    await client.query('COMMIT');
    client.release();
    await pausing;
    await api.call('POST', '/v1/sending', { paused: false });
  });
});

describe('settings', () => {
  it('are the defaults until somebody changes them, a version each time something is different', async () => {
    const before = await api.call('GET', '/v1/settings');
    expect(before.body).toMatchObject({ version: 0, coolingOffDays: 14, changedBy: null, fromEnvironment: [] });
    const after = await api.call('PATCH', '/v1/settings', { coolingOffDays: 21, zone: 'Europe/Berlin' });
    expect(after.body).toMatchObject({ version: 1, coolingOffDays: 21, zone: 'Europe/Berlin', contactGapDays: 7 });
    expect((await api.call('PATCH', '/v1/settings', { coolingOffDays: 21 })).body.version).toBe(1);
  });

  it('refuse what is out of range, with a pointer to it', async () => {
    const answer = await api.call('PATCH', '/v1/settings', {
      zone: 'Berlin/Nowhere',
      version: 7,
      sendWindow: { days: [1, 9], from: '09:00', to: '17:00' },
    });
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer).toSorted()).toEqual([
      '/sendWindow/days/1',
      '/version',
      '/zone',
    ]);
  });

  it('keep every change that comes at the same time', async () => {
    const changes = [{ houseName: 'Studio' }, { contactGapDays: 9 }, { holdoutPercent: 10 }, { copyDays: 100 }];
    await Promise.all(changes.map((change) => api.call('PATCH', '/v1/settings', change)));
    expect((await api.call('GET', '/v1/settings')).body).toMatchObject({
      houseName: 'Studio',
      contactGapDays: 9,
      holdoutPercent: 10,
      copyDays: 100,
    });
  });

  it('cannot change what the environment gives', async () => {
    const given = await makeApi({ env: { POSTAL_ADDRESS: '1 High Street, London' } });
    const answer = await given.call('PATCH', '/v1/settings', { postalAddress: 'Elsewhere 2' });
    const shown = await given.call('GET', '/v1/settings');
    await given.close();
    expect(answer).toMatchObject({ status: 409, body: { errors: [{ pointer: '/postalAddress' }] } });
    expect(shown.body).toMatchObject({ postalAddress: '1 High Street, London', fromEnvironment: ['postalAddress'] });
  });
});

describe('the installation', () => {
  const old = 'test secret that is long enough for 32 bytes';
  const fresh = 'another secret, also long enough for 32 bytes';

  it('keeps its address key through a change of secret, and refuses a secret it does not know', async () => {
    const { addressKey } = api.app;
    const { db } = api.app;
    await expect(ensureInstallation(db, [fresh], noon)).rejects.toThrow(/another AJAR_SECRET.*AJAR_SECRET_PREVIOUS/);
    expect(await ensureInstallation(db, [fresh, old], noon)).toEqual({ addressKey });
    expect(await ensureInstallation(db, [fresh], noon)).toEqual({ addressKey });
    await expect(ensureInstallation(db, [old], noon)).rejects.toThrow(/another AJAR_SECRET/);
    expect(JSON.stringify(await findInstallation(db))).not.toContain(addressKey);
    expect(await ensureInstallation(db, [old, fresh], noon)).toEqual({ addressKey });
  });

  it('is made once by processes that start together', async () => {
    await api.app.pool.query('DELETE FROM installation');
    const made = await Promise.all([1, 2, 3, 4].map(() => ensureInstallation(api.app.db, [old], noon)));
    expect(new Set(made.map(({ addressKey }) => addressKey)).size).toBe(1);
  });
});

describe('users', () => {
  it('are added, found by name page by page, and changed', async () => {
    const mara = await api.call('POST', '/v1/users', { email: ' Mara@Agency.Example ', name: 'Mara', role: 'sales' });
    expect(mara).toMatchObject({ status: 201, body: { email: 'mara@agency.example', isDefaultOwner: false } });
    const tomas = await api.call('POST', '/v1/users', {
      email: 'tomas@agency.example',
      name: 'Tom\u00e1s',
      role: 'sales',
      awayFrom: '2026-11-20',
      awayUntil: '2026-11-27',
      coverId: mara.body.id,
    });
    expect(tomas.status).toBe(201);
    const first = await api.call('GET', '/v1/users?limit=1');
    const second = await api.call('GET', `/v1/users?limit=1&cursor=${first.body.nextCursor}`);
    expect([first.body.data[0].name, second.body.data[0].name, second.body.nextCursor]).toEqual([
      'Mara',
      'Tom\u00e1s',
      null,
    ]);
    const changed = await api.call('PATCH', `/v1/users/${tomas.body.id}`, {
      awayFrom: null,
      awayUntil: null,
      disabled: true,
    });
    expect(changed.body).toMatchObject({ awayFrom: null, disabledAt: noon.toISOString(), coverId: mara.body.id });
    expect(changed.text).not.toContain('password');
  });

  it('refuse an address twice, a cover that is nobody, and days in the wrong order', async () => {
    const body = { email: 'mara@agency.example', name: 'Mara', role: 'sales' };
    expect((await api.call('POST', '/v1/users', body)).status).toBe(409);
    const nobody = { ...body, email: 'a@agency.example', coverId: '0193c0de-0000-7000-8000-00000000abcd' };
    expect((await api.call('POST', '/v1/users', nobody)).body.errors[0].pointer).toBe('/coverId');
    const backwards = { ...body, email: 'a@agency.example', awayFrom: '2026-12-02', awayUntil: '2026-12-01' };
    expect((await api.call('POST', '/v1/users', backwards)).body.errors[0].pointer).toBe('/awayUntil');
  });

  it('let one be the default owner at a time', async () => {
    const make = (name: string) =>
      api.call('POST', '/v1/users', { email: `${name}@agency.example`, name, role: 'sales', isDefaultOwner: true });
    const ids = (await Promise.all([make('ines'), make('ruth')])).map((answer) => answer.body.id);
    await make('olga');
    const all = await api.call('GET', '/v1/users');
    const owners = all.body.data.filter(({ isDefaultOwner }: { isDefaultOwner: boolean }) => isDefaultOwner);
    expect(owners.map(({ name }: { name: string }) => name)).toEqual(['olga']);
    expect(ids).toHaveLength(2);
  });

  it('become admins only by admins', async () => {
    const key = await api.makeKey('users:write');
    const body = { email: 'root@agency.example', name: 'Root', role: 'admin' };
    expect((await api.call('POST', '/v1/users', body, { key })).status).toBe(403);
    const ruth = await api.call('POST', '/v1/users', body);
    expect((await api.call('PATCH', `/v1/users/${ruth.body.id}`, { name: 'R' }, { key })).status).toBe(403);
  });
});
