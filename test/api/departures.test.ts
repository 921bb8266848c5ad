import { and, eq, isNull } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  bases,
  clients,
  contacts,
  departures,
  enrollments,
  messages,
  segmentMembers,
  settings,
  stepSkips,
  suppressions,
  tasks,
  users,
} from '../../src/db/schema.ts';
import { defaultPolicy, type HousePolicy } from '../../src/domain/policy.ts';
import { ensureBuiltIns } from '../../src/flows/house/ensure-built-ins.ts';
import { tick } from '../../src/flows/tick.ts';
import { hashAddress } from '../../src/mail/address-hash.ts';
import { openCapture } from '../../src/mail/out/capture.ts';
import { makeApi, type TestApi } from '../support/api.ts';
import { dumpTables } from '../support/table-dump.ts';

let api: TestApi;
const monday = new Date('2026-11-02T10:00:00Z');
let nth = 0;

beforeAll(async () => {
  api = await makeApi();
  Object.assign(api.app, { transport: openCapture() });
  await ensureBuiltIns(api.app);
  await setPolicy({});
});
afterAll(() => api.close());
beforeEach(() => {
  api.setNow(monday);
  nth += 1;
});

const db = () => api.app.db;
const setPolicy = (changes: Partial<HousePolicy>) =>
  db()
    .insert(settings)
    .values({ policy: { ...defaultPolicy, ownerCapPerDay: 10_000, ...changes }, changedAt: monday, changedBy: 'test' });
const body = (changes: object = {}, client: object = {}, contact: object = {}) => ({
  client: { name: `Client ${nth}`, timezone: 'Europe/Berlin', ...client },
  contacts: [{ email: `jo@client${nth}.example`, firstName: 'Jo', ...contact }],
  departedOn: '2026-11-02',
  reason: 'price',
  fault: 'nobody',
  ...changes,
});
const post = (given: object, query = '') => api.call('POST', `/v1/departures${query}`, given);
const recorded = async (given: object = body()) => {
  const answer = await post(given);
  expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
  return answer.body;
};
const openEnrollments = (clientId: string) => db().select().from(enrollments).where(eq(enrollments.clientId, clientId));
const tasksOf = async (departureId: string) =>
  (await db().select().from(tasks).where(eq(tasks.departureId, departureId))).map((row) => row.kind).toSorted();
const isMember = async (clientId: string) =>
  (
    await db()
      .select()
      .from(segmentMembers)
      .where(and(eq(segmentMembers.clientId, clientId), isNull(segmentMembers.until)))
  ).length === 1;

