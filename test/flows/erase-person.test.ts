import { eq } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  contacts,
  enrollments,
  handovers,
  idempotencyKeys,
  inboundMails,
  messageCopies,
  suppressions,
  tasks,
} from '../../src/db/schema.ts';
import { erasePerson } from '../../src/flows/contacts/erase-person.ts';
import { exportContact } from '../../src/flows/contacts/export-contact.ts';
import { makeApi, noon, type TestApi } from '../support/api.ts';
import { joAddress, joAlias, makePersonEverywhere } from '../support/made-person.ts';
import { makePeople } from '../support/people.ts';
import { dumpTables } from '../support/table-dump.ts';

const traces = /jo\.brandt|jb@private|brandt|\bJo\b|1234567|half-marathons/i;

/** Where the person can still be found: `table: row`, cut short. */
async function findTraces(api: TestApi): Promise<string[]> {
  const found: string[] = [];
  for (const [table, rows] of await dumpTables(api.app.pool))
    for (const row of rows) if (traces.test(row)) found.push(`${table}: ${row.slice(0, 400)}`);
  return found;
}

describe('erasing a person', () => {
  let api: TestApi;
  let jo: Awaited<ReturnType<typeof makePersonEverywhere>>;
  let hash: (address: string) => string;
  beforeEach(async () => {
    api = await makeApi();
    const people = makePeople(api.app.db, api.app.addressKey, noon);
    hash = people.hash;
    jo = await makePersonEverywhere(api.app.db, people, noon);
    return () => api.close();
  });

  it('leaves nothing of them in any table', async () => {
    expect(new Set((await findTraces(api)).map((one) => one.split(':')[0])).size).toBeGreaterThan(15);
    expect((await api.call('DELETE', `/v1/contacts/${jo.contactId}`)).status).toBe(204);
    expect(await findTraces(api)).toEqual([]);
  });

  it('works by any of their addresses, and again', async () => {
    expect(await erasePerson(api.app, 'cli', ` ${joAlias.toUpperCase()} `)).toEqual({ contacts: 2, ended: 1 });
    expect(await findTraces(api)).toEqual([]);
    expect(await erasePerson(api.app, 'cli', joAddress)).toEqual({ contacts: 0, ended: 0 });
    expect((await api.call('DELETE', `/v1/contacts/${jo.contactId}`)).status).toBe(204);
    expect((await api.call('DELETE', `/v1/contacts/${uuidv7()}`)).status).toBe(404);
  });

  it('keeps what belongs to others', async () => {
    const { db } = api.app;
    await erasePerson(api.app, 'cli', joAddress);
    const [lena] = await db.select().from(contacts).where(eq(contacts.id, jo.lenaId));
    expect(lena).toMatchObject({ email: 'lena@northwind.example', notes: 'Sits next to [erased]', erasedAt: null });
    const copies = await db.select().from(messageCopies);
    expect(copies).toMatchObject([
      { toAddress: 'lena@northwind.example', html: '<p>Hello Lena</p>', text: '[erased] said so' },
    ]);
    const mails = await db.select().from(inboundMails).where(eq(inboundMails.contactId, jo.lenaId));
    expect(mails).toMatchObject([{ raw: null, state: 'handled', visibleText: '[erased] said so, says Lena' }]);
    const open = await db.select().from(tasks).where(eq(tasks.state, 'open'));
    expect(open.map((task) => task.title).toSorted()).toEqual(['Lena', 'What we learn from [erased]']);
    const answers = await db.select().from(idempotencyKeys);
    expect(answers.map(({ key, body }) => [key, body])).toEqual(
      expect.arrayContaining([
        ['one', null],
        ['others', '{"email":"lena@northwind.example"}'],
      ]),
    );
    const walks = await db.select().from(enrollments).where(eq(enrollments.contactId, jo.lenaId));
    expect(walks).toMatchObject([{ state: 'active' }]);
  });

  it('ends what was under way: the drip, the payload, the privacy request', async () => {
    const { db } = api.app;
    await erasePerson(api.app, 'cli', joAddress);
    const [walk] = await db.select().from(enrollments).where(eq(enrollments.id, jo.enrollmentId));
    expect(walk).toMatchObject({ state: 'exited', exitCode: 'erased' });
    const [payload] = await db.select().from(handovers);
    expect([payload?.bytes.length, payload?.endedAt]).toEqual([0, noon]);
    const [request] = await db.select().from(tasks).where(eq(tasks.kind, 'privacy_request'));
    expect(request).toMatchObject({ state: 'done', outcome: 'done' });
  });

  it('keeps a keyed hash, so that none of their addresses is stored again', async () => {
    await erasePerson(api.app, 'cli', joAddress);
    const kept = await api.app.db.select().from(suppressions).where(eq(suppressions.reason, 'erased'));
    expect(new Set(kept.map((one) => one.addressHash))).toEqual(new Set([hash(joAddress), hash(joAlias)]));
    expect(kept.every((one) => one.address === null && one.note === null && one.scope === 'all')).toBe(true);
    const again = await api.call('POST', '/v1/contacts', { clientId: jo.clientId, email: joAddress });
    expect(again.body.code).toBe('contact_erased');
    const found = await api.call('GET', `/v1/suppressions?address=${joAddress}`);
    expect(found.body.data).toMatchObject([
      { reason: 'erased', address: null },
      { scope: 'news', address: null },
    ]);
    await api.call('POST', '/v1/suppressions', { address: joAddress, reason: 'unsubscribed' });
    expect(await findTraces(api)).toEqual([]);
  });

  it('also remembers an address that nobody knew', async () => {
    expect(await erasePerson(api.app, 'cli', 'nobody@nowhere.example')).toEqual({ contacts: 0, ended: 0 });
    const found = await api.call('GET', '/v1/suppressions?address=nobody@nowhere.example');
    expect(found.body.data).toMatchObject([{ reason: 'erased', source: 'cli', address: null }]);
    await expect(erasePerson(api.app, 'cli', 'no address')).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('may be asked for twice at once', async () => {
    const done = await Promise.all([1, 2, 3].map(() => erasePerson(api.app, 'cli', joAddress)));
    expect(done.reduce((sum, one) => sum + one.contacts, 0)).toBeGreaterThanOrEqual(2);
    expect(await findTraces(api)).toEqual([]);
  });

  it('comes after an export that holds everything', async () => {
    const data = await exportContact(api.app, joAddress, { raw: true });
    expect(data.contacts).toHaveLength(2);
    expect(data.letters).toMatchObject([{ copy: { subject: 'Thank you, Jo' }, events: [{ kind: 'bounced' }] }]);
    expect(data.mails.map((mail) => Buffer.from(mail.raw ?? '', 'base64').toString())).toEqual(
      expect.arrayContaining([expect.stringContaining('Jo Brandt said so')]),
    );
    expect(data.departures).toMatchObject([{ personalLine: 'Good luck with the run, Jo' }]);
    expect(JSON.stringify(data)).not.toContain(hash(joAddress));
    const { status, body } = await api.call('GET', `/v1/contacts/${jo.contactId}/export`);
    expect(status).toBe(200);
    expect(body.contacts).toMatchObject([{ notes: 'Runs half-marathons' }, { email: joAddress }]);
    expect(body.mails.every((mail: { raw: unknown }) => mail.raw === null)).toBe(true);
    const reader = await api.makeKey('contacts:read');
    expect((await api.call('GET', `/v1/contacts/${jo.contactId}/export`, undefined, { key: reader })).status).toBe(403);
    expect((await exportContact(api.app, 'nobody@nowhere.example')).contacts).toEqual([]);
  });
});

describe('an export', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await makeApi();
  });
  afterAll(() => api.close());

  it('changes nothing', async () => {
    const people = makePeople(api.app.db, api.app.addressKey, noon);
    const jo = await makePersonEverywhere(api.app.db, people, noon);
    const before = await dumpTables(api.app.pool);
    expect((await api.call('GET', `/v1/contacts/${jo.contactId}/export?raw=true`)).status).toBe(200);
    const after = await dumpTables(api.app.pool);
    before.delete('api_keys');
    after.delete('api_keys');
    expect(after).toEqual(before);
  });
});
