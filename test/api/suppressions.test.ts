import { eq } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrollments, messages } from '../../src/db/schema.ts';
import { unsubscribe } from '../../src/flows/suppressions/unsubscribe.ts';
import { makeApi, noon, type TestApi } from '../support/api.ts';
import { makePeople, type People } from '../support/people.ts';

let api: TestApi;
let people: People;
beforeAll(async () => {
  api = await makeApi();
  people = makePeople(api.app.db, api.app.addressKey, noon);
});
afterAll(() => api.close());

const suppress = (body: object) => api.call('POST', '/v1/suppressions', body);
const list = (query: string) => api.call('GET', `/v1/suppressions?${query}`);
const enrollment = async (id: string) => (await api.app.db.select().from(enrollments).where(eq(enrollments.id, id)))[0];

describe('suppressions', () => {
  it('end the drips of an address, wherever it occurs', async () => {
    const jo = await people.departed('jo@two.example');
    const other = await people.departed('jo@two.example');
    const queued = await people.letter(jo.enrollmentId, jo, {
      state: 'queued',
      acceptedAt: null,
      stepKey: 'offer',
      kind: 'offer',
    });
    const { status, body } = await suppress({ address: 'JO@Two.example', reason: 'do_not_contact', note: 'By phone' });
    expect([status, body]).toMatchObject([201, { address: 'jo@two.example', scope: 'all', source: 'api' }]);
    expect(body).not.toHaveProperty('addressHash');
    for (const one of [jo, other])
      expect(await enrollment(one.enrollmentId)).toMatchObject({ exitCode: 'do_not_contact' });
    const [letter] = await api.app.db.select().from(messages).where(eq(messages.id, queued));
    expect(letter?.state).toBe('canceled');
    const again = await suppress({ address: 'jo@two.example' });
    expect([again.status, again.body.id]).toEqual([200, body.id]);
  });

  it('of a whole client end the drips of everybody there', async () => {
    const jo = await people.departed('jo@whole.example');
    const lena = { ...jo, contactId: await people.contact(jo.clientId, 'lena@whole.example') };
    const lenas = await people.enrollment(lena);
    const { status, body } = await suppress({ clientId: jo.clientId, reason: 'do_not_contact' });
    expect([status, body.clientId, body.address]).toEqual([201, jo.clientId, null]);
    for (const id of [jo.enrollmentId, lenas])
      expect(await enrollment(id)).toMatchObject({ exitCode: 'do_not_contact' });
    expect((await list(`client=${jo.clientId}`)).body.data).toHaveLength(1);
  });

  it('of a topic leave the drip running and plan it anew', async () => {
    const jo = await people.departed('jo@topic.example');
    expect((await suppress({ address: jo.email, scope: 'offers' })).status).toBe(201);
    expect(await enrollment(jo.enrollmentId)).toMatchObject({ state: 'active', nextActionAt: noon });
  });

  it('are lifted; what the person asked for only when they have opted in again', async () => {
    const ours = await suppress({ address: 'ours@lift.example' });
    expect((await api.call('DELETE', `/v1/suppressions/${ours.body.id}`)).status).toBe(204);
    expect((await api.call('DELETE', `/v1/suppressions/${ours.body.id}`)).status).toBe(204);
    expect((await list('address=ours@lift.example')).body.data).toEqual([]);
    expect((await list('address=ours@lift.example&lifted=true')).body.data).toMatchObject([
      { liftedAt: noon.toISOString() },
    ]);

    const jo = await people.departed('theirs@lift.example');
    await unsubscribe(api.app, jo.messageId, 'one_click');
    const [theirs] = (await list('address=theirs@lift.example')).body.data;
    const url = `/v1/suppressions/${theirs.id}`;
    expect((await api.call('DELETE', url)).body).toMatchObject({ status: 409, code: 'wrong_state' });
    expect((await api.call('DELETE', `${url}?confirm=yes`)).status).toBe(422);
    expect((await api.call('DELETE', `${url}?confirm=person-opted-in`)).status).toBe(204);
    expect((await enrollment(jo.enrollmentId))?.state).toBe('exited');
    expect((await api.call('DELETE', `/v1/suppressions/${uuidv7()}`)).status).toBe(404);
  });

  it('are refused without one target', async () => {
    for (const body of [{}, { address: 'a@b.example', clientId: uuidv7() }, { clientId: uuidv7() }, { address: 'x' }])
      expect((await suppress(body)).status).toBe(422);
    expect((await suppress({ address: 'a@b.example', reason: 'erased' })).status).toBe(422);
  });

  it('come in pages and need their scope', async () => {
    const key = await api.makeKey('suppressions:read');
    for (let index = 0; index < 5; index += 1) await suppress({ address: `${index}@page.example`, scope: 'news' });
    const first = await api.call('GET', '/v1/suppressions?scope=news&limit=3', undefined, { key });
    const next = await list(`scope=news&limit=3&cursor=${first.body.nextCursor}`);
    const seen = [...first.body.data, ...next.body.data].map((one) => one.address);
    expect(new Set(seen).size).toBe(5);
    expect(next.body.nextCursor).toBeNull();
    expect((await api.call('POST', '/v1/suppressions', { address: 'a@b.example' }, { key })).status).toBe(403);
  });

  it('are one for one target, however many say so at the same time', async () => {
    const jo = await people.departed('race@lift.example');
    const reasons = ['hard_bounce', 'unsubscribed', 'manual', 'complained', 'do_not_contact'];
    const answers = await Promise.all(reasons.map((reason) => suppress({ address: jo.email, reason })));
    expect(answers.every(({ status }) => status === 200 || status === 201)).toBe(true);
    const { body } = await list(`address=${jo.email}`);
    expect(body.data).toHaveLength(1);
    expect(['unsubscribed', 'complained']).toContain(body.data[0].reason);
  });
});
