import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activities, auditLog, inboundMails, replies, threads } from '../../src/db/schema.ts';
import { receiveMail, receiveStoredMail } from '../../src/flows/inbound/receive-mail.ts';
import { noon } from '../support/api.ts';
import { answerTo, rawMail } from '../support/mails.ts';
import { makeTray, type Tray } from '../support/tray.ts';

let tray: Tray;
beforeAll(async () => {
  tray = await makeTray();
});
afterAll(() => tray.close());

const day = 86_400_000;
const repliesOf = (threadId: string | null) =>
  tray.app.db.select().from(replies).where(eq(replies.threadId, threadId!)).orderBy(replies.id);

describe('an answer', () => {
  it('opens a conversation, shows the new words, and holds the letters with an owner and a day of review', async () => {
    const jo = await tray.someone();
    const answer = await tray.receive(answerTo(jo, 'Who would do the work in a smaller package?'));
    expect(answer).toMatchObject({ kind: 'reply', matched: true, matchedBy: 'reply_token', state: 'handled' });
    expect(await repliesOf(answer.threadId)).toMatchObject([
      { visibleText: 'Who would do the work in a smaller package?', senderIsContact: true, hints: [] },
    ]);
    expect(await tray.thread(answer.threadId!)).toMatchObject({
      state: 'open',
      contactId: jo.contactId,
      openedByMessageId: jo.messageId,
      assigneeId: jo.ownerId,
      subject: 'Thank you for three years together',
    });
    expect((await tray.letter(jo.messageId)).threadId).toBe(answer.threadId);
    expect(await tray.enrollment(jo.enrollmentId)).toMatchObject({
      state: 'held',
      holdCode: 'replied',
      holdReviewOn: '2026-12-05',
      holdOwnerId: jo.ownerId,
      holdThreadId: answer.threadId,
    });
    const [record] = await tray.app.db.select().from(auditLog).where(eq(auditLog.subjectId, answer.id));
    expect(record).toMatchObject({ action: 'receive-mail', detail: { kind: 'reply', matchedBy: 'reply_token' } });
  });

  it('cancels what is queued for them, and holds the letters of everybody else at the client', async () => {
    const jo = await tray.someone();
    const lena = await tray.colleagueOf(jo);
    const queued = await tray.people.letter(
      lena.enrollmentId,
      { ...jo, contactId: lena.contactId, email: lena.email },
      { state: 'queued', kind: 'offer', stepKey: 'offer', acceptedAt: null },
    );
    const answer = await tray.receive(answerTo(jo, 'Thanks, all the best.'));
    expect(await tray.enrollment(lena.enrollmentId)).toMatchObject({
      state: 'held',
      holdCode: 'replied',
      holdThreadId: answer.threadId,
    });
    expect((await tray.letter(queued)).state).toBe('canceled');
  });

  it('joins the conversation that is open, and opens a closed or snoozed one again', async () => {
    const jo = await tray.someone();
    const first = await tray.receive(answerTo(jo, 'First thought.'));
    const second = await tray.receive(answerTo(jo, 'Second thought.'));
    expect(second.threadId).toBe(first.threadId);
    await tray.call('POST', `/v1/threads/${first.threadId}/close`, { outcome: 'friendly' });
    const third = await tray.receive(answerTo(jo, 'Third thought.'));
    expect(third.threadId).toBe(first.threadId);
    expect(await tray.thread(first.threadId!)).toMatchObject({ state: 'open', outcome: null, closedAt: null });
    expect((await tray.enrollment(jo.enrollmentId)).state).toBe('held');
    const until = new Date(noon.getTime() + day).toISOString();
    await tray.call('POST', `/v1/threads/${first.threadId}/snooze`, { until });
    await tray.receive(answerTo(jo, 'Fourth thought.'));
    expect(await tray.thread(first.threadId!)).toMatchObject({ state: 'open', snoozedUntil: null });
    expect(await repliesOf(first.threadId)).toHaveLength(4);
  });

  it('counts for a letter that bears a time ahead of the clock', async () => {
    const jo = await tray.someone();
    const later = new Date('2027-03-01T09:00:00Z');
    await tray.app.pool.query('update messages set accepted_at = $2 where id = $1', [jo.messageId, later]);
    const answer = await tray.receive(answerTo(jo, 'Tell me more.'));
    expect(answer.matched).toBe(true);
    expect((await repliesOf(answer.threadId))[0]?.receivedAt).toEqual(later);
    expect((await tray.enrollment(jo.enrollmentId)).holdReviewOn).toBe('2027-03-15');
  });

  it('goes to whoever covers for the owner who is away', async () => {
    const jo = await tray.someone();
    const cover = await tray.people.owner({ name: 'Ines' });
    const owner = await tray.people.owner({ awayFrom: '2026-11-16', awayUntil: '2026-11-27', coverId: cover });
    await tray.app.pool.query('update clients set owner_id = $2 where id = $1', [jo.clientId, owner]);
    const answer = await tray.receive(answerTo(jo, 'Hello again.'));
    expect((await tray.thread(answer.threadId!)).assigneeId).toBe(cover);
    expect((await tray.enrollment(jo.enrollmentId)).holdOwnerId).toBe(cover);
    // somebody else took it over, and is away when the next answer comes
    const tomas = await tray.people.owner({ name: 'Tom\u00e1s', awayFrom: '2026-11-16', coverId: jo.ownerId });
    await tray.call('POST', `/v1/threads/${answer.threadId}/assign`, { userId: tomas });
    await tray.receive(answerTo(jo, 'Are you there?'));
    expect((await tray.thread(answer.threadId!)).assigneeId).toBe(jo.ownerId);
  });
});