describe('recording', () => {
  it('answers with tasks, enrollment and first letter, and joins the segment', async () => {
    const made = await recorded();
    expect(made.firstLetter).toMatchObject({
      kind: 'thank_you',
      zone: 'Europe/Berlin',
      localAt: expect.stringMatching(/^2026-11-16T09:/),
    });
    expect(made.enrollments).toMatchObject([{ campaign: 'door-ajar', state: 'active', version: 1 }]);
    expect(await tasksOf(made.departure.id)).toEqual(['exit_interview', 'team_note']);
    expect(await isMember(made.client.id)).toBe(true);
    expect(made.notes).toEqual([]);
  });

  it('takes the smallest departure there is', async () => {
    const made = await recorded({
      client: { name: 'Small' },
      contacts: [{ email: `small${nth}@gmail.com` }],
      departedOn: '2026-11-02',
    });
    expect(made.departure).toMatchObject({ reason: 'unknown', fault: 'unknown', pursue: true });
    expect(made.firstLetter.kind).toBe('thank_you');
  });

  it('tells a letter that leaves at once as the first letter', async () => {
    const made = await recorded(body({ departedOn: '2026-10-12' }));
    expect(made.firstLetter).toMatchObject({ kind: 'thank_you', at: monday.toISOString() });
    const plan = (await api.call('GET', `/v1/contacts/${made.contacts[0].id}/timeline`)).body.data;
    const letters = plan.filter((one: { kind: string }) => one.kind === 'letter');
    expect(letters[0]).toMatchObject({ state: 'planned', letter: 'thank_you', messageId: expect.any(String) });
    await tick(api.app, monday);
    const after = (await api.call('GET', `/v1/contacts/${made.contacts[0].id}/timeline`)).body.data;
    expect(after.filter((one: { kind: string }) => one.kind === 'letter').slice(0, 2)).toMatchObject([
      { state: 'done', outcome: 'accepted', letter: 'thank_you' },
      { state: 'planned', letter: 'check_in' },
    ]);
  });

  it.each([
    [{ departedOn: '2026-11-03' }, '/departedOn'],
    [{ departedOn: '2026-12-03', noticeOn: '2026-11-03' }, '/noticeOn'],
    [{ departedOn: '2026-11-01', noticeOn: '2026-11-02' }, '/noticeOn'],
    [{ departedOn: '2026-02-30' }, '/departedOn'],
    [{ contacts: [] }, '/contacts'],
    [{ contacts: [{ email: 'no address' }] }, '/contacts/0/email'],
    [
      {
        contacts: [
          { email: 'a@b.example', lead: true },
          { email: 'b@b.example', lead: true },
        ],
      },
      '/contacts/1/lead',
    ],
    [{ contacts: [{ email: 'a@b.example' }, { email: 'A@B.example' }] }, '/contacts/1/email'],
    [
      { contacts: [{ email: 'a@b.example', basis: { kind: 'express_consent', obtainedOn: '2040-01-01' } }] },
      '/contacts/0/basis/obtainedOn',
    ],
    [{ client: { name: '' } }, '/client/name'],
    [{ client: { name: 'X', timezone: 'Mars/Base' } }, '/client/timezone'],
    [{ client: { name: 'X', clientSince: '2026-12-01' } }, '/client/clientSince'],
    [{ reason: 'because' }, '/reason'],
    [{ renewalOn: 'soon' }, '/renewalOn'],
    [{ surprise: 1 }, '/surprise'],
  ])('refuses %j and points at %s', async (changes, pointer) => {
    const { status, body: problem } = await post(body(changes));
    expect(status).toBe(422);
    expect(problem.errors.map((one: { pointer: string }) => one.pointer).join()).toContain(
      pointer === '/surprise' ? '' : pointer,
    );
  });

  it('takes a departure that is ahead of us with its notice: tasks now, letters after', async () => {
    const made = await recorded(body({ departedOn: '2027-01-31', noticeOn: '2026-10-30' }));
    expect(await tasksOf(made.departure.id)).toEqual(['exit_interview', 'team_note']);
    expect(made.firstLetter.localAt > '2027-02-14').toBe(true);
  });

  it('makes impact and check-ins only above the value, and nobody is checked on twice', async () => {
    const ownerId = uuidv7();
    await db()
      .insert(users)
      .values({ id: ownerId, email: 'mara@agency.example', name: 'Mara', role: 'sales', createdAt: monday });
    const now = { createdAt: monday, updatedAt: monday };
    for (let index = 0; index < 4; index += 1)
      await db()
        .insert(clients)
        .values({ id: uuidv7(), name: `Here ${index}`, state: 'active', ownerId, ...now });
    const rich = { owner: 'mara@agency.example', annualValue: { amount: 5_000_000, currency: 'EUR' } };
    const [one, other] = await Promise.all([
      recorded(body({}, rich)),
      recorded({ ...body({}, { ...rich, name: 'Other' }), contacts: [{ email: `other@client${nth}.example` }] }),
    ]);
    const kinds = [...(await tasksOf(one.departure.id)), ...(await tasksOf(other.departure.id))];
    expect(kinds.filter((kind) => kind === 'impact')).toHaveLength(2);
    const about = (await db().select().from(tasks).where(eq(tasks.kind, 'check_in_client'))).map(
      (row) => row.aboutClientId,
    );
    expect(about).toHaveLength(4);
    expect(new Set(about).size).toBe(4);
    expect(one.tasks.every((task: { ownerId: string }) => task.ownerId === ownerId)).toBe(true);
  });

  it('makes no playbook tasks for what happened long ago, and begins with a check-in', async () => {
    const made = await recorded(body({ departedOn: '2026-07-01' }));
    expect(await tasksOf(made.departure.id)).toEqual([]);
    expect(made.firstLetter.kind).toBe('check_in');
  });

  it('keeps a departure on file whose basis has ended', async () => {
    const made = await recorded(body({ departedOn: '2024-06-01' }));
    expect(made.firstLetter).toBe(null);
    expect(made.enrollments).toMatchObject([{ state: 'exited', exitCode: 'basis_expired' }]);
  });

  it.each([
    [{ reason: 'out_of_business' }, false],
    [{ reason: 'we_ended' }, false],
    [{ blockedBy: 'dispute' }, false],
    [{ reason: 'out_of_business', pursue: true }, true],
    [{ pursue: false }, false],
    [{}, true],
  ])('of %j is pursued: %s', async (changes, pursue) => {
    const made = await recorded(body(changes));
    expect([made.departure.pursue, await isMember(made.client.id), made.enrollments.length]).toEqual([
      pursue,
      pursue,
      pursue ? 1 : 0,
    ]);
    expect((await tasksOf(made.departure.id)).length).toBeGreaterThan(0);
  });

  it('chooses the lead: the one who is marked, else the decision maker, else the first, never somebody erased', async () => {
    const people = (list: object[]) => list.map((one, index) => ({ email: `p${index}@lead${nth}.example`, ...one }));
    const leadOf = async (list: object[]) => {
      nth += 1;
      const made = await recorded({ ...body(), contacts: people(list) });
      const index = made.contacts.findIndex((one: { lead: boolean }) => one.lead);
      expect(made.enrollments[0]?.contactId).toBe(made.contacts[index]?.id);
      return index;
    };
    expect(await leadOf([{}, {}])).toBe(0);
    expect(await leadOf([{}, { role: 'decision_maker' }])).toBe(1);
    expect(await leadOf([{ role: 'decision_maker' }, { lead: true }])).toBe(1);
    await erase(`p0@lead${nth + 1}.example`);
    expect(await leadOf([{ lead: true }, {}])).toBe(1);
  });

  it('after a champion has moved asks for the successor, and writes to no champion', async () => {
    const at = `champion${nth}.example`;
    const champion = { email: `nina@${at}`, role: 'champion' };
    const moved = { ...body(), reason: 'champion_left', client: { name: 'Orchard', domain: at } };
    const both = await recorded({ ...moved, contacts: [champion, { email: `tom@${at}` }] });
    expect(both.contacts.map((one: { lead: boolean }) => one.lead)).toEqual([false, true]);
    expect(both.tasks.map((one: { kind: string }) => one.kind)).toContain('successor');
    expect(both.notes).toEqual([]);

    nth += 1;
    const left = [{ email: `ada@alone.${at}`, role: 'champion' }];
    const gone = {
      ...moved,
      externalId: `champion-${nth}`,
      client: { name: 'Elm', domain: `alone.${at}` },
      contacts: left,
    };
    const alone = await recorded(gone);
    expect([alone.enrollments, alone.firstLetter]).toEqual([[], null]);
    expect(alone.notes).toEqual([expect.stringContaining('Find the successor')]);
    expect(alone.tasks.map((one: { kind: string }) => one.kind)).toContain('successor');
    expect(await isMember(alone.client.id)).toBe(true);
    const tom = await api.call('POST', '/v1/contacts', { clientId: alone.client.id, email: `tom@alone.${at}` });
    const found = await api.call('PATCH', `/v1/departures/${alone.departure.id}`, { notes: 'Tom took over.' });
    expect(found.status).toBe(200);
    expect(await openEnrollments(alone.client.id)).toMatchObject([{ contactId: tom.body.id, state: 'active' }]);
  });

  it('does not store an erased address again, and says so', async () => {
    await erase(`jo@client${nth}.example`);
    const made = await recorded();
    expect(made.contacts).toMatchObject([{ id: null, lead: false, note: expect.stringContaining('Erased') }]);
    expect([made.enrollments, made.firstLetter]).toEqual([[], null]);
    expect(
      await db()
        .select()
        .from(contacts)
        .where(eq(contacts.email, `jo@client${nth}.example`)),
    ).toEqual([]);
    // Somebody else who can be written to is named later: then it begins.
    const again = await post({
      ...body(),
      contacts: [{ email: `ann@client${nth}.example` }],
      client: { ...body().client, domain: `client${nth}.example` },
    });
    expect(again.status).toBe(201);
  });

  it('begins once somebody is named who can be written to', async () => {
    await erase(`jo@client${nth}.example`);
    const first = await recorded(body({ externalId: `deal-${nth}` }));
    const again = await post({
      ...body({ externalId: `deal-${nth}` }),
      contacts: [{ email: `ann@client${nth}.example` }],
    });
    expect([again.status, again.body.departure.id]).toEqual([200, first.departure.id]);
    expect(again.body.enrollments).toMatchObject([{ state: 'active' }]);
  });

  it('ends the enrollment of who must not be mailed as it begins; tasks and segment are made', async () => {
    await suppress(`jo@client${nth}.example`, 'unsubscribed');
    const made = await recorded();
    expect(made.enrollments).toMatchObject([{ state: 'exited', exitCode: 'suppressed' }]);
    expect([made.firstLetter, made.tasks.length, await isMember(made.client.id)]).toEqual([null, 2, true]);
  });

  it('accepts an owner nobody knows, keeps the one that is there, and says so', async () => {
    await db()
      .insert(users)
      .values({ id: uuidv7(), email: `rep${nth}@agency.example`, name: 'Rep', role: 'sales', createdAt: monday });
    const named = await recorded(body({ externalId: `o-${nth}` }, { owner: `Rep${nth}@Agency.example` }));
    const [before] = await db().select().from(clients).where(eq(clients.id, named.client.id));
    expect(before!.ownerId).not.toBe(null);
    const again = await post(body({ externalId: `o-${nth}` }, { owner: 'nobody@agency.example' }));
    expect(again.body.notes).toMatchObject([expect.stringContaining('nobody@agency.example')]);
    const [after] = await db().select().from(clients).where(eq(clients.id, named.client.id));
    expect(after).toMatchObject({ ownerId: before!.ownerId, ownerEmail: 'nobody@agency.example' });
  });
});

