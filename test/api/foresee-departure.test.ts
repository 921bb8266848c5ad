import { eq } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clients, messages, settings, users } from '../../src/db/schema.ts';
import { defaultPolicy } from '../../src/domain/policy.ts';
import { ensureBuiltIns } from '../../src/flows/house/ensure-built-ins.ts';
import { tick } from '../../src/flows/tick.ts';
import { openCapture } from '../../src/mail/out/capture.ts';
import { makeApi, type TestApi } from '../support/api.ts';
import { dumpTables } from '../support/table-dump.ts';

/** What a person is shown before they record a departure is what comes of it. */

let api: TestApi;
let nth = 0;
const monday = new Date('2026-11-02T10:00:00Z');

beforeAll(async () => {
  api = await makeApi({ env: { REPLY_DOMAIN: 'reply.agency.example', PUBLIC_URL: 'https://ajar.agency.example' } });
  Object.assign(api.app, { transport: openCapture() });
  await ensureBuiltIns(api.app);
  await api.app.db
    .insert(settings)
    .values({ policy: { ...defaultPolicy, ownerCapPerDay: 10_000 }, changedAt: monday, changedBy: 'test' });
  await api.app.db.insert(users).values({
    id: uuidv7(),
    email: 'mara@agency.example',
    name: 'Mara',
    role: 'sales',
    createdAt: monday,
  });
});
afterAll(() => api.close());
beforeEach(() => {
  api.setNow(monday);
  nth += 1;
});

const body = (changes: object = {}, client: object = {}, contact: object = {}) => ({
  client: { name: `Client ${nth}`, timezone: 'Europe/Berlin', owner: 'mara@agency.example', ...client },
  contacts: [{ email: `jo@client${nth}.example`, firstName: 'Jo', ...contact }],
  departedOn: '2026-11-02',
  reason: 'price',
  statedByClient: true,
  fault: 'nobody',
  highlights: [{ text: 'Cut onboarding from nine days to two' }],
  personalLine: 'I liked our Fridays.',
  ...changes,
});
const dry = async (given: object) => {
  const answer = await api.call('POST', '/v1/departures?dryRun=true', given);
  expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
  return answer.body;
};
const codes = ({ preview }: { preview: { remarks: { code: string }[] } }) => preview.remarks.map((one) => one.code);
/** Without what belongs to one message: its own links. */
const bare = (text: string) => text.replaceAll(/\/u\/[\w.~-]+/g, '/u/token');

describe('what a dry run foresees', () => {
  it('is the first letter as it leaves two weeks later, and stores nothing', async () => {
    const given = body();
    // The first request notes the use of its key.
    await dry(given);
    const before = await dumpTables(api.app.pool);
    const { preview, firstLetter, tasks } = await dry(given);
    expect(await dumpTables(api.app.pool)).toEqual(before);
    expect(preview).toMatchObject({
      client: { before: null, matchedBy: null, zone: 'Europe/Berlin', zoneIsGuessed: false },
      campaign: { slug: 'door-ajar' },
      missing: null,
      people: [{ name: 'Mara' }],
      remarks: [],
    });
    expect(tasks).toHaveLength(2);
    const made = (await api.call('POST', '/v1/departures', given)).body;
    api.setNow(new Date(firstLetter.at));
    await tick(api.app, api.app.now());
    const [message] = await api.app.db.select().from(messages).where(eq(messages.departureId, made.departure.id));
    const sent = (await api.call('GET', `/v1/messages/${message!.id}`)).body;
    expect(sent).toMatchObject({ state: 'accepted', kind: preview.letter.kind });
    expect(sent.copy).toMatchObject({ subject: preview.letter.subject, from: preview.letter.from });
    expect(bare(sent.copy.html)).toBe(bare(preview.letter.html));
    expect(bare(sent.copy.text)).toBe(bare(preview.letter.text));
    expect(sent.copy.text).toContain('I liked our Fridays.');
  });

  it('names the client that is meant and what becomes of a second departure', async () => {
    const first = body({}, { domain: `client${nth}.example` });
    expect(codes(await dry(first))).toEqual([]);
    await api.call('POST', '/v1/departures', first);
    const again = await dry(
      body({}, { name: 'Another name', domain: `www.client${nth}.example` }, { email: `lena@client${nth}.example` }),
    );
    expect(again).toMatchObject({
      merged: true,
      preview: { client: { matchedBy: 'domain', before: { name: `Client ${nth}` } } },
    });
    expect(codes(again)).toEqual(['known_client', 'merged']);
  });

  it('takes the client that a person points at, whatever its name and address', async () => {
    const id = uuidv7();
    const at = { createdAt: monday, updatedAt: monday };
    await api.app.db.insert(clients).values({ id, name: 'Pointed At Ltd', state: 'active', ...at });
    const given = body({}, { id, name: 'Pointed At Ltd' }, { email: `new${nth}@elsewhere.example` });
    expect(await dry(given)).toMatchObject({ client: { id }, preview: { client: { matchedBy: 'id' }, remarks: [] } });
    const made = await api.call('POST', '/v1/departures', given);
    expect([made.status, made.body.client.id]).toEqual([201, id]);
    const nobody = await api.call('POST', '/v1/departures', body({}, { id: uuidv7() }));
    expect([nobody.status, nobody.body.errors]).toEqual([422, [expect.objectContaining({ pointer: '/client/id' })]]);
    await api.call('POST', '/v1/clients', { name: 'Taken', externalId: `taken-${nth}` });
    const taken = await api.call('POST', '/v1/departures', body({}, { id, externalId: `taken-${nth}` }));
    expect([taken.status, taken.body.code]).toEqual([409, 'external_id_taken']);
  });

  it('says who must not be mailed, who was erased, and who is on file elsewhere', async () => {
    const email = `stop${nth}@client${nth}.example`;
    await api.call('POST', '/v1/suppressions', { address: email });
    const stopped = await dry(body({}, {}, { email }));
    expect(stopped.firstLetter).toBeNull();
    expect(stopped.preview).toMatchObject({ letter: null, why: [{ code: 'suppressed' }] });
    expect(codes(stopped)).toEqual(['suppressed']);
    expect(stopped.preview.remarks[0]).toMatchObject({ pointer: '/contacts/0/email' });

    const other = (await api.call('POST', '/v1/departures', body({}, { name: 'Other' }))).body;
    const both = await dry(body({}, { name: 'Second', externalId: `x-${nth}`, domain: `second${nth}.example` }));
    expect(both.preview.client.matchedBy).toBe('address');
    await api.call('DELETE', `/v1/contacts/${other.contacts[0].id}`);
    const erased = await dry(body({}, { name: 'Third' }));
    expect(codes(erased)).toEqual(['note']);
    expect(erased.preview.remarks[0].text).toContain('was erased');
  });

  it('tells of departures long ago, ahead, and not pursued', async () => {
    const old = await dry(body({ departedOn: '2026-08-20' }));
    expect(codes(old)).toEqual(['backdated']);
    expect(old.preview.remarks[0].text).toBe('They left 74 days ago. The letters begin with a check-in.');
    const ahead = await dry(body({ departedOn: '2026-12-31', noticeOn: '2026-11-01' }));
    expect(codes(ahead)).toEqual(['future']);
    const closed = await dry(body({ reason: 'out_of_business' }));
    expect(closed.preview).toMatchObject({ letter: null, campaign: null, why: [{ code: 'not_pursued' }] });
  });

  it('is for those who may record departures', async () => {
    const reader = await api.makeKey('departures:read');
    expect((await api.call('POST', '/v1/departures?dryRun=true', body(), { key: reader })).status).toBe(403);
  });
});