describe('what an answer is matched by', () => {
  const stripped = { 'In-Reply-To': null, References: null };

  it.each([
    ['a plus', (address: string) => address],
    ['a hyphen instead of the plus', (address: string) => address.replace('+', '-')],
    ['an equals sign instead of the plus', (address: string) => address.replace('+', '=')],
    ['capitals', (address: string) => address.toUpperCase()],
  ])('the signed address, with %s', async (_what, spell) => {
    const jo = await tray.someone();
    const To = spell(jo.outgoing.replyTo.address);
    const answer = await tray.receive(
      answerTo(jo, 'Hello.', { ...stripped, To, From: 'Jo <jo.private@mail.example>' }),
    );
    expect(answer).toMatchObject({ matchedBy: 'reply_token', matched: true });
    expect(await repliesOf(answer.threadId)).toMatchObject([{ senderIsContact: false, hints: ['other_sender'] }]);
  });

  it.each(['Delivered-To', 'X-Original-To', 'Envelope-To'])('the signed address in %s', async (name) => {
    const jo = await tray.someone();
    const headers = { ...stripped, To: 'undisclosed-recipients:;', [name]: jo.outgoing.replyTo.address };
    expect(await tray.receive(answerTo(jo, 'Hello.', headers))).toMatchObject({ matchedBy: 'reply_token' });
  });

  it('nothing, when the token is forged', async () => {
    const jo = await tray.someone();
    const forged = jo.outgoing.replyTo.address.replace(/.(?=@)/, (last) => (last === 'a' ? 'b' : 'a'));
    const answer = await tray.receive(
      rawMail({ From: 'eve@elsewhere.example', To: forged, Subject: 'Re: x' }, 'unsubscribe'),
    );
    expect(answer).toMatchObject({ matched: false, state: 'unmatched', threadId: null });
    expect((await tray.enrollment(jo.enrollmentId)).state).toBe('active');
  });

  it('our Message-ID', async () => {
    const jo = await tray.someone();
    const headers = { To: 'mara@agency.example', References: null, From: 'Jo <jo@elsewhere.example>' };
    expect(await tray.receive(answerTo(jo, 'Hello.', headers))).toMatchObject({ matchedBy: 'in_reply_to' });
  });

  it('the Message-ID that the provider put in the place of ours', async () => {
    const jo = await tray.someone();
    await tray.app.pool.query('update messages set provider_message_id = $2 where id = $1', [
      jo.messageId,
      `${jo.messageId}-000@eu-west-1.amazonses.com`,
    ]);
    const headers = {
      To: 'mara@agency.example',
      References: null,
      From: 'Jo <jo@elsewhere.example>',
      'In-Reply-To': `<${jo.messageId}-000@eu-west-1.amazonses.com>`,
    };
    expect(await tray.receive(answerTo(jo, 'Hello.', headers))).toMatchObject({ matchedBy: 'in_reply_to' });
  });

  it('our own reference, where a mail program kept nothing else', async () => {
    const jo = await tray.someone();
    const headers = {
      To: 'mara@agency.example',
      'In-Reply-To': null,
      References: `<unknown@eu-west-1.amazonses.com> <${jo.messageId}.letter@reply.agency.example>`,
      From: 'Jo <jo@elsewhere.example>',
    };
    expect(await tray.receive(answerTo(jo, 'Hello.', headers))).toMatchObject({ matchedBy: 'in_reply_to' });
  });

  it('sender and subject, then the sender alone', async () => {
    const jo = await tray.someone();
    const headers = { ...stripped, To: 'mara@agency.example' };
    const bySubject = await tray.receive(answerTo(jo, 'Hello.', headers));
    expect(bySubject).toMatchObject({ matchedBy: 'subject', kind: 'reply' });
    const lou = await tray.someone();
    const alone = rawMail(
      { From: lou.email, To: 'mara@agency.example', Subject: 'A question' },
      'Do you still do shops?',
    );
    const bySender = await tray.receive(alone);
    expect(bySender).toMatchObject({ matchedBy: 'sender', kind: 'reply', matched: true });
    expect(await tray.thread(bySender.threadId!)).toMatchObject({ openedByMessageId: null, subject: 'A question' });
    expect((await tray.enrollment(lou.enrollmentId)).holdCode).toBe('replied');
  });

  it('the domain of the client only as a suggestion in the tray', async () => {
    const jo = await tray.someone();
    const domain = jo.email.split('@')[1]!;
    await tray.app.pool.query('update clients set domain = $2 where id = $1', [jo.clientId, domain]);
    const mail = rawMail(
      { From: `office@${domain}`, To: 'mara@agency.example', Subject: 'Invoice' },
      'Please send it again.',
    );
    const answer = await tray.receive(mail);
    expect(answer).toMatchObject({ matched: false, state: 'unmatched', kind: 'other', matchedBy: 'domain' });
    expect(await tray.inbound(answer.id)).toMatchObject({ clientId: jo.clientId, contactId: null });
    expect((await tray.enrollment(jo.enrollmentId)).state).toBe('active');
  });
});

