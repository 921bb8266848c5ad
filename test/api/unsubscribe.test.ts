import { connect } from 'node:net';
import { and, eq, isNull } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditLog, bases, contacts, enrollments, messages, suppressions, tasks } from '../../src/db/schema.ts';
import { planDueSteps } from '../../src/flows/letters/plan-due-steps.ts';
import { makeToken } from '../../src/mail/token.ts';
import { makeApi, noon, type TestApi } from '../support/api.ts';
import { type Departed, makePeople, type People } from '../support/people.ts';
import { dumpTables } from '../support/table-dump.ts';

let api: TestApi;
let people: People;
beforeAll(async () => {
  api = await makeApi();
  people = makePeople(api.app.db, api.app.addressKey, noon);
});
afterAll(() => api.close());

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const tokenFor = ({ messageId }: { messageId: string }) => makeToken(api.app.secrets[0], 'unsubscribe', messageId);
const linkOf = (jo: { messageId: string }) => `/u/${tokenFor(jo)}`;

async function post(url: string, payload?: string | Buffer, headers: Record<string, string> = form) {
  return api.server.inject({ method: 'POST', url, headers, ...(payload === undefined ? {} : { payload }) });
}
const press = (jo: Departed, action: string, more = '') => post(linkOf(jo), `action=${action}${more}`);

async function stateOf({ enrollmentId, email }: Departed) {
  const { db } = api.app;
  const [enrollment] = await db.select().from(enrollments).where(eq(enrollments.id, enrollmentId));
  const inForce = await db
    .select()
    .from(suppressions)
    .where(and(eq(suppressions.addressHash, people.hash(email)), isNull(suppressions.liftedAt)));
  const deeds = await db.select().from(auditLog).where(eq(auditLog.subjectId, enrollment!.contactId));
  return { enrollment: enrollment!, inForce, deeds };
}

async function queueLetter(jo: Departed, row: Partial<typeof messages.$inferInsert> = {}) {
  const more = { stepKey: 'check_in', kind: 'check_in' as const, state: 'queued' as const, acceptedAt: null };
  return people.letter(jo.enrollmentId, jo, { ...more, ...row });
}

describe('looking at the link of a letter', () => {
  it('changes nothing, whichever reading method is used and whatever the query says', async () => {
    const jo = await people.departed('looker@northwind.example');
    const before = await dumpTables(api.app.pool);
    for (const method of ['GET', 'HEAD', 'OPTIONS'] as const)
      for (const query of ['', '?choose=1', '?keep=1', '?action=stop_all', '?List-Unsubscribe=One-Click']) {
        const answer = await api.server.inject({ method, url: linkOf(jo) + query });
        expect(answer.statusCode, `${method} ${query}`).toBe(method === 'OPTIONS' ? 405 : 200);
        expect(answer.headers['set-cookie']).toBeUndefined();
      }
    expect(await dumpTables(api.app.pool)).toEqual(before);
  });

  it('shows forms that post, opens where the link says, and needs no script', async () => {
    const jo = await people.departed('reader@northwind.example');
    const page = (query = '') => api.server.inject({ method: 'GET', url: linkOf(jo) + query });
    const first = async (query?: string) => /value="(\w+)"/.exec((await page(query)).payload)?.[1];
    expect(await first()).toBe('stop_all');
    expect(await first('?choose=1')).toBe('stop_offers');
    expect(await first('?keep=1')).toBe('twice_a_year');
    const answer = await page();
    expect(answer.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.payload).not.toMatch(/<script|reader@northwind/);
    expect(answer.payload).toContain('r…@northwind.example');
  });

  it('speaks the language of the contact', async () => {
    const jo = await people.departed('leserin@northwind.example', { locale: 'de-AT' });
    const page = await api.server.inject({ method: 'GET', url: linkOf(jo) });
    expect(page.payload).toContain('<html lang="de">');
    expect(page.payload).toContain('Alle Briefe beenden');
  });
});