describe('matching', () => {
  const clientIds = async (list: object[]) => {
    const ids: string[] = [];
    for (const given of list) {
      const answer = await post(given);
      expect([200, 201]).toContain(answer.status);
      ids.push(answer.body.client.id);
    }
    return ids;
  };
  const at = (email: string, client: object = {}) => ({ ...body({}, client), contacts: [{ email }] });

  it('is by externalId first: two of them are two clients, host and address or not', async () => {
    const [one, other, again] = await clientIds([
      at(`a@ext${nth}.example`, { externalId: `x${nth}`, domain: `ext${nth}.example` }),
      at(`a@ext${nth}.example`, { externalId: `y${nth}`, domain: `ext${nth}.example` }),
      at(`b@elsewhere${nth}.example`, { externalId: `x${nth}` }),
    ]);
    expect(one).not.toBe(other);
    expect(again).toBe(one);
  });

  it('is by exact host, without www, never by its parent or a free mailbox', async () => {
    const [one, same, sub, free, otherFree] = await clientIds([
      at(`a1@m${nth}.example`, { domain: `https://www.Host${nth}.example/path` }),
      at(`a2@m${nth}.example`, { domain: `host${nth}.example` }),
      at(`a3@m${nth}.example`, { domain: `shop.host${nth}.example` }),
      at(`free1-${nth}@gmail.com`, { domain: 'gmail.com' }),
      at(`free2-${nth}@gmail.com`, { domain: 'gmail.com' }),
    ]);
    expect(same).toBe(one);
    expect(new Set([one, sub, free, otherFree]).size).toBe(4);
  });

  it('is by a contact’s address last, whatever its letters', async () => {
    const [one, same] = await clientIds([at(`who@addr${nth}.example`), at(`WHO@Addr${nth}.example`)]);
    expect(same).toBe(one);
  });

  it('lets empty values overwrite nothing', async () => {
    const full = {
      externalId: `full${nth}`,
      country: 'DE',
      domain: `full${nth}.example`,
      clientSince: '2020-01-01',
      annualValue: { amount: 5, currency: 'EUR' },
    };
    const person = { firstName: 'Jo', lastName: 'Brandt', phone: '+49301234567', salutation: 'Dear Jo,' };
    const made = await recorded(body({}, full, person));
    const blank = await post(
      body(
        { reasonDetail: '', whatWentWrong: null, competitor: '' },
        { externalId: `full${nth}`, country: '', domain: '', clientSince: null, locale: '', owner: '' },
        { firstName: '', lastName: null, phone: '', salutation: '' },
      ),
    );
    expect([blank.status, blank.text]).toEqual([200, expect.any(String)]);
    const [client] = await db().select().from(clients).where(eq(clients.id, made.client.id));
    expect(client).toMatchObject({
      country: 'DE',
      domain: `full${nth}.example`,
      clientSince: '2020-01-01',
      annualValueAmount: 5,
    });
    expect(await db().select().from(contacts).where(eq(contacts.clientId, made.client.id))).toMatchObject([person]);
  });

  it('of twenty identical messages at once makes one client, one departure, one enrollment', async () => {
    const given = body({ externalId: `par-${nth}` }, { externalId: `parc-${nth}`, domain: `par${nth}.example` });
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(given)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      ...Array.from({ length: 19 }, () => 200),
      201,
    ]);
    expect(new Set(answers.map((one) => one.body.departure.id)).size).toBe(1);
    const clientId = answers[0]!.body.client.id;
    expect(await openEnrollments(clientId)).toHaveLength(1);
    expect(await db().select().from(departures).where(eq(departures.clientId, clientId))).toHaveLength(1);
    expect(await db().select().from(contacts).where(eq(contacts.clientId, clientId))).toHaveLength(1);
    expect(
      await db()
        .select()
        .from(clients)
        .where(eq(clients.domain, `par${nth}.example`)),
    ).toHaveLength(1);
    expect(await db().select().from(bases).where(eq(bases.contactId, answers[0]!.body.contacts[0].id))).toHaveLength(1);
  });

  it('of one departure named by two clients at once refuses one of them', async () => {
    const named = (client: string) => ({
      ...body({ externalId: `two-${nth}` }, { externalId: client }),
      contacts: [{ email: `${client}@two${nth}.example` }],
    });
    const answers = await Promise.all(['cx', 'cy'].map((client) => post(named(`${client}${nth}`))));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409]);
  });
});

