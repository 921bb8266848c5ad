import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { clients, deferrals, enrollments, settings, tasks } from '../../src/db/schema.ts';
import { defaultPolicy, type HousePolicy } from '../../src/domain/policy.ts';
import { ensureBuiltIns } from '../../src/flows/house/ensure-built-ins.ts';
import { tick } from '../../src/flows/tick.ts';
import { openCapture } from '../../src/mail/out/capture.ts';
import { makeApi, type TestApi } from '../support/api.ts';

let api: TestApi;
const monday = new Date('2026-11-02T10:00:00Z');
let nth = 0;

beforeAll(async () => {
  api = await makeApi();
  Object.assign(api.app, { transport: openCapture() });
  await ensureBuiltIns(api.app);
});
afterAll(() => api.close());
beforeEach(async () => {
  nth += 1;
  api.setNow(monday);
  await setPolicy({});
});

const setPolicy = (changes: Partial<HousePolicy>) =>
  api.app.db
    .insert(settings)
    .values({ policy: { ...defaultPolicy, ...changes }, changedAt: monday, changedBy: 'test' });

async function leave(email: string, departedOn = '2026-11-02') {
  const client = { name: `Client ${nth}`, externalId: `crm-${nth}`, timezone: 'Europe/Berlin' };
  const answer = await api.call('POST', '/v1/departures', { client, contacts: [{ email }], departedOn });
  expect(answer.status).toBe(201);
  return answer.body;
}

it('asks for a look at a first letter also where the house came to want one only after the enrollment began, once', async () => {
  const { client, enrollments: begun } = await leave(`jo@client${nth}.example`);
  await setPolicy({ approval: 'required' });
  for (const day of ['16', '17', '18']) await tick(api.app, new Date(`2026-11-${day}T12:00:00Z`));
  const asked = await api.app.db
    .select()
    .from(tasks)
    .where(and(eq(tasks.clientId, client.id), eq(tasks.kind, 'approve_letter')));
  expect(asked).toHaveLength(1);
  // It waits three days for one reason, which is told once.
  const told = await api.app.db.select().from(deferrals).where(eq(deferrals.enrollmentId, begun[0].id));
  expect(told.filter((one) => one.why.some((reason) => reason.code === 'needs_approval'))).toHaveLength(1);
  expect((await api.call('POST', `/v1/tasks/${asked[0]!.id}/complete`, { outcome: 'approved' })).status).toBe(200);
  expect(await tick(api.app, new Date('2026-11-19T12:00:00Z'))).toMatchObject({ accepted: 1 });
});

it('asks nobody any more for a look at a letter that left without one, or never will', async () => {
  await setPolicy({ approval: 'required' });
  const wanted = await leave(`jo@client${nth}.example`);
  nth += 1;
  const stopped = await leave(`lena@client${nth}.example`);
  const looks = async (clientId: string) =>
    (await api.app.db.select().from(tasks).where(eq(tasks.clientId, clientId)))
      .filter((one) => one.kind === 'approve_letter')
      .map((one) => one.state);
  expect([await looks(wanted.client.id), await looks(stopped.client.id)]).toEqual([['open'], ['open']]);
  await setPolicy({ approval: 'optional' });
  await api.call('POST', '/v1/suppressions', { clientId: stopped.client.id });
  expect([await looks(wanted.client.id), await looks(stopped.client.id)]).toEqual([['open'], ['canceled']]);
  expect(await tick(api.app, new Date('2026-11-16T12:00:00Z'))).toMatchObject({ accepted: 1 });
  expect(await looks(wanted.client.id)).toEqual(['canceled']);
});

it('writes to nobody else at a client where somebody asked us to stop, also after they left a second time', async () => {
  const { client } = await leave(`jo@client${nth}.example`, '2026-10-01');
  expect(
    (
      await api.call('POST', '/v1/suppressions', {
        address: `jo@client${nth}.example`,
        scope: 'all',
        reason: 'unsubscribed',
      })
    ).status,
  ).toBe(201);
  const value = { annualValue: { amount: 100, currency: 'EUR' }, wonBackOn: '2026-10-20' };
  expect((await api.call('POST', `/v1/clients/${client.id}/win-backs`, value)).status).toBe(201);
  const again = await leave(`lena@client${nth}.example`);
  const [enrollment] = await api.app.db
    .select()
    .from(enrollments)
    .where(eq(enrollments.departureId, again.departure.id));
  expect(enrollment).toMatchObject({ state: 'held', holdCode: 'held', holdReviewOn: '2026-11-16' });
  const asked = await api.app.db
    .select()
    .from(tasks)
    .where(and(eq(tasks.clientId, client.id), eq(tasks.kind, 'note')));
  expect(asked).toHaveLength(1);
  expect(await tick(api.app, new Date('2026-11-18T12:00:00Z'))).toMatchObject({ queued: 0 });
});

it('takes a client who had come back and did not leave again to where they were', async () => {
  const { client } = await leave(`jo@client${nth}.example`, '2026-10-01');
  const value = { annualValue: { amount: 100, currency: 'EUR' }, wonBackOn: '2026-10-20' };
  await api.call('POST', `/v1/clients/${client.id}/win-backs`, value);
  const again = await leave(`jo@client${nth}.example`);
  expect((await api.call('POST', `/v1/departures/${again.departure.id}/undo`)).status).toBe(200);
  const [row] = await api.app.db.select().from(clients).where(eq(clients.id, client.id));
  expect(row!.state).toBe('won_back');
});
