import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { departures, enrollments, messages, segmentMembers, segments } from '../../src/db/schema.ts';
import { insertSuppression } from '../../src/db/suppressions/suppressions.ts';
import { ensureBuiltIns } from '../../src/flows/house/ensure-built-ins.ts';
import { hashAddress } from '../../src/mail/address-hash.ts';
import { makeApi, noon, type TestApi } from '../support/api.ts';

let api: TestApi;
let mara: string;
beforeAll(async () => {
  api = await makeApi();
  await ensureBuiltIns(api.app);
  const user = await api.call('POST', '/v1/users', { email: 'mara@agency.example', name: 'Mara', role: 'sales' });
  mara = user.body.id;
});
afterAll(() => api.close());

const make = async (body: object = {}) => {
  const answer = await api.call('POST', '/v1/clients', { name: 'Northwind GmbH', ...body });
  expect(answer.status).toBe(201);
  return answer.body;
};

/** A client that left, as `record-departure` leaves it behind. */
async function makeDeparted(name: string, reason: 'price' | 'billing' = 'price') {
  const client = await make({ name });
  const { db } = api.app;
  const departureId = uuidv7();
  await db.insert(departures).values({
    id: departureId,
    clientId: client.id,
    departedOn: '2026-11-02',
    reason,
    fault: 'nobody',
    pursue: true,
    recordedAt: noon,
    recordedBy: 'test',
    updatedAt: noon,
  });
  await api.app.pool.query(`UPDATE clients SET state = 'departed', held_out = false WHERE id = $1`, [client.id]);
  const [segment] = await db.select().from(segments);
  await db
    .insert(segmentMembers)
    .values({ id: uuidv7(), segmentId: segment!.id, clientId: client.id, since: noon, sinceWhy: 'departed' });
  return { clientId: client.id as string, departureId };
}

describe('a client', () => {
  it('is added with everything that is known, and shown with it', async () => {
    const client = await make({
      externalId: 'crm-1042',
      domain: 'https://www.Northwind.example/start',
      country: 'DE',
      timezone: 'Europe/Berlin',
      clientSince: '2021-03-01',
      annualValue: { amount: 4_800_000, currency: 'EUR' },
      owner: 'Mara@Agency.example',
    });
    expect(client).toMatchObject({
      domain: 'northwind.example',
      annualValue: { amount: 4_800_000, currency: 'EUR' },
      owner: 'mara@agency.example',
      ownerId: mara,
      state: 'active',
      contacts: [],
      openTasks: 0,
    });
    expect((await api.call('GET', `/v1/clients/${client.id}`)).body).toEqual(client);
  });

  it('keeps its externalId to itself, while a host may be shared', async () => {
    const twice = await api.call('POST', '/v1/clients', { name: 'Other', externalId: 'crm-1042' });
    expect(twice).toMatchObject({ status: 409, body: { code: 'external_id_taken' } });
    await make({ name: 'Northwind UK', domain: 'northwind.example' });
  });

  it('goes to the default owner when its own is nobody we know, and to its own once we know them', async () => {
    const client = await make({ name: 'Kestrel', owner: 'new@agency.example' });
    expect(client).toMatchObject({ owner: 'new@agency.example', ownerId: null });
    const ruth = { email: 'ruth@agency.example', name: 'Ruth', role: 'sales', isDefaultOwner: true };
    const { id: ruthId } = (await api.call('POST', '/v1/users', ruth)).body;
    expect((await api.call('GET', `/v1/clients/${client.id}`)).body.ownerId).toBe(ruthId);
    const { id } = (await api.call('POST', '/v1/users', { email: 'new@agency.example', name: 'N', role: 'sales' }))
      .body;
    expect((await api.call('GET', `/v1/clients/${client.id}`)).body.ownerId).toBe(id);
  });

  it('is changed where named, and cleared with null', async () => {
    const client = await make({ name: 'Tidewater', country: 'US', annualValue: { amount: 1, currency: 'USD' } });
    const changed = await api.call('PATCH', `/v1/clients/${client.id}`, { annualValue: null, locale: 'en-US' });
    expect(changed.body).toMatchObject({ annualValue: null, locale: 'en-US', country: 'US', name: 'Tidewater' });
    expect((await api.call('PATCH', `/v1/clients/${client.id}`, { annualValue: { amount: 1 } })).status).toBe(422);
    expect((await api.call('PATCH', `/v1/clients/${uuidv7()}`, { name: 'x' })).status).toBe(404);
  });

  it('that departed and is set active is won back, with the value that comes with it', async () => {
    const { clientId, departureId } = await makeDeparted('Greyfern');
    const back = await api.call('PATCH', `/v1/clients/${clientId}`, {
      state: 'active',
      annualValue: { amount: 500, currency: 'EUR' },
    });
    expect(back.body).toMatchObject({
      state: 'won_back',
      winBacks: [{ wonBackOn: '2026-11-21', annualValue: { amount: 500, currency: 'EUR' } }],
      departures: [{ id: departureId, endedAt: noon.toISOString() }],
      segments: [],
    });
    const again = await api.call('PATCH', `/v1/clients/${clientId}`, { state: 'active' });
    expect(again.body.winBacks).toHaveLength(1);
  });

  it('that is closed leaves every segment; what it was before can be had back', async () => {
    const { clientId } = await makeDeparted('Larkhill');
    const closed = await api.call('PATCH', `/v1/clients/${clientId}`, { state: 'closed' });
    expect(closed.body).toMatchObject({ state: 'closed', segments: [] });
    expect((await api.call('PATCH', `/v1/clients/${clientId}`, { state: 'active' })).status).toBe(409);
    expect((await api.call('PATCH', `/v1/clients/${clientId}`, { state: 'departed' })).body.state).toBe('departed');
  });

  it.each(['departed', 'won_back'])('is not made %s by hand', async (state) => {
    const client = await make();
    expect(await api.call('PATCH', `/v1/clients/${client.id}`, { state })).toMatchObject({
      status: 409,
      body: { code: 'wrong_state', errors: [{ pointer: '/state' }] },
    });
  });
});