describe('a mail that is no answer', () => {
  it('changes nothing when a newsletter sent it', async () => {
    const jo = await tray.someone();
    const headers = {
      From: jo.email,
      To: 'mara@agency.example',
      Subject: 'Our spring news',
      'List-Id': '<news.example>',
    };
    const answer = await tray.receive(rawMail(headers, 'Read more. Unsubscribe here.'));
    expect(answer).toMatchObject({ kind: 'other', state: 'handled', threadId: null });
    expect((await tray.enrollment(jo.enrollmentId)).state).toBe('active');
    expect(await tray.suppressionsOf(jo.email)).toEqual([]);
  });

  it('counts as being in touch when one of us wrote it', async () => {
    const jo = await tray.someone();
    const owner = await tray.people.owner({ email: 'mara@agency.example' });
    const answer = await tray.receive(answerTo(jo, 'Good to hear from you, Jo.', { From: 'mara@agency.example' }));
    expect(answer).toMatchObject({ kind: 'other', state: 'handled', threadId: null });
    const [touch] = await tray.app.db.select().from(activities).where(eq(activities.contactId, jo.contactId));
    expect(touch).toMatchObject({ kind: 'mail', clientId: jo.clientId });
    expect((await tray.enrollment(jo.enrollmentId)).state).toBe('active');
    await tray.app.pool.query('update users set email = $2 where id = $1', [owner, 'other@agency.example']);
  });
});

describe('the same mail', () => {
  it('acts once, however many bring it at once', async () => {
    const jo = await tray.someone();
    const raw = answerTo(jo, 'Only once, please.');
    const answers = await Promise.all([1, 2, 3, 4].map(() => tray.receive(raw)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ kind: 'reply', state: 'handled' });
    expect(await repliesOf(answers[0]!.threadId)).toHaveLength(1);
    expect(await tray.app.db.select().from(threads).where(eq(threads.contactId, jo.contactId))).toHaveLength(1);
  });

  it('acts once when it comes through two doors with other envelope headers', async () => {
    const jo = await tray.someone();
    const raw = answerTo(jo, 'Through two doors.');
    const other = Buffer.concat([Buffer.from('Received: from a by b; Sat, 21 Nov 2026 12:00:00 +0000\r\n'), raw]);
    const [one, two] = await Promise.all([
      receiveMail(tray.app, { source: 'imap', sourceId: '7:1', raw }),
      receiveMail(tray.app, { source: 'resend', sourceId: 'abc', raw: other }),
    ]);
    expect(two.threadId).toBe(one.threadId);
    expect(await repliesOf(one.threadId)).toHaveLength(1);
    expect(await receiveMail(tray.app, { source: 'imap', sourceId: '7:1', raw: Buffer.from('other') })).toEqual(one);
  });

  it('waits in the tray once', async () => {
    const raw = rawMail({ From: 'eve@elsewhere.example', To: 'x@y.example', Subject: 'Twice' }, 'Hello.');
    const first = await tray.receive(raw);
    const second = await tray.receive(Buffer.concat([Buffer.from('X-Door: other\r\n'), raw]));
    expect([first.state, second.state]).toEqual(['unmatched', 'dismissed']);
  });

  it('is another mail when only its Message-ID is the same', async () => {
    const jo = await tray.someone();
    const one = await tray.receive(answerTo(jo, 'One.', { 'Message-ID': '<same@northwind.example>' }));
    await tray.receive(answerTo(jo, 'Two.', { 'Message-ID': '<same@northwind.example>' }));
    expect(await repliesOf(one.threadId)).toHaveLength(2);
  });
});

