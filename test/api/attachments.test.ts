import { and, eq } from 'drizzle-orm';
import { simpleParser } from 'mailparser';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { attachments, contacts, messages, settings, threadDrafts } from '../../src/db/schema.ts';
import { defaultPolicy } from '../../src/domain/policy.ts';
import { largestFileBytes, mostFiles } from '../../src/domain/threads/attachments.ts';
import { erasePerson } from '../../src/flows/contacts/erase-person.ts';
import { exportContact } from '../../src/flows/contacts/export-contact.ts';
import { applyRetention } from '../../src/flows/house/apply-retention.ts';
import { recordSuppression } from '../../src/flows/suppressions/record-suppression.ts';
import { tick } from '../../src/flows/tick.ts';
import { openResend } from '../../src/mail/out/resend.ts';
import { openSmtp } from '../../src/mail/out/smtp.ts';
import type { Transport } from '../../src/mail/out/transport.ts';
import { noon, type SignedInCall } from '../support/api.ts';
import { answerTo } from '../support/mails.ts';
import { openResendFake } from '../support/resend-fake.ts';
import { openSmtpSink, type SmtpSink } from '../support/smtp-sink.ts';
import { makeTray, type Tray } from '../support/tray.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const after = (ms: number) => new Date(noon.getTime() + ms);
const pdf = Buffer.concat([
  Buffer.from('%PDF-1.7\n'),
  Buffer.from(Uint8Array.from({ length: 700 }, (_, at) => at % 256)),
]);

