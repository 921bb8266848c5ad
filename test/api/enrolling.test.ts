import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clients } from '../../src/db/schema.ts';
import { ensureBuiltIns } from '../../src/flows/house/ensure-built-ins.ts';
import { makeApi, type TestApi } from '../support/api.ts';
import { depart } from '../support/departed.ts';

let api: TestApi;

beforeAll(async () => {
  api = await makeApi();
  await ensureBuiltIns(api.app);
});
afterAll(() => api.close());

const enroll = (contactId: string, rest: object = {}) =>
  api.call('POST', '/v1/enrollments', { contactId, campaign: 'door-ajar', ...rest });
const colleagueOf = async (clientId: string, email: string) =>
  (await api.call('POST', '/v1/contacts', { clientId, email })).body.id as string;

describe('enrolling somebody by hand', () => {
  it('enrolls a colleague, who is planned at once and gets no second first letter', async () => {
    const left = await depart(api, 'colleague.example');
    const colleague = await colleagueOf(left.clientId, 'lena@colleague.example');
    const { status, body } = await enroll(colleague, { departureId: left.departureId });
    expect([status, body.state, body.contactId]).toEqual([201, 'active', colleague]);
    expect(body.nextActionAt).not.toBeNull();
    const audit = await api.call('GET', `/v1/audit?subjectId=${body.id}`);
    expect(audit.body.data).toMatchObject([{ action: 'enroll-contact' }]);
  });

  it('enrolls once, however many do so at the same time', async () => {
    const left = await depart(api, 'race.example');
    const colleague = await colleagueOf(left.clientId, 'lena@race.example');
    const answers = await Promise.all([1, 2, 3].map(() => enroll(colleague)));
    const codes = answers.map((one) => one.body.code ?? one.status);
    expect(codes.filter((code) => code === 201)).toHaveLength(1);
    expect(codes.filter((code) => code === 'already_enrolled')).toHaveLength(2);
    expect((await enroll(left.contactId)).body.code).toBe('already_enrolled');
  });

  it('refuses whoever is not to be written to, and says why', async () => {
    const details = async (contactId: string) => {
      const { status, body } = await enroll(contactId);
      return `${status} ${body.detail}`;
    };
    const stopped = await depart(api, 'stopped.example');
    const colleague = await colleagueOf(stopped.clientId, 'lena@stopped.example');
    await api.call('POST', '/v1/suppressions', { address: 'lena@stopped.example' });
    expect(await details(colleague)).toMatch(/^409 This address must not be mailed \(manual\)/);
    await api.call('POST', '/v1/suppressions', { clientId: stopped.clientId, reason: 'do_not_contact' });
    expect(await details(await colleagueOf(stopped.clientId, 'tim@stopped.example'))).toMatch(
      /^409 This client must not/,
    );

    const closed = await depart(api, 'closed.example', { reason: 'out_of_business' });
    expect(await details(closed.contactId)).toMatch(/^409 This client is not to be pursued/);
    const held = await depart(api, 'held-out.example');
    await api.app.db.update(clients).set({ heldOut: true }).where(eq(clients.id, held.clientId));
    expect(await details(await colleagueOf(held.clientId, 'lena@held-out.example'))).toMatch(
      /^409 This client is held out/,
    );
    const here = (await api.call('POST', '/v1/clients', { name: 'Here' })).body.id;
    expect(await details(await colleagueOf(here, 'lena@here.example'))).toMatch(
      /^409 The client of this contact has not left/,
    );
  });

  it('refuses what is not there or does not fit', async () => {
    const left = await depart(api, 'fits.example');
    const other = await depart(api, 'other.example');
    const pointer = async (contactId: string, rest: object) => (await enroll(contactId, rest)).body.errors?.[0].pointer;
    expect(await pointer(left.departureId, {})).toBe('/contactId');
    expect(await pointer(left.contactId, { campaign: 'nobody' })).toBe('/campaign');
    expect(await pointer(left.contactId, { departureId: other.departureId })).toBe('/departureId');
    await api.call('POST', '/v1/campaigns', { slug: 'unpublished', name: 'Unpublished' });
    expect(await pointer(left.contactId, { campaign: 'unpublished' })).toBe('/campaign');
    await api.call('POST', `/v1/departures/${left.departureId}/undo`);
    expect((await enroll(left.contactId, { departureId: left.departureId })).body.code).toBe('departure_closed');
  });
});