describe('two people of a client who answer at once', () => {
  it('are both heard, in a conversation each', async () => {
    const jo = await tray.someone();
    const lena = await tray.colleagueOf(jo);
    const answers = await Promise.all(
      [1, 2, 3].flatMap((turn) => [
        tray.receive(answerTo(jo, `Jo ${turn}.`)),
        tray.receive(rawMail({ From: lena.email, To: 'mara@agency.example', Subject: 'Re: you' }, `Lena ${turn}.`)),
      ]),
    );
    expect(answers.map((answer) => answer.state)).toEqual(Array.from({ length: 6 }, () => 'handled'));
    expect(await tray.app.db.select().from(threads).where(eq(threads.clientId, jo.clientId))).toHaveLength(2);
  });
});

describe('a mail that cannot be handled', () => {
  it('is kept as failed when it cannot be read, and not tried again by itself', async () => {
    const answer = await tray.receive(Buffer.alloc(0));
    expect(answer).toMatchObject({ kind: null, matched: false, state: 'failed' });
    expect(await tray.inbound(answer.id)).toMatchObject({ error: expect.stringMatching(/^unreadable:/), attempts: 1 });
    const later = new Date(noon.getTime() + 30 * day);
    await receiveStoredMail(tray.app, later);
    expect((await tray.inbound(answer.id)).attempts).toBe(1);
  });

  it.each(['timeout', 'worker_died'])('is read again when only the moment was bad (%s)', async (reason) => {
    const jo = await tray.someone();
    await tray.app.pool.query('alter table replies rename to replies_away');
    const answer = await tray.receive(answerTo(jo, 'Hello there.'));
    await tray.app.pool.query('alter table replies_away rename to replies');
    await tray.app.pool.query('update inbound_mails set error = $1 where id = $2', [`unreadable:${reason}`, answer.id]);
    expect(await receiveStoredMail(tray.app, new Date(noon.getTime() + 5 * 60_000))).toMatchObject({ handled: 1 });
    expect(await tray.inbound(answer.id)).toMatchObject({ state: 'handled', kind: 'reply', error: null });
  });

  it('is kept when the database refuses, and acts when it is tried again', async () => {
    const jo = await tray.someone();
    await tray.app.pool.query('alter table replies rename to replies_away');
    const answer = await tray.receive(answerTo(jo, 'Hello there.'));
    expect(answer).toMatchObject({ state: 'failed', kind: null });
    expect(await tray.inbound(answer.id)).toMatchObject({ error: 'database:42P01', attempts: 1 });
    expect((await tray.enrollment(jo.enrollmentId)).state).toBe('active');
    await tray.app.pool.query('alter table replies_away rename to replies');
    const minutes = (count: number) => new Date(noon.getTime() + count * 60_000);
    await receiveStoredMail(tray.app, minutes(1));
    expect((await tray.inbound(answer.id)).state).toBe('failed');
    expect(await receiveStoredMail(tray.app, minutes(5))).toMatchObject({ handled: 1 });
    expect(await tray.inbound(answer.id)).toMatchObject({ state: 'handled', kind: 'reply', error: null });
    expect((await tray.enrollment(jo.enrollmentId)).state).toBe('held');
  });

  it('is finished by the worker when the process died after storing it', async () => {
    const jo = await tray.someone();
    const raw = answerTo(jo, 'Died half way.');
    const { id } = await tray.receive(answerTo(jo, 'To have a row.'));
    await tray.app.db.delete(replies).where(eq(replies.inboundMailId, id));
    await tray.app.db
      .update(inboundMails)
      .set({ state: 'stored', raw, threadId: null, contactId: null, handledAt: null, attempts: 0 })
      .where(eq(inboundMails.id, id));
    expect(await receiveStoredMail(tray.app, new Date(noon.getTime() + 61_000))).toEqual({ tried: 1, handled: 1 });
    expect(await tray.inbound(id)).toMatchObject({ state: 'handled', kind: 'reply', visibleText: 'Died half way.' });
  });

  it('may hold NUL and half a character', async () => {
    const jo = await tray.someone();
    const answer = await tray.receive(answerTo(jo, 'a\u0000b', { Subject: 'Re: x\u0000y' }));
    expect(answer).toMatchObject({ kind: 'reply', state: 'handled' });
  });
});