describe('the list of clients', () => {
  const names = async (query: string) =>
    (await api.call('GET', `/v1/clients?${query}`)).body.data.map(({ name }: { name: string }) => name);

  it('is found by state, reason, owner, and parts of names, hosts and people', async () => {
    await makeDeparted('Orchard 100%_', 'billing');
    const client = await make({ name: 'Sunfield', domain: 'sunfield.example' });
    await api.call('POST', '/v1/contacts', { clientId: client.id, email: 'omar@school.example', firstName: 'Omar' });
    expect(await names('reason=billing')).toEqual(['Orchard 100%_']);
    expect(await names('state=departed&q=orchard')).toEqual(['Orchard 100%_']);
    expect(await names('q=100%25_')).toEqual(['Orchard 100%_']);
    expect(await names('q=omar')).toEqual(['Sunfield']);
    expect(await names('q=SCHOOL.example')).toEqual(['Sunfield']);
    expect(await names('q=sunfield.ex')).toEqual(['Sunfield']);
    expect(await names(`owner=${mara}`)).toEqual(['Northwind GmbH']);
    expect(await names('owner=mara@agency.example')).toEqual(['Northwind GmbH']);
    expect((await api.call('GET', '/v1/clients?owner=x')).status).toBe(422);
  });

  it('comes in pages that neither repeat nor leave out, also where times are equal', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = await api.call('GET', `/v1/clients?limit=3${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.body.data.map(({ id }: { id: string }) => id));
      cursor = page.body.nextCursor;
    }
    const all = (await api.call('GET', '/v1/clients?limit=200')).body.data.map(({ id }: { id: string }) => id);
    expect(seen).toEqual(all);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it.each(['x', 'WyJhIiwiYiJd', Buffer.from('["2026-11-21T12:00:00.000Z","1"]').toString('base64url')])(
    'refuses the cursor %s',
    async (cursor) => {
      const answer = await api.call('GET', `/v1/clients?cursor=${cursor}`);
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/query/cursor' }] } });
    },
  );
});

describe('a contact', () => {
  it('is unique per client and address, and has a basis', async () => {
    const { clientId } = await makeDeparted('Maple');
    const body = { clientId, email: 'Jo@Maple.example', role: 'decision_maker', notes: 'Sails.' };
    const jo = await api.call('POST', '/v1/contacts', body);
    expect(jo).toMatchObject({
      status: 201,
      body: {
        email: 'jo@maple.example',
        basis: { kind: 'contract_ended', obtainedOn: '2026-11-02', noticeGiven: true },
      },
    });
    expect(jo.text).not.toContain('addressHash');
    expect(await api.call('POST', '/v1/contacts', body)).toMatchObject({
      status: 409,
      body: { code: 'conflict', errors: [{ pointer: '/email' }] },
    });
    const promised = { email: 'ed@maple.example', basis: { kind: 'express_consent', obtainedOn: '2040-01-01' } };
    expect(await api.call('POST', '/v1/contacts', { clientId, ...promised })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/basis/obtainedOn' }] },
    });
    const elsewhere = await make({ name: 'Elsewhere' });
    expect(await api.call('POST', '/v1/contacts', { ...body, clientId: elsewhere.id })).toMatchObject({
      status: 201,
      body: { basis: { kind: 'unknown', obtainedOn: '2026-11-21' } },
    });
    const found = await api.call('GET', '/v1/contacts?email=JO@maple.example');
    expect(found.body.data).toHaveLength(2);
    const members = await api.call('GET', '/v1/segments/potential-clients/contacts');
    expect(members.body.data.map(({ id }: { id: string }) => id)).toContain(jo.body.id);
    const basis = { kind: 'express_consent', obtainedOn: '2026-11-20', source: 'telephone' };
    const changed = await api.call('PATCH', `/v1/contacts/${jo.body.id}`, { basis, notes: null });
    expect(changed.body).toMatchObject({ basis, notes: null, role: 'decision_maker' });
  });

  it('takes the letters that wait to a new address', async () => {
    const { clientId, departureId } = await makeDeparted('Fjell');
    const { id } = (await api.call('POST', '/v1/contacts', { clientId, email: 'old@fjell.example' })).body;
    const { pool, addressKey } = api.app;
    const campaign = uuidv7();
    const version = uuidv7();
    await pool.query(`INSERT INTO campaigns (id, slug, name, created_at) VALUES ($1, 'c', 'C', now())`, [campaign]);
    await pool.query(
      `INSERT INTO campaign_versions (id, campaign_id, version, definition, published_at, published_by)
       VALUES ($1, $2, 1, '{}', now(), 'test')`,
      [version, campaign],
    );
    const enrollmentId = uuidv7();
    const who = { contactId: id, clientId, departureId, campaignId: campaign };
    const active = {
      versionId: version,
      state: 'active',
      startedAt: noon,
      nextActionAt: noon,
      updatedAt: noon,
    } as const;
    await api.app.db.insert(enrollments).values({ ...who, ...active, id: enrollmentId });
    const letter = { ...who, enrollmentId, addressHash: hashAddress(addressKey, 'old@fjell.example'), why: [] };
    const times = { dueAt: noon, queuedAt: noon, notBefore: noon };
    await api.app.db.insert(messages).values([
      { ...letter, ...times, id: uuidv7(), stepKey: 'a', occurrence: 0, kind: 'news', state: 'queued' },
      { ...letter, ...times, id: uuidv7(), stepKey: 'b', occurrence: 0, kind: 'news', state: 'failed' },
    ]);
    const changed = await api.call('PATCH', `/v1/contacts/${id}`, { email: 'new@fjell.example' });
    expect(changed.body.email).toBe('new@fjell.example');
    const rows = await api.app.db.select().from(messages);
    const hashes = new Map(rows.map((row) => [row.state, row.addressHash]));
    expect(hashes.get('queued')).toBe(hashAddress(addressKey, 'new@fjell.example'));
    expect(hashes.get('failed')).toBe(hashAddress(addressKey, 'old@fjell.example'));
  });

  it('that was erased is not stored again', async () => {
    const address = 'gone@erased.example';
    const client = await make({ name: 'Erased' });
    const one = { addressHash: hashAddress(api.app.addressKey, address), address: null, clientId: null, note: null };
    const why = { scope: 'all', reason: 'erased', source: 'cli', messageId: null, by: 'test' } as const;
    await insertSuppression(api.app.db, { ...one, ...why }, noon);
    const answer = await api.call('POST', '/v1/contacts', { clientId: client.id, email: address });
    expect(answer).toMatchObject({ status: 409, body: { code: 'contact_erased' } });
  });

  it('belongs to a client that exists', async () => {
    const answer = await api.call('POST', '/v1/contacts', { clientId: uuidv7(), email: 'a@b.example' });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/clientId' }] } });
  });
});

describe('segments', () => {
  it('have one that is built in, however often it is ensured, and lists by hand', async () => {
    await Promise.all([ensureBuiltIns(api.app), ensureBuiltIns(api.app)]);
    const client = await make({ name: 'Listed' });
    const body = { slug: 'vip', name: 'VIP', clientIds: [client.id, client.id] };
    expect(await api.call('POST', '/v1/segments', body)).toMatchObject({
      status: 201,
      body: { kind: 'list', clients: 1 },
    });
    expect((await api.call('POST', '/v1/segments', { slug: 'vip', name: 'Again' })).status).toBe(409);
    const wrong = await api.call('POST', '/v1/segments', { slug: 'w', name: 'W', clientIds: [client.id, uuidv7()] });
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ pointer: '/clientIds/1' }] } });
    const other = await make({ name: 'Other' });
    const swap = { name: 'Friends', add: [other.id, client.id], remove: [client.id] };
    expect((await api.call('PATCH', '/v1/segments/vip', { add: [client.id, other.id] })).body.clients).toBe(2);
    const swapped = await api.call('PATCH', '/v1/segments/vip', swap);
    expect(swapped.body).toMatchObject({ name: 'Friends', clients: 1 });
    expect((await api.call('PATCH', '/v1/segments/vip', { add: [uuidv7()] })).body.errors[0].pointer).toBe('/add/0');
    expect((await api.call('PATCH', '/v1/segments/potential-clients', { add: [other.id] })).status).toBe(409);
    expect((await api.call('PATCH', '/v1/segments/none', { name: 'x' })).status).toBe(404);
    await api.call('PATCH', '/v1/segments/vip', { name: 'VIP' });
    const list = await api.call('GET', '/v1/segments');
    expect(list.body.data.map(({ slug }: { slug: string }) => slug)).toEqual(['potential-clients', 'vip']);
    expect((await api.call('GET', '/v1/segments/nope/contacts')).status).toBe(404);
  });
});

describe('tasks', () => {
  it('are added by hand for the owner of the client, and listed by what is due', async () => {
    const client = await make({ name: 'Task Ltd', owner: 'mara@agency.example' });
    const add = (dueOn: string, more: object = {}) =>
      api.call('POST', '/v1/tasks', { clientId: client.id, kind: 'call', title: `Call ${dueOn}`, dueOn, ...more });
    const late = await add('2026-12-03');
    await add('2026-12-01');
    await add('2026-12-02', { kind: 'meeting' });
    expect(late).toMatchObject({ status: 201, body: { ownerId: mara, state: 'open', stepKey: null } });
    const titles = async (query: string) =>
      (await api.call('GET', `/v1/tasks?${query}`)).body.data.map(({ title }: { title: string }) => title);
    expect(await titles(`client=${client.id}`)).toEqual(['Call 2026-12-01', 'Call 2026-12-02', 'Call 2026-12-03']);
    expect(await titles(`owner=${mara}&due=2026-12-02&kind=call`)).toEqual(['Call 2026-12-01']);
    expect((await api.call('GET', `/v1/tasks/${late.body.id}`)).body).toEqual(late.body);
    expect((await api.call('GET', `/v1/clients/${client.id}`)).body.openTasks).toBe(3);
    expect((await add('2026-02-30')).body.errors[0].pointer).toBe('/dueOn');
    expect((await add('2026-12-01', { kind: 'approve_letter' })).body.errors[0].pointer).toBe('/kind');
    expect((await add('2026-12-01', { contactId: uuidv7() })).body.errors[0].pointer).toBe('/contactId');
    expect((await add('2026-12-01', { ownerId: uuidv7() })).body.errors[0].pointer).toBe('/ownerId');
  });
});

describe('the audit log', () => {
  it('says who did what to which thing, in ids alone', async () => {
    const client = await make({ name: 'Secret Name', owner: 'mara@agency.example' });
    await api.call('PATCH', `/v1/clients/${client.id}`, { name: 'Other Name' });
    const log = await api.call('GET', `/v1/audit?subjectId=${client.id}`);
    expect(log.body.data.map(({ action }: { action: string }) => action).toSorted()).toEqual([
      'change-client',
      'create-client',
    ]);
    expect(log.body.data[0].actor).toMatch(/^key:/);
    // Names are read when the log is; what is kept holds none.
    expect(log.body.data[0].subjectName).toBe('Other Name');
    const kept = JSON.stringify((await api.app.pool.query('select * from audit_log')).rows);
    expect(kept).toContain(client.id);
    expect(kept).not.toMatch(/Secret|Other Name|agency\.example/);
    const key = await api.makeKey('clients:write');
    expect((await api.call('GET', '/v1/audit', undefined, { key })).status).toBe(403);
  });
});
