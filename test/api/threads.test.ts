import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contacts, houseMails, inboundMails, messageCopies, users } from '../../src/db/schema.ts';
import { noon } from '../support/api.ts';
import { answerTo, rawMail } from '../support/mails.ts';
import { makeTray, type Tray } from '../support/tray.ts';

const later = (minutes: number) => new Date(noon.getTime() + minutes * 60_000);

/** The inbox: which conversations there are, what stands in one, and what can be done with it. */
describe('threads', () => {
  let tray: Tray;
  beforeAll(async () => {
    tray = await makeTray();
    await tray.people.campaign();
  });
  afterAll(() => tray.close());

  const open = async (text: string, at = noon) => {
    tray.setNow(at);
    const letter = await tray.someone();
    const { threadId } = await tray.receive(answerTo(letter, text));
    return { letter, threadId: threadId! };
  };
  const list = async (query: string) =>
    (await tray.call('GET', `/v1/threads?${query}`)).body.data.map((one: { id: string }) => one.id) as string[];

  it('lists those that wait, the longest first, page by page', async () => {
    const first = await open('First');
    const second = await open('Second', later(5));
    const third = await open('Third', later(10));
    const mara = await tray.people.owner();
    await tray.call('POST', `/v1/threads/${second.threadId}/reply`, { body: 'Here you are.', author: mara });
    const waiting = await list('waiting=true&order=waiting');
    expect(waiting.filter((id) => [first, second, third].some(({ threadId }) => threadId === id))).toEqual([
      first.threadId,
      third.threadId,
    ]);
    const page = await tray.call('GET', '/v1/threads?waiting=true&order=waiting&limit=1');
    const next = await tray.call(
      'GET',
      `/v1/threads?waiting=true&order=waiting&limit=1&cursor=${encodeURIComponent(page.body.nextCursor)}`,
    );
    expect([page.body.data[0].id, next.body.data[0].id]).toEqual([first.threadId, third.threadId]);
    expect((await tray.call('GET', '/v1/threads/counts')).body).toMatchObject({ waiting: 2, all: 3, snoozed: 0 });
  });

  it('finds by client, person, address and subject', async () => {
    const { letter, threadId } = await open('Hello');
    expect(await list(`q=${encodeURIComponent(letter.email.toUpperCase())}`)).toEqual([threadId]);
    expect(await list('q=%25')).toEqual([]);
  });

  it('says in a row why they left, what they seem to want, and since when they wait', async () => {
    const { threadId } = await open('Not now, please ask me again in March.');
    const { body } = await tray.call('GET', `/v1/threads/${threadId}`);
    expect(body).toMatchObject({
      client: { reason: 'price' },
      waitsSince: noon.toISOString(),
      suggestion: { outcome: 'not_now', on: '2027-03-01' },
    });
  });

  it('shows what was logged and what hangs on their mail', async () => {
    const { letter, threadId } = await open('See below.');
    await tray.call('POST', `/v1/clients/${letter.clientId}/activities`, {
      kind: 'call',
      happenedAt: noon.toISOString(),
      text: 'Spoke about the season.',
    });
    const { body } = await tray.call('GET', `/v1/threads/${threadId}`);
    expect(body.conversation.map((one: { kind: string }) => one.kind)).toEqual(['letter', 'activity', 'reply']);
    expect(body.conversation[2]).toMatchObject({ isKept: true, attachments: [], authentication: null });
    expect(body.clientFacts.contacts).toHaveLength(1);
  });

  it('comes back when it was put aside, and when its closing is taken back', async () => {
    const { letter, threadId } = await open('Thanks, all the best.');
    const url = `/v1/threads/${threadId}`;
    await tray.call('POST', `${url}/snooze`, { until: later(600).toISOString() });
    expect((await tray.call('POST', `${url}/unsnooze`)).body).toMatchObject({ state: 'open', snoozedUntil: null });
    await tray.call('POST', `${url}/close`, { outcome: 'friendly' });
    expect((await tray.enrollment(letter.enrollmentId)).state).toBe('active');
    expect((await tray.call('POST', `${url}/reopen`)).body).toMatchObject({ state: 'open', outcome: null });
    expect((await tray.enrollment(letter.enrollmentId)).holdCode).toBe('replied');
    const [contact] = await tray.app.db.select().from(contacts).where(eq(contacts.id, letter.contactId));
    expect(contact?.quietUntil).toBeNull();
    await tray.call('POST', `${url}/close`, { outcome: 'interested', nextStepOn: '2026-11-25' });
    await tray.call('POST', `${url}/reopen`);
    expect((await tray.tasksOf(letter.clientId)).map((one) => one.state)).toEqual(['canceled']);
    await tray.call('POST', `${url}/close`, { outcome: 'never' });
    expect(await tray.call('POST', `${url}/reopen`)).toMatchObject({ status: 409, body: { code: 'wrong_state' } });
  });

  it('mails whoever looks after it, once, and the admins when somebody is upset', async () => {
    const ruth = await tray.people.owner({ role: 'admin', name: 'Ruth' });
    const { letter, threadId } = await open('I am still angry.');
    const told = async () =>
      tray.app.db.select().from(houseMails).where(eq(houseMails.threadId, threadId)).orderBy(houseMails.createdAt);
    const [notice] = await told();
    const [owner] = await tray.app.db.select().from(users).where(eq(users.id, letter.ownerId));
    expect(notice).toMatchObject({ kind: 'reply_notice', userId: owner?.id, toAddress: owner?.email });
    expect(notice?.text).toContain('> I am still angry.');
    expect(notice?.text).toContain(`/inbox/${threadId}`);
    await tray.call('POST', `/v1/threads/${threadId}/close`, { outcome: 'upset' });
    expect((await told()).map((one) => one.userId)).toContain(ruth);
    expect((await told()).at(-1)?.subject).toMatch(/is upset$/);
    await tray.app.db.update(users).set({ disabledAt: noon }).where(eq(users.id, ruth));
  });

  it('keeps what somebody is writing, for them alone', async () => {
    const { threadId } = await open('Hello');
    const url = `/v1/threads/${threadId}/draft`;
    expect((await tray.call('PUT', url, { body: 'x' })).body.errors[0].pointer).toBe('/author');
  });
});