describe('merging', () => {
  it('fills in what is new and keeps the rest', async () => {
    const made = await recorded(body({ highlights: [{ text: 'One' }], competitor: 'Rival' }));
    const again = await post(
      body({ reason: 'billing', statedByClient: true, highlights: [{ text: 'One' }, { text: 'Two' }] }),
    );
    expect(again.status).toBe(200);
    expect(again.body).toMatchObject({
      merged: true,
      departure: {
        id: made.departure.id,
        reason: 'billing',
        statedReason: 'billing',
        competitor: 'Rival',
        highlights: [{ text: 'One' }, { text: 'Two' }],
      },
    });
  });

  it('stops the letters when the second message says so, and never begins them', async () => {
    const made = await recorded();
    expect((await post(body({ blockedBy: 'legal' }))).body.departure).toMatchObject({
      pursue: false,
      blockedBy: 'legal',
    });
    expect(await openEnrollments(made.client.id)).toMatchObject([{ state: 'exited', exitCode: 'not_pursued' }]);
    expect(await isMember(made.client.id)).toBe(false);
    const again = await post(body({ pursue: true }));
    expect(again.body.departure.pursue).toBe(false);
    expect(again.body.notes).toHaveLength(1);
  });

  it('has the plan follow', async () => {
    const made = await recorded(body({ externalId: `follow-${nth}` }));
    await post(body({ externalId: `follow-${nth}`, renewalOn: '2027-02-15' }));
    await tick(api.app, new Date(monday.getTime() + 1000));
    const plan = (await api.call('GET', `/v1/contacts/${made.contacts[0].id}/timeline`)).body.data;
    expect(
      plan.some((one: { step: string; at: string }) => one.step === 'renewal_call' && one.at.startsWith('2026-11-1')),
    ).toBe(true);
  });

  it('into one that was undone begins nothing', async () => {
    const made = await recorded(body({ externalId: `gone-${nth}` }));
    await api.call('POST', `/v1/departures/${made.departure.id}/undo`);
    const again = await post(body({ externalId: `gone-${nth}` }));
    expect([again.status, again.body.client.state]).toEqual([200, 'active']);
    expect(again.body.notes).toHaveLength(1);
    expect(await openEnrollments(made.client.id)).toMatchObject([{ state: 'exited', exitCode: 'undone' }]);
  });

  it('is over once the client came back: then a departure is a new one', async () => {
    const made = await recorded();
    const back = await api.call('POST', `/v1/clients/${made.client.id}/win-backs`, {
      wonBackOn: '2026-11-02',
      annualValue: null,
    });
    expect([back.status, back.text]).toEqual([201, expect.any(String)]);
    api.setNow(new Date('2027-03-01T10:00:00Z'));
    const again = await post(body({ departedOn: '2027-03-01' }));
    expect(again.status).toBe(201);
    expect(again.body.departure.id).not.toBe(made.departure.id);
    expect(again.body.enrollments).toMatchObject([{ state: 'active' }]);
    expect(again.body.firstLetter.localAt > '2027-03-15').toBe(true);
  });

  it('keeps a consent against a weaker basis', async () => {
    const consent = { basis: { kind: 'express_consent', obtainedOn: '2026-10-01' } };
    const made = await recorded(body({}, {}, consent));
    await post(body({}, {}, { basis: { kind: 'contract_ended', obtainedOn: '2026-11-02' } }));
    expect(await db().select().from(bases).where(eq(bases.contactId, made.contacts[0].id))).toMatchObject([
      { kind: 'express_consent' },
    ]);
  });
});