describe('one click', () => {
  const multipart =
    '--b0und\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b0und--\r\n';
  const bodies: [string, string | undefined, Record<string, string>, 'one_click' | 'page'][] = [
    ['a form', 'List-Unsubscribe=One-Click', form, 'one_click'],
    ['multipart', multipart, { 'content-type': 'multipart/form-data; boundary=b0und' }, 'one_click'],
    ['a form without a type', 'List-Unsubscribe=One-Click', {}, 'one_click'],
    ['nothing', undefined, {}, 'page'],
    ['JSON', '{"a":', { 'content-type': 'application/json' }, 'page'],
    ['an unheard-of type', 'x', { 'content-type': 'application/x-never-heard' }, 'page'],
    ['a broken type', 'x', { 'content-type': ';;/=' }, 'page'],
    ['an action that does not exist', 'action=constructor', form, 'page'],
    ['10 kB of junk', '\u0000\ufffd--%%%='.repeat(1000), { 'content-type': 'text/plain' }, 'page'],
    ['60 kB of junk', 'x'.repeat(60_000), { 'content-type': 'multipart/form-data; boundary=a' }, 'page'],
  ];
  it.each(bodies)('stops everything when %s is posted', async (name, body, headers, via) => {
    const jo = await people.departed(`${name.replaceAll(/\W+/g, '-').toLowerCase()}@northwind.example`);
    const queued = await queueLetter(jo);
    const answer = await post(linkOf(jo), body, headers);
    expect([answer.statusCode, answer.headers.location, answer.headers['set-cookie']]).toEqual([
      200,
      undefined,
      undefined,
    ]);
    if (via === 'one_click') expect(answer.payload).toBe('');
    else expect(answer.payload).toContain('All letters to you are stopped.');
    const { enrollment, inForce, deeds } = await stateOf(jo);
    expect(enrollment).toMatchObject({ state: 'exited', exitCode: 'unsubscribed', nextActionAt: null });
    expect(inForce).toMatchObject([{ scope: 'all', reason: 'unsubscribed', source: via, messageId: jo.messageId }]);
    expect(deeds).toMatchObject([{ action: 'unsubscribe', detail: { via } }]);
    const [letter] = await api.app.db.select().from(messages).where(eq(messages.id, queued));
    expect(letter?.state).toBe('canceled');
  });

  it('may be repeated, and at once by several: it is recorded one time', async () => {
    const jo = await people.departed('again@northwind.example');
    const all = await Promise.all([1, 2, 3, 4].map(() => post(linkOf(jo), 'List-Unsubscribe=One-Click')));
    const later = await post(linkOf(jo), 'List-Unsubscribe=One-Click');
    expect([...all, later].map((answer) => answer.statusCode)).toEqual([200, 200, 200, 200, 200]);
    const { inForce, deeds } = await stateOf(jo);
    expect(inForce).toHaveLength(1);
    expect(deeds).toHaveLength(1);
  });

  it('accepts the token in capitals and with what mail programs leave around it', async () => {
    const jo = await people.departed('capitals@northwind.example');
    expect((await post(`/u/${tokenFor(jo).toUpperCase()}`, 'List-Unsubscribe=One-Click')).statusCode).toBe(200);
    expect((await stateOf(jo)).enrollment.state).toBe('exited');
    expect((await api.server.inject({ method: 'GET', url: `${linkOf(jo)}%3E` })).statusCode).toBe(200);
  });

  it('stops the address at every client, and holds colleagues until their owner decides', async () => {
    const jo = await people.departed('jo@two.example');
    const elsewhere = await people.departed('jo@two.example');
    const lena = { ...jo, email: 'lena@two.example', contactId: await people.contact(jo.clientId, 'lena@two.example') };
    const lenasEnrollment = await people.enrollment(lena);
    const omar = { ...jo, contactId: await people.contact(jo.clientId, 'omar@two.example') };
    const hold = { state: 'held' as const, holdCode: 'replied' as const, holdReviewOn: '2026-12-01' };
    const omarsEnrollment = await people.enrollment(omar, hold);
    await post(linkOf(jo), 'List-Unsubscribe=One-Click');
    expect((await stateOf(elsewhere)).enrollment.exitCode).toBe('unsubscribed');
    const rows = await api.app.db.select().from(enrollments).where(eq(enrollments.clientId, jo.clientId));
    const held = rows.find((row) => row.id === lenasEnrollment);
    expect(held).toMatchObject({
      state: 'held',
      holdCode: 'held',
      holdOwnerId: jo.ownerId,
      holdReviewOn: '2026-12-05',
    });
    expect(rows.find((row) => row.id === omarsEnrollment)).toMatchObject({ holdCode: 'replied' });
    const notes = await api.app.db.select().from(tasks).where(eq(tasks.clientId, jo.clientId));
    expect(notes).toMatchObject([
      { kind: 'note', ownerId: jo.ownerId, contactId: lena.contactId, dueOn: '2026-12-05' },
    ]);
  });

  it('lets two colleagues stop at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const jo = await people.departed(`jo-${round}@pair.example`);
      const email = `lena-${round}@pair.example`;
      const lena = { ...jo, email, contactId: await people.contact(jo.clientId, email) };
      lena.enrollmentId = await people.enrollment(lena);
      lena.messageId = await people.letter(lena.enrollmentId, lena, { kind: 'check_in', stepKey: 'check_in' });
      const answers = await Promise.all([post(linkOf(jo)), post(linkOf(lena))]);
      expect(answers.map((answer) => answer.statusCode)).toEqual([200, 200]);
      expect((await stateOf(jo)).enrollment.state).toBe('exited');
      expect((await stateOf(lena)).enrollment.state).toBe('exited');
    }
  });

  it('takes the place of a bounce, so that lifting the bounce would not bring letters back', async () => {
    const jo = await people.departed('bounced@northwind.example');
    const bounce = await api.call('POST', '/v1/suppressions', { address: jo.email, reason: 'hard_bounce' });
    expect(bounce.status).toBe(201);
    await post(linkOf(jo), 'List-Unsubscribe=One-Click');
    expect((await stateOf(jo)).inForce).toMatchObject([{ reason: 'unsubscribed' }]);
  });

  it('works over a real connection, chunked and without a length', async () => {
    const jo = await people.departed('chunked@northwind.example');
    const address = await api.server.listen({ host: '127.0.0.1', port: 0 });
    const { port } = new URL(address);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1');
      let text = '';
      socket.on('data', (data) => (text += data.toString()));
      socket.on('error', reject);
      socket.on('close', () => resolve(text));
      const body = 'List-Unsubscribe=One-Click';
      socket.write(
        `POST ${linkOf(jo)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n` +
          `Content-Type: application/x-www-form-urlencoded\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
      );
    });
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect((await stateOf(jo)).enrollment.exitCode).toBe('unsubscribed');
  });
});

describe('wanting less', () => {
  it('stops one topic: queued letters are planned anew, the drip goes on', async () => {
    const jo = await people.departed('less@northwind.example');
    const queued = await queueLetter(jo, { stepKey: 'offer', kind: 'offer' });
    const answer = await press(jo, 'stop_offers');
    expect(answer.payload).toContain('You get no offers.');
    await press(jo, 'stop_offers');
    const { enrollment, inForce, deeds } = await stateOf(jo);
    expect(enrollment).toMatchObject({ state: 'active', nextActionAt: noon });
    expect(inForce).toMatchObject([{ scope: 'offers', source: 'page' }]);
    expect(deeds).toHaveLength(1);
    const [letter] = await api.app.db.select().from(messages).where(eq(messages.id, queued));
    expect(letter?.state).toBe('canceled');
    await press(jo, 'stop_news');
    expect((await api.server.inject({ method: 'GET', url: linkOf(jo) })).payload).not.toContain('stop_news');
  });

  it('waits until the day they named and comes back on it', async () => {
    const jo = await people.departed('later@northwind.example');
    const queued = await queueLetter(jo);
    await press(jo, 'later_12');
    const answer = await press(jo, 'later_6');
    expect(answer.payload).toContain('You get no letters before 21 May 2027.');
    const { enrollment } = await stateOf(jo);
    expect(enrollment).toMatchObject({ state: 'active', revisitOn: '2027-05-21', nextActionAt: noon });
    const [contact] = await api.app.db.select().from(contacts).where(eq(contacts.id, jo.contactId));
    expect(contact).toMatchObject({ quietUntil: '2027-05-21', quietWhy: 'asked_to_wait' });
    const [letter] = await api.app.db.select().from(messages).where(eq(messages.id, queued));
    expect(letter?.state).toBe('canceled');
    expect(await api.app.db.select().from(tasks).where(eq(tasks.contactId, jo.contactId))).toEqual([]);
    await planDueSteps(api.app, noon);
    expect((await stateOf(jo)).enrollment.nextActionAt?.getTime()).toBeGreaterThan(noon.getTime());
  });

  it('makes a task where no letter would come on that day', async () => {
    const jo = await people.departed('ended@northwind.example');
    const end = { state: 'completed' as const, endedAt: noon, nextActionAt: null };
    await api.app.db.update(enrollments).set(end).where(eq(enrollments.id, jo.enrollmentId));
    await Promise.all([1, 2, 3].map(() => press(jo, 'later_3')));
    expect(await api.app.db.select().from(tasks).where(eq(tasks.contactId, jo.contactId))).toMatchObject([
      { kind: 'call', state: 'open', dueOn: '2027-02-21', ownerId: jo.ownerId },
    ]);
  });

  it('records "twice a year" as consent with its text and time, once, and goes on after the farewell', async () => {
    const jo = await people.departed('year@northwind.example', { locale: 'de' });
    const end = { state: 'completed' as const, endedAt: noon, nextActionAt: null };
    await api.app.db.update(enrollments).set(end).where(eq(enrollments.id, jo.enrollmentId));
    await Promise.all([1, 2, 3, 4].map(() => press(jo, 'twice_a_year')));
    const consents = await api.app.db
      .select()
      .from(bases)
      .where(and(eq(bases.contactId, jo.contactId), eq(bases.kind, 'express_consent')));
    expect(consents).toMatchObject([{ obtainedOn: '2026-11-21', source: 'page', expiresOn: null, recordedAt: noon }]);
    expect(consents[0]?.consentText).toMatch(/^Schreiben Sie mir zweimal im Jahr\..*Our firm/);
    const { enrollment, deeds } = await stateOf(jo);
    expect(enrollment).toMatchObject({ state: 'active', nextActionAt: noon, endedAt: null });
    expect(deeds).toHaveLength(1);
    await planDueSteps(api.app, noon);
    expect((await stateOf(jo)).enrollment.state).toBe('active');
  });

  it('ends the drip of the wrong person and asks who is right', async () => {
    const jo = await people.departed('wrong@northwind.example');
    const successor = encodeURIComponent('Omar <b>\u0000\nomar@northwind.example');
    await press(jo, 'wrong_person', `&successor=${successor}`);
    const answer = await press(jo, 'wrong_person');
    expect(answer.statusCode).toBe(200);
    expect((await stateOf(jo)).enrollment).toMatchObject({ state: 'exited', exitCode: 'wrong_person' });
    expect((await stateOf(jo)).inForce).toEqual([]);
    expect(await api.app.db.select().from(tasks).where(eq(tasks.contactId, jo.contactId))).toMatchObject([
      { kind: 'successor', detail: 'Omar <b> omar@northwind.example', dueOn: '2026-11-25', ownerId: jo.ownerId },
    ]);
  });

  it('changes nothing for somebody who has stopped everything', async () => {
    const jo = await people.departed('stopped@northwind.example');
    await press(jo, 'stop_all');
    const before = await dumpTables(api.app.pool);
    for (const action of ['stop_offers', 'later_3', 'twice_a_year', 'wrong_person', 'stop_all'])
      expect((await press(jo, action)).payload).toContain('All letters to you are stopped.');
    expect(await dumpTables(api.app.pool)).toEqual(before);
    const page = await api.server.inject({ method: 'GET', url: `${linkOf(jo)}?keep=1` });
    expect(page.payload).not.toContain('<form');
  });
});

describe('a link that is none of ours', () => {
  it('is a page with a form, not a failure, however odd it is', async () => {
    const jo = await people.departed('forged@northwind.example');
    const token = tokenFor(jo);
    const forged = [
      token.slice(0, -1),
      `${token.slice(0, -1)}${token.endsWith('a') ? 'b' : 'a'}`,
      makeToken(api.app.secrets[0], 'reply', jo.messageId),
      makeToken('another secret of thirty-two bytes', 'unsubscribe', jo.messageId),
      makeToken(api.app.secrets[0], 'unsubscribe', '019ac000-0000-7000-8000-00000000ffff'),
      'x',
      '%F0%9F%98%80',
      '%00',
      "'--",
    ];
    const before = await dumpTables(api.app.pool);
    for (const one of forged)
      for (const method of ['GET', 'POST'] as const) {
        const answer = await api.server.inject({ method, url: `/u/${one}`, payload: 'List-Unsubscribe=One-Click' });
        expect(answer.statusCode, `${method} ${one}`).toBe(404);
        expect(answer.payload).toContain('name="address"');
      }
    for (const one of ['%E0%A4%A', 'a'.repeat(5000), '..%2f..', 'a/b'])
      for (const method of ['GET', 'POST'] as const) {
        const { statusCode } = await api.server.inject({ method, url: `/u/${one}` });
        expect(statusCode).toBeGreaterThanOrEqual(400);
        expect(statusCode).toBeLessThan(500);
      }
    expect(await dumpTables(api.app.pool)).toEqual(before);
  });

  it('stops a typed address that we know, and says the same of every address', async () => {
    const jo = await people.departed('typed@northwind.example');
    const typed = ['Typed@Northwind.example', 'nobody@nowhere.example', 'not an address', '\u0000', 'a'.repeat(9000)];
    const pages = await Promise.all(typed.map((one) => post('/u', `address=${encodeURIComponent(one)}`)));
    expect(pages.map((page) => page.statusCode)).toEqual([200, 200, 200, 200, 200]);
    expect(new Set(pages.map((page) => page.payload)).size).toBe(1);
    const { enrollment, inForce } = await stateOf(jo);
    expect(enrollment.exitCode).toBe('unsubscribed');
    expect(inForce).toMatchObject([{ scope: 'all', source: 'page', messageId: null }]);
    const all = await api.app.db.select().from(suppressions);
    expect(all.filter((one) => one.addressHash === people.hash('nobody@nowhere.example'))).toEqual([]);
  });

  it('is throttled per address and never per sender', async () => {
    const type = (address: string) => post('/u/forged', `address=${address}`);
    const same = await Promise.all(Array.from({ length: 8 }, () => type('often@nowhere.example')));
    expect(same.filter((page) => page.statusCode === 200)).toHaveLength(5);
    expect(same.filter((page) => page.statusCode === 429)).toHaveLength(3);
    expect(new Set(same.map((page) => page.payload)).size).toBe(1);
    const others = await Promise.all(Array.from({ length: 20 }, (_, index) => type(`other-${index}@nowhere.example`)));
    expect(new Set(others.map((page) => page.statusCode))).toEqual(new Set([200]));
  });
});