describe('mail to be looked at', () => {
  let tray: Tray;
  beforeAll(async () => {
    tray = await makeTray();
    await tray.people.campaign();
  });
  afterAll(() => tray.close());

  const bad = rawMail(
    { From: 'stranger@elsewhere.example', 'Content-Type': 'multipart/mixed; boundary=b' },
    [
      '--b',
      'Content-Type: text/html',
      '',
      '<p>Hi</p><script>alert(1)</script><img src="https://t.example/p.gif">',
      '--b',
      'Content-Type: text/html; name="a.html"',
      'Content-Disposition: attachment; filename="Rechnung \u201cä\u201d.html"',
      '',
      '<script>alert(1)</script>',
      '--b--',
    ].join('\n'),
  );

  it('is a page of its own without rights', async () => {
    const { body } = await tray.post(bad);
    const page = await tray.call('GET', `/v1/inbound/${body.id}/html`);
    expect(page.headers['content-security-policy']).toBe(
      "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; base-uri 'none'; form-action 'none'",
    );
    expect(page.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
    expect(page.text).toContain('<p>Hi</p>');
    expect(page.text).not.toMatch(/script|t\.example/);
    const asked = await tray.call('GET', `/v1/inbound/${body.id}/html?images=true`);
    expect(asked.headers['content-security-policy']).toContain('img-src data: https:;');
    expect(asked.text).toContain('https://t.example/p.gif');
    expect((await tray.call('GET', `/v1/inbound/${body.id}/html`, undefined, { key: null })).status).toBe(401);
  });

  it('gives attachments as files to be saved, never as pages', async () => {
    const { body } = await tray.post(bad);
    const row = await tray.inbound(body.id);
    expect(row.attachments).toMatchObject([{ contentType: 'text/html', filename: expect.stringContaining('.html') }]);
    const file = await tray.call('GET', `/v1/inbound/${body.id}/attachments/0`);
    expect(file.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    expect(file.headers['content-disposition']).toMatch(
      /^attachment; filename="[ -~]+\.html"; filename\*=UTF-8''Rechnung/,
    );
    expect((await tray.call('GET', `/v1/inbound/${body.id}/attachments/7`)).status).toBe(404);
    expect((await tray.call('GET', `/v1/inbound/${body.id}/attachments/-1`)).status).toBe(404);
  });

  it('shows our own letters the same way, and gives their source', async () => {
    const { messageId } = await tray.someone();
    const page = await tray.call('GET', `/v1/messages/${messageId}/html`);
    expect(page.headers['content-security-policy']).toMatch(/^sandbox; default-src 'none'/);
    expect(page.text).toBe('<p>Hello Jo,</p>');
    const source = await tray.call('GET', `/v1/messages/${messageId}/source`);
    expect(source.headers['content-type']).toBe('message/rfc822');
    expect(source.text).toMatch(/^From: Mara <mara@agency\.example>\r\n/);
    await tray.app.db.delete(messageCopies).where(eq(messageCopies.messageId, messageId));
    expect((await tray.call('GET', `/v1/messages/${messageId}/html`)).status).toBe(404);
  });

  it('can be taken out of the tray and put back', async () => {
    const { body } = await tray.post(rawMail({ From: 'nobody@elsewhere.example' }, 'Hello?'));
    await tray.call('POST', `/v1/inbound/${body.id}/dismiss`);
    expect((await tray.call('POST', `/v1/inbound/${body.id}/restore`)).body.state).toBe('unmatched');
    expect((await tray.call('POST', `/v1/inbound/${body.id}/restore`)).status).toBe(409);
  });

  it('says whether it is from who it says, where the DNS may be asked', async () => {
    const asked: string[] = [];
    tray.app.dns = async (name, type) => {
      asked.push(`${type} ${name}`);
      throw Object.assign(new Error('nothing'), { code: 'ENOTFOUND' });
    };
    const { body } = await tray.post(rawMail({ From: 'nobody@elsewhere.example' }, 'Hello again?'));
    tray.app.dns = null;
    const [row] = await tray.app.db.select().from(inboundMails).where(eq(inboundMails.id, body.id));
    expect(row?.authentication).toEqual({ domain: 'elsewhere.example', spf: 'none', dkim: 'none', dmarc: 'none' });
    expect(asked).toContain('TXT _dmarc.elsewhere.example');
  });
});