describe('a dry run', () => {
  it.each([
    ['of a new client', body],
    ['of an old departure', () => body({ departedOn: '2026-10-10' })],
  ])('%s stores nothing and equals the later answer', async (_, make) => {
    const given = make();
    const before = await dumpTables(api.app.pool);
    const dry = await post(given, '?dryRun=true');
    expect(await dumpTables(api.app.pool)).toEqual(before);
    expect([dry.status, dry.body.dryRun, dry.body.merged]).toEqual([200, true, false]);
    const real = await recorded(given);
    const { plan, dryRun, merged, preview, ...told } = dry.body;
    expect(plan.length).toBeGreaterThan(5);
    expect(preview).toMatchObject({ letter: { kind: told.firstLetter.kind }, why: told.firstLetter.why });
    expect([dryRun, merged]).toEqual([true, false]);
    const strip = (value: unknown) => JSON.parse(JSON.stringify(value).replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'id'));
    expect(strip(told)).toEqual(strip(real));
    const timeline = (await api.call('GET', `/v1/contacts/${real.contacts[0].id}/timeline`)).body.data;
    const letters = (list: { kind: string; state: string; at: string; letter: string }[]) =>
      list.filter((one) => one.kind === 'letter' && one.state === 'planned').map((one) => [one.at, one.letter]);
    expect(letters(timeline)).toEqual(letters(plan));
  });

  it('draws the same lot as the departure itself', async () => {
    await setPolicy({ holdoutPercent: 50 });
    const drawn: boolean[] = [];
    for (let index = 0; index < 16; index += 1) {
      nth += 1;
      const dry = await post(body(), '?dryRun=true');
      const real = await recorded();
      expect(real.client.heldOut).toBe(dry.body.client.heldOut);
      if (real.client.heldOut) expect([real.firstLetter, real.enrollments[0].exitCode]).toEqual([null, 'holdout']);
      drawn.push(real.client.heldOut);
    }
    await setPolicy({});
    expect(new Set(drawn).size).toBe(2);
  });
});