/** Files that go with a rep's answer, from the upload to the mail that arrives. */
describe('attachments', () => {
  let tray: Tray;
  let sink: SmtpSink;
  let smtp: Transport;
  let mara: SignedInCall;
  let other: SignedInCall;

  beforeAll(async () => {
    tray = await makeTray({
      MAIL_FROM: 'Agency <letters@agency.example>',
      REPLY_DOMAIN: 'reply.agency.example',
      PUBLIC_URL: 'http://localhost:80',
    });
    await tray.people.campaign();
    sink = await openSmtpSink();
    smtp = openSmtp({ url: `${sink.url}?ignoreTLS=true`, dkim: null });
    mara = await tray.signIn('sales', { name: 'Mara Quint', email: 'mara@agency.example' });
    other = await tray.signIn('sales');
  });
  afterAll(async () => {
    await smtp.close();
    await sink.close();
    await tray.close();
  });
  beforeEach(async () => {
    const queued = and(eq(messages.kind, 'answer'), eq(messages.state, 'queued'));
    await tray.app.db.update(messages).set({ state: 'canceled', endedAt: noon }).where(queued);
    tray.setNow(noon);
    tray.app.transport = smtp;
    sink.letters.length = 0;
  });

  const open = async () => {
    const letter = await tray.someone();
    const { threadId } = await tray.receive(answerTo(letter, 'Who would do the work?'));
    return { letter, threadId: threadId! };
  };
  const draftPath = (threadId: string) => `/v1/threads/${threadId}/draft`;
  const attach = async (
    threadId: string,
    filename: string,
    bytes: Buffer = pdf,
    { as = mara, id = uuidv7(), type = 'application/octet-stream' } = {},
  ) => {
    const url = `${draftPath(threadId)}/attachments/${id}?filename=${encodeURIComponent(filename)}`;
    const answer = await tray.call('PUT', url, bytes, { ...as, headers: { ...as.headers, 'content-type': type } });
    return { ...answer, id };
  };
  const filesOf = async (threadId: string, as = mara): Promise<string[]> => {
    const { body } = await tray.call('GET', draftPath(threadId), undefined, as);
    return body.attachments.map((file: { filename: string }) => file.filename);
  };
  const reply = (threadId: string, attachmentIds: string[], as = mara) =>
    tray.call('POST', `/v1/threads/${threadId}/reply`, { body: 'Here it is.', attachmentIds }, as);
  const sent = async (threadId: string, ...names: string[]) => {
    const ids: string[] = [];
    for (const name of names) ids.push((await attach(threadId, name)).id);
    return { ids, messageId: (await reply(threadId, ids)).body.message.id as string };
  };

  it('are kept with the draft, in order, once each, and can be taken off again', async () => {
    const { threadId } = await open();
    const first = await attach(threadId, 'Angebot für Jo.pdf');
    expect(first).toMatchObject({
      status: 201,
      body: { id: first.id, filename: 'Angebot für Jo.pdf', contentType: 'application/pdf', size: pdf.length },
    });
    expect(await attach(threadId, 'Angebot für Jo.pdf', pdf, { id: first.id })).toMatchObject({ status: 200 });
    const second = await attach(threadId, 'plan.xlsx');
    expect(await filesOf(threadId)).toEqual(['Angebot für Jo.pdf', 'plan.xlsx']);
    await tray.call('PUT', draftPath(threadId), { body: 'Here' }, mara);
    await tray.call('PUT', draftPath(threadId), { body: ' ' }, mara);
    expect(await filesOf(threadId)).toHaveLength(2);
    const path = `${draftPath(threadId)}/attachments/${second.id}`;
    for (const _ of [1, 2]) expect((await tray.call('DELETE', path, undefined, mara)).status).toBe(204);
    expect(await filesOf(threadId)).toEqual(['Angebot für Jo.pdf']);
    await tray.call('DELETE', draftPath(threadId), undefined, mara);
    expect(await filesOf(threadId)).toEqual([]);
  });

  it('arrive byte for byte, and are kept as they left', async () => {
    const { threadId } = await open();
    const { ids, messageId } = await sent(threadId, 'Angebot für Jo – 例.pdf', 'plan.xlsx');
    expect(await filesOf(threadId)).toEqual([]);
    await tick(tray.app, after(minute));
    const mail = await simpleParser(sink.letters[0]!.raw);
    expect(mail.attachments.map(({ filename }) => filename)).toEqual(['Angebot für Jo – 例.pdf', 'plan.xlsx']);
    for (const { content } of mail.attachments) expect(content.equals(pdf)).toBe(true);
    expect(mail.text).toContain('Here it is.');
    const { body: message } = await tray.call('GET', `/v1/messages/${messageId}`);
    const shown = { id: ids[0], filename: 'Angebot für Jo – 例.pdf', contentType: 'application/pdf', size: pdf.length };
    expect(message.attachments[0]).toEqual({ ...shown, isKept: true });
    const { body: thread } = await tray.call('GET', `/v1/threads/${threadId}`);
    expect(thread.conversation.at(-1).attachments).toEqual(message.attachments);
    const source = await tray.server.inject({
      url: `/v1/messages/${messageId}/source`,
      headers: { authorization: `Bearer ${tray.key}` },
    });
    const kept = await simpleParser(source.rawPayload);
    expect(kept.attachments.map(({ content }) => content.equals(pdf))).toEqual([true, true]);
  });

  it('are only ever saved by a browser, never shown, whatever they are called', async () => {
    const { threadId } = await open();
    const page = Buffer.from('<script>alert(1)</script>');
    const { id } = await attach(threadId, 'page.html', page);
    const draft = await tray.call('GET', `${draftPath(threadId)}/attachments/${id}`, undefined, mara);
    const { body } = await reply(threadId, [id]);
    const path = `/v1/messages/${body.message.id}/attachments/${id}`;
    for (const answer of [draft, await tray.call('GET', path)]) {
      expect(answer.status).toBe(200);
      expect(answer.text).toBe(page.toString());
      expect(answer.headers).toMatchObject({
        'content-type': 'application/octet-stream',
        'content-disposition': 'attachment; filename="page.html"',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
        'cache-control': 'no-store',
      });
    }
    expect((await tray.call('GET', path.replace(id, uuidv7()))).status).toBe(404);
    expect((await tray.call('GET', `/v1/messages/${uuidv7()}/attachments/${id}`)).status).toBe(404);
  });

  it('come back into the draft with an answer that is taken back, and leave with the next', async () => {
    const { threadId } = await open();
    const { ids, messageId } = await sent(threadId, 'a.pdf');
    expect((await tray.call('POST', `/v1/messages/${messageId}/cancel`, undefined, mara)).status).toBe(200);
    expect(await filesOf(threadId)).toEqual(['a.pdf']);
    expect((await tray.call('GET', `/v1/messages/${messageId}`)).body.attachments).toEqual([]);
    const again = await reply(threadId, ids);
    await tick(tray.app, after(5 * minute));
    expect(sink.letters).toHaveLength(1);
    expect((await simpleParser(sink.letters[0]!.raw)).attachments[0]?.content.equals(pdf)).toBe(true);
    expect((await tray.call('GET', `/v1/messages/${again.body.message.id}`)).body.attachments).toHaveLength(1);
  });

  it('come back with an answer that a complaint stopped', async () => {
    const { letter, threadId } = await open();
    await sent(threadId, 'a.pdf');
    const complaint = {
      scope: 'all',
      reason: 'complained',
      source: 'api',
      note: null,
      messageId: null,
      by: 'test',
    } as const;
    const of = { addressHash: tray.people.hash(letter.email), address: letter.email, clientId: null };
    await tray.app.db.transaction((tx) => recordSuppression(tx, { ...of, ...complaint }, noon));
    await tick(tray.app, after(minute));
    expect(sink.letters).toHaveLength(0);
    expect(await filesOf(threadId)).toEqual(['a.pdf']);
  });

  it('leave with a later try of an answer that failed', async () => {
    const { threadId } = await open();
    const { messageId } = await sent(threadId, 'a.pdf');
    sink.manners.data = () => [554, '5.6.0 Not this'];
    await tick(tray.app, after(minute));
    delete sink.manners.data;
    await tray.call('POST', `/v1/messages/${messageId}/retry`);
    await tick(tray.app, after(2 * minute));
    expect((await simpleParser(sink.letters[0]!.raw)).attachments).toHaveLength(1);
  });

  it('go over Resend by the single call, and are repeated as they were; an answer without goes as ever', async () => {
    const fake = await openResendFake();
    tray.app.transport = openResend({
      apiKey: fake.apiKey,
      baseUrl: fake.baseUrl,
      ratePerSecond: 50,
      timeoutMs: 3_000,
    });
    const without = await open();
    const plain = await reply(without.threadId, []);
    await tick(tray.app, after(minute));
    expect(fake.calls).toMatchObject([{ path: '/emails/batch' }]);
    expect(fake.letters[0]).toMatchObject({
      from: 'Mara Quint <mara@agency.example>',
      subject: 'Re: Thank you for three years together',
      tags: [{ name: 'message', value: plain.body.message.id }],
    });
    expect(fake.letters[0]?.headers).toMatchObject({
      'In-Reply-To': expect.any(String),
      References: expect.any(String),
    });
    const { threadId } = await open();
    fake.mishaps.push({ do: 'take', answer: 'lost' });
    const { messageId } = await sent(threadId, 'Angebot für Jo.pdf');
    await tick(tray.app, after(2 * minute));
    expect((await tray.letter(messageId)).state).toBe('uncertain');
    await tick(tray.app, after(4 * minute));
    expect((await tray.letter(messageId)).state).toBe('accepted');
    const [, first, second] = fake.calls;
    expect([first?.path, second?.path]).toEqual(['/emails', '/emails']);
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key']);
    expect(fake.letters).toHaveLength(2);
    expect(fake.letters[1]?.attachments).toEqual([
      { filename: 'Angebot für Jo.pdf', content_type: 'application/pdf', content: pdf.toString('base64') },
    ]);
    await tray.app.transport.close();
    await fake.close();
  });

  it('are refused in words where they would not arrive', async () => {
    const { threadId } = await open();
    const large = await attach(threadId, 'film.mp4', Buffer.alloc(largestFileBytes + 1));
    expect(large).toMatchObject({ status: 413, body: { code: 'payload_too_large' } });
    expect(large.body.detail).toContain('“film.mp4” has a little more than 15 MB, and a file may have 15 MB.');
    const wrong: [string, Buffer?][] = [['setup.exe'], ['offer.pdf.js'], ['empty.pdf', Buffer.alloc(0)]];
    for (const [name, bytes] of wrong) {
      const refused = await attach(threadId, name, bytes);
      expect(refused).toMatchObject({ status: 422, body: { code: 'attachment_refused' } });
      expect(refused.body.detail).toContain(`“${name}”`);
    }
    const elf = Buffer.alloc(100);
    elf.write('\u007fELF', 'latin1');
    expect(await attach(threadId, 'offer.pdf', elf)).toMatchObject({
      status: 422,
      body: { code: 'attachment_refused' },
    });
    expect(await attach(threadId, 'a.pdf', pdf, { type: 'application/pdf' })).toMatchObject({ status: 415 });
    expect(await attach(threadId, '')).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/query/filename' }] },
    });
    expect((await attach(threadId, 'x'.repeat(501))).status).toBe(422);
    expect(await filesOf(threadId)).toEqual([]);
    for (let n = 0; n < mostFiles; n += 1) expect((await attach(threadId, `${n}.pdf`)).status).toBe(201);
    expect((await attach(threadId, 'one more.pdf')).body.detail).toContain('An answer takes 10 files.');
    const elsewhere = await open();
    expect((await attach(elsewhere.threadId, 'a.mov', Buffer.alloc(largestFileBytes))).status).toBe(201);
    const together = await attach(elsewhere.threadId, 'b.mov', Buffer.alloc(largestFileBytes));
    expect(together.body.detail).toContain('Together the files have 30 MB');
  });

  it('stay within their bounds when many are attached at the same time, and when an answer comes back to others', async () => {
    const { threadId } = await open();
    const names = Array.from({ length: mostFiles + 4 }, (_, n) => `${n}.pdf`);
    const statuses = await Promise.all(names.map(async (name) => (await attach(threadId, name)).status));
    expect(statuses.filter((status) => status === 201)).toHaveLength(mostFiles);
    const { body: draft } = await tray.call('GET', draftPath(threadId), undefined, mara);
    const ids = draft.attachments.map((file: { id: string }) => file.id);
    const { body } = await reply(threadId, ids);
    const more = await attach(threadId, 'more.pdf');
    await tray.call('POST', `/v1/messages/${body.message.id}/cancel`, undefined, mara);
    expect(await filesOf(threadId)).toHaveLength(mostFiles + 1);
    const tooMany = await reply(threadId, [...ids, more.id]);
    expect(tooMany).toMatchObject({ status: 422, body: { errors: [{ pointer: '/attachmentIds' }] } });
    expect((await reply(threadId, ids)).status).toBe(201);
    expect(await filesOf(threadId)).toEqual(['more.pdf']);
  });

  it('belong to whoever attached them', async () => {
    const { threadId } = await open();
    const { id } = await attach(threadId, 'a.pdf');
    const path = `${draftPath(threadId)}/attachments/${id}`;
    expect((await tray.call('GET', path, undefined, other)).status).toBe(404);
    await tray.call('DELETE', path, undefined, other);
    expect(await filesOf(threadId, other)).toEqual([]);
    expect(await attach(threadId, 'a.pdf', pdf, { as: other, id })).toMatchObject({ status: 409 });
    expect(await attach(threadId, 'b.pdf', pdf, { id })).toMatchObject({ status: 409 });
    expect(await reply(threadId, [id], other)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/attachmentIds/0' }] },
    });
    const elsewhere = await open();
    expect((await reply(elsewhere.threadId, [id])).status).toBe(422);
    expect(await attach(elsewhere.threadId, 'a.pdf', pdf, { id })).toMatchObject({ status: 409 });
    expect(await filesOf(threadId)).toEqual(['a.pdf']);
    const both = await Promise.all([reply(threadId, [id]), reply(threadId, [id])]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 422]);
    expect(await attach(threadId, 'a.pdf', pdf, { id })).toMatchObject({ status: 409 });
  });

  it('are for people who answer', async () => {
    const { threadId } = await open();
    const url = `${draftPath(threadId)}/attachments/${uuidv7()}?filename=a.pdf`;
    const headers = { 'content-type': 'application/octet-stream' };
    expect((await tray.call('PUT', url, pdf, { key: null, headers })).status).toBe(401);
    expect(await tray.call('PUT', url, pdf, { headers })).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect((await attach(threadId, 'a.pdf', pdf, { as: await tray.signIn('marketer') })).status).toBe(403);
    expect((await attach(uuidv7(), 'a.pdf')).status).toBe(404);
  });

  it('fall with the person, and cannot be attached any more', async () => {
    const { letter, threadId } = await open();
    await sent(threadId, 'queued.pdf');
    await attach(threadId, 'draft.pdf');
    await erasePerson(tray.app, 'cli', letter.email);
    expect(await tray.app.db.select().from(attachments).where(eq(attachments.threadId, threadId))).toEqual([]);
    expect(await attach(threadId, 'a.pdf')).toMatchObject({ status: 409, body: { code: 'contact_erased' } });
    await tick(tray.app, after(minute));
    expect(sink.letters).toHaveLength(0);
  });

  it('that name the person to somebody else lose their bytes; an answer does not leave without its file', async () => {
    const { letter } = await open();
    await tray.app.db
      .update(contacts)
      .set({ firstName: 'Torvald', lastName: 'Quist' })
      .where(eq(contacts.id, letter.contactId));
    const { contactId } = await tray.colleagueOf(letter);
    const lena = uuidv7();
    await tray.app.pool.query(
      `insert into threads (id, client_id, contact_id, subject, state, opened_at) values ($1, $2, $3, 'x', 'open', $4)`,
      [lena, letter.clientId, contactId, noon],
    );
    const naming = Buffer.from('Prepared for Torvald Quist.');
    const harmless = await attach(lena, 'plan.txt', Buffer.from('A plan.'));
    const gone = await sent(lena, 'notes for Torvald Quist.pdf');
    await tick(tray.app, after(minute));
    const queued = await attach(lena, 'notes.txt', naming);
    const { body } = await reply(lena, [queued.id]);
    await attach(lena, 'more.txt', naming);
    await erasePerson(tray.app, 'cli', letter.email);
    const rows = await tray.app.db
      .select()
      .from(attachments)
      .where(eq(attachments.threadId, lena))
      .orderBy(attachments.id);
    expect(rows.map(({ id, filename, bytes }) => [id, filename, bytes === null])).toEqual([
      [harmless.id, 'plan.txt', false],
      [gone.ids[0], 'notes for [erased].pdf', true],
      [queued.id, 'notes.txt', true],
    ]);
    await tick(tray.app, after(2 * minute));
    expect(await tray.letter(body.message.id)).toMatchObject({ state: 'failed', errorCode: 'attachment_gone' });
    const shown = await tray.call('GET', `/v1/messages/${body.message.id}`);
    expect(shown.body.attachments).toMatchObject([{ filename: 'notes.txt', isKept: false }]);
    expect((await tray.call('GET', `/v1/messages/${body.message.id}/attachments/${queued.id}`)).status).toBe(404);
  });

  it('are in what is handed to the person', async () => {
    const { letter, threadId } = await open();
    const { messageId } = await sent(threadId, 'a.pdf');
    await attach(threadId, 'not sent.pdf');
    const file = { filename: 'a.pdf', contentType: 'application/pdf', sizeBytes: pdf.length };
    for (const raw of [false, true]) {
      const { letters } = await exportContact(tray.app, letter.email, { raw });
      expect(letters.find((one) => one.id === messageId)?.attachments).toMatchObject([
        { ...file, bytes: raw ? pdf.toString('base64') : null },
      ]);
    }
  });

  it('are kept as long as copies of letters are, and with a draft as long as somebody works at it', async () => {
    const { db } = tray.app;
    await db
      .insert(settings)
      .values({ policy: { ...defaultPolicy, copyDays: 60 }, changedAt: noon, changedBy: 'test' });
    const { threadId } = await open();
    const old = await sent(threadId, 'old.pdf');
    await tick(tray.app, after(minute));
    const given = await attach(threadId, 'given up.pdf');
    const worked = await open();
    const touched = await attach(worked.threadId, 'worked at.pdf');
    await tray.call('PUT', draftPath(worked.threadId), { body: 'Still at it' }, mara);
    const bytesOf = async (id: string) =>
      (await db.select().from(attachments).where(eq(attachments.id, id)))[0]?.bytes ?? null;
    await applyRetention(tray.app, after(29 * day));
    expect(await bytesOf(given.id)).not.toBeNull();
    await db
      .update(threadDrafts)
      .set({ updatedAt: after(20 * day) })
      .where(eq(threadDrafts.threadId, worked.threadId));
    expect((await applyRetention(tray.app, after(31 * day))).draftFiles).toBeGreaterThan(0);
    expect(await bytesOf(given.id)).toBeNull();
    expect(await bytesOf(touched.id)).not.toBeNull();
    expect(await bytesOf(old.ids[0]!)).not.toBeNull();
    expect((await applyRetention(tray.app, after(61 * day))).answerFiles).toBeGreaterThan(0);
    expect(await bytesOf(old.ids[0]!)).toBeNull();
    const { body } = await tray.call('GET', `/v1/messages/${old.messageId}`);
    expect(body).toMatchObject({ copy: null, attachments: [{ filename: 'old.pdf', size: pdf.length, isKept: false }] });
    expect((await db.select().from(messages).where(eq(messages.id, old.messageId)))[0]?.state).toBe('accepted');
  });
});