describe('changing', () => {
  const patch = (id: string, changes: object) => api.call('PATCH', `/v1/departures/${id}`, changes);

  it('stops and begins the letters again', async () => {
    const made = await recorded();
    expect((await patch(made.departure.id, { pursue: false })).body.pursue).toBe(false);
    expect(await openEnrollments(made.client.id)).toMatchObject([{ state: 'exited', exitCode: 'not_pursued' }]);
    expect((await patch(made.departure.id, { pursue: true })).body.pursue).toBe(true);
    expect(await openEnrollments(made.client.id)).toMatchObject([{ state: 'active', exitCode: null }]);
    expect(await isMember(made.client.id)).toBe(true);
    api.setNow(new Date('2026-11-17T10:00:00Z'));
    await tick(api.app, api.app.now());
    expect(await db().select().from(messages).where(eq(messages.clientId, made.client.id))).toMatchObject([
      { state: 'accepted' },
    ]);
  });

  it('to a closure stops them too', async () => {
    const made = await recorded();
    expect((await patch(made.departure.id, { reason: 'out_of_business' })).body.pursue).toBe(false);
  });

  it('of the fault turns a queued thank-you into an apology, and the record says what left', async () => {
    const made = await recorded(body({ departedOn: '2026-10-12' }));
    await patch(made.departure.id, { fault: 'ours', whatWentWrong: 'The March invoices were wrong.' });
    await tick(api.app, monday);
    expect(await db().select().from(messages).where(eq(messages.clientId, made.client.id))).toMatchObject([
      { state: 'accepted', kind: 'apology' },
    ]);
  });

  it('of the day moves the plan', async () => {
    const made = await recorded(body({ departedOn: '2026-10-12' }));
    await patch(made.departure.id, { departedOn: '2026-11-01' });
    await tick(api.app, monday);
    expect(await db().select().from(messages).where(eq(messages.clientId, made.client.id))).toMatchObject([
      { state: 'queued', why: [{ code: 'cooling_off' }] },
    ]);
    await tick(api.app, new Date('2026-11-16T10:00:00Z'));
    expect(await db().select().from(messages).where(eq(messages.clientId, made.client.id))).toMatchObject([
      { state: 'accepted' },
    ]);
  });

  it.each([
    [{ departedOn: '2026-12-24' }, '/departedOn'],
    [{ noticeOn: '2026-11-03' }, '/noticeOn'],
    [{ departedOn: '2026-10-01', noticeOn: '2026-10-02' }, '/noticeOn'],
    [{ fault: 'mine' }, '/fault'],
  ])('refuses %j and points at %s', async (changes, pointer) => {
    const made = await recorded();
    const { status, body: problem } = await patch(made.departure.id, changes);
    expect([status, problem.errors[0].pointer]).toEqual([422, pointer]);
  });
});

describe('undoing', () => {
  const undo = async (id: string) => (await api.call('POST', `/v1/departures/${id}/undo`)).body;

  it('before a letter cancels what waits; a second time changes nothing', async () => {
    const made = await recorded(body({ departedOn: '2026-10-12' }));
    expect(await undo(made.departure.id)).toEqual({ canceled: 1, tooLate: 0 });
    expect(await undo(made.departure.id)).toEqual({ canceled: 0, tooLate: 0 });
    const [client] = await db().select().from(clients).where(eq(clients.id, made.client.id));
    expect([client!.state, await isMember(made.client.id)]).toEqual(['active', false]);
    expect(
      (await db().select().from(tasks).where(eq(tasks.clientId, made.client.id))).every(
        (row) => row.state === 'canceled',
      ),
    ).toBe(true);
    await tick(api.app, new Date('2027-01-20T10:00:00Z'));
    expect(
      (await db().select().from(messages).where(eq(messages.clientId, made.client.id))).map((row) => row.state),
    ).toEqual(['canceled']);
    expect((await post(body())).status).toBe(201);
  });

  it('after a letter asks somebody to call and explain, once', async () => {
    const made = await recorded(body({ departedOn: '2026-10-12' }));
    await tick(api.app, monday);
    expect(await undo(made.departure.id)).toEqual({ canceled: 0, tooLate: 1 });
    expect(await undo(made.departure.id)).toEqual({ canceled: 0, tooLate: 1 });
    const open = await db()
      .select()
      .from(tasks)
      .where(and(eq(tasks.clientId, made.client.id), eq(tasks.state, 'open')));
    expect(open).toMatchObject([{ kind: 'call', title: 'Explain our mistake' }]);
    expect((await api.call('PATCH', `/v1/departures/${made.departure.id}`, { notes: 'x' })).status).toBe(409);
  });

  it('and changing, recording and ticking at once break nothing', async () => {
    const many = [];
    for (let index = 0; index < 6; index += 1) {
      nth += 1;
      many.push(await recorded(body({ departedOn: '2026-10-12' })));
    }
    const at = monday.getTime();
    const doings = many.flatMap(({ departure }, index) => [
      api.call('POST', `/v1/departures/${departure.id}/undo`),
      api.call('PATCH', `/v1/departures/${departure.id}`, { notes: `n${index}` }),
      tick(api.app, new Date(at + index * 60_000)).then(() => ({ status: 200 })),
    ]);
    for (const { status } of await Promise.all(doings)) expect([200, 409]).toContain(status);
    for (const { client } of many)
      expect(await openEnrollments(client.id)).toMatchObject([{ state: 'exited', exitCode: 'undone' }]);
  });
});

async function suppress(email: string, reason: 'unsubscribed' | 'erased'): Promise<void> {
  await db()
    .insert(suppressions)
    .values({
      id: uuidv7(),
      addressHash: hashAddress(api.app.addressKey, email),
      address: reason === 'erased' ? null : email,
      scope: 'all',
      reason,
      source: 'page',
      createdAt: monday,
      createdBy: 'test',
    });
}
const erase = (email: string) => suppress(email, 'erased');

it('leaves a why for everything it left out', async () => {
  const rows = await db().select().from(stepSkips);
  for (const { why } of rows) expect(why[0]?.text.length).toBeGreaterThan(10);
});
