import { eq } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answers, contentUses, installation, messageCopies, messages, offers, threads } from '../../src/db/schema.ts';
import { listPlanFacts } from '../../src/db/enrollments/plan-facts.ts';
import { findPolicy } from '../../src/db/house/settings.ts';
import { waitsFor } from '../../src/domain/plan/gates.ts';
import { changeSettings } from '../../src/flows/house/change-settings.ts';
import { tick } from '../../src/flows/tick.ts';
import { openSmtp } from '../../src/mail/out/smtp.ts';
import { recordSuppression } from '../../src/flows/suppressions/record-suppression.ts';
import { noon } from '../support/api.ts';
import { answerTo, type LeftLetter } from '../support/mails.ts';
import { openSmtpSink, type SmtpSink } from '../support/smtp-sink.ts';
import { makeTray, type Tray } from '../support/tray.ts';

const minute = 60_000;
const after = (ms: number) => new Date(noon.getTime() + ms);

/** A rep answers in a conversation: what leaves is read from a real SMTP server. */
describe('answers', () => {
  let tray: Tray;
  let sink: SmtpSink;
  let mara: string;

  beforeAll(async () => {
    tray = await makeTray({
      MAIL_FROM: 'Agency <letters@agency.example>',
      REPLY_DOMAIN: 'reply.agency.example',
      PUBLIC_URL: 'https://ajar.agency.example',
    });
    await tray.people.campaign();
    sink = await openSmtpSink();
    tray.app.transport = openSmtp({ url: `${sink.url}?ignoreTLS=true`, dkim: null });
    mara = await tray.people.owner({ name: 'Mara Quint', email: 'mara@agency.example' });
  });
  afterAll(async () => {
    await tray.app.transport.close();
    await sink.close();
    await tray.close();
  });
  beforeEach(() => {
    tray.setNow(noon);
    sink.letters.length = 0;
  });

  const open = async (text = 'Who would do the work in a smaller package?') => {
    const letter = await tray.someone();
    const { threadId } = await tray.receive(answerTo(letter, text));
    return { letter, threadId: threadId! };
  };
  const reply = (threadId: string, body: object = {}) =>
    tray.call('POST', `/v1/threads/${threadId}/reply`, { body: 'Hello Jo,\n\nI would.', author: mara, ...body });
  const suppress = async (
    letter: LeftLetter,
    reason: 'unsubscribed' | 'complained' | 'do_not_contact' | 'hard_bounce',
  ) =>
    tray.app.db.transaction((tx) =>
      recordSuppression(
        tx,
        {
          addressHash: tray.people.hash(letter.email),
          address: letter.email,
          clientId: null,
          scope: 'all',
          reason,
          source: 'api',
          note: null,
          messageId: null,
          by: 'test',
        },
        noon,
      ),
    );
  const state = async (id: string) => (await tray.app.db.select().from(messages).where(eq(messages.id, id)))[0]!.state;

  it('leaves after a minute, from its author, threaded below their last words', async () => {
    const { letter, threadId } = await open();
    const answer = await reply(threadId);
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      leavesAt: after(minute).toISOString(),
      waits: null,
      message: { kind: 'answer' },
    });
    await tick(tray.app, after(minute - 1));
    expect(sink.letters).toHaveLength(0);
    await tick(tray.app, after(minute));
    expect(sink.letters).toHaveLength(1);
    const raw = sink.letters[0]!.raw.toString();
    const theirs = await tray.app.pool.query(
      'select i.message_id_header as id from replies r join inbound_mails i on i.id = r.inbound_mail_id where r.thread_id = $1',
      [threadId],
    );
    expect(raw).toMatch(/^From: Mara Quint <mara@agency\.example>\r$/m);
    expect(raw).toMatch(new RegExp(`^To: .*<?${letter.email}>?\\r$`, 'm'));
    expect(raw).toMatch(/^Subject: Re: Thank you for three years together\r$/m);
    expect(raw.replaceAll(/\r\n[ \t]+/g, ' ')).toContain(`In-Reply-To: <${theirs.rows[0].id}>`);
    expect(raw.replaceAll(/\r\n[ \t]+/g, ' ')).toMatch(
      new RegExp(`References: <${letter.outgoing.messageId}>.* <${theirs.rows[0].id}>`),
    );
    expect(raw.replaceAll(/\r\n[ \t]+/g, ' ')).toMatch(/Reply-To: .*<r\+a[a-z2-7]{42}@reply\.agency\.example>/);
    expect(raw).not.toMatch(/List-Unsubscribe|Auto-Submitted/);
    expect(raw).toContain('> Who would do the work in a smaller package?');
    const detail = await tray.call('GET', `/v1/threads/${threadId}`);
    expect(detail.body.waitsSince).toBeNull();
    expect(detail.body.conversation.map((one: { kind: string }) => one.kind)).toEqual(['letter', 'reply', 'answer']);
    expect(detail.body.conversation[2]).toMatchObject({ state: 'accepted', author: { name: 'Mara Quint' } });
    const [copy] = await tray.app.db
      .select()
      .from(messageCopies)
      .where(eq(messageCopies.messageId, answer.body.message.id));
    expect(copy?.text).toContain('I would.');
  });

  it('is held by no limit of the recipients’ domain, and counted there once it leaves', async () => {
    const { letter, threadId } = await open();
    const domain = letter.email.split('@')[1]!;
    const before = await findPolicy(tray.app.db);
    // One a minute.
    await changeSettings(tray.app, 'test', { domainLimits: [{ domain, perHour: 61 }] });
    const used = async () =>
      (await tray.app.pool.query('select sum(used)::int as n from send_counts where key = $1', [`to:${domain}`]))
        .rows[0].n;
    await reply(threadId);
    await reply(threadId, { body: 'And one more thing.' });
    const working = tray.app.transport;
    tray.app.transport = openSmtp({ url: 'smtp://127.0.0.1:1', dkim: null });
    await tick(tray.app, after(minute));
    expect(await used()).toBe(0);
    tray.app.transport = working;
    await tick(tray.app, after(10 * minute));
    expect(sink.letters).toHaveLength(2);
    expect(await used()).toBe(2);
    await changeSettings(tray.app, 'test', { domainLimits: before.domainLimits });
  });

  it('counts as contact made, to whichever address of theirs it goes, so that no letter follows at its heels', async () => {
    const answered = async (body: object) => {
      const { letter, threadId } = await open();
      tray.setNow(later);
      expect((await reply(threadId, body)).status).toBe(201);
      await tick(tray.app, new Date(later.getTime() + minute));
      return letter.enrollmentId;
    };
    // The letter itself is long ago.
    const later = after(90 * 24 * 60 * minute);
    const private_ = { to: 'jo.private@elsewhere.example', confirmOtherAddress: true };
    const ids = [await answered({}), await answered(private_), (await open()).letter.enrollmentId];
    const policy = await findPolicy(tray.app.db);
    const capped = async (at: Date) =>
      (await listPlanFacts(tray.app.db, ids, { now: at, policy })).map(({ facts }) => {
        const step = facts.definition.steps.find((one) => one.kind === 'email')!;
        return waitsFor(facts, step, at).some(({ why }) => why.code === 'contact_cap');
      });
    const days = (count: number) => new Date(later.getTime() + count * 24 * 60 * minute);
    expect(await capped(days(1))).toEqual([true, true, false]);
    expect(await capped(days(policy.contactGapDays + 1))).toEqual([false, false, false]);
  });

  it('comes back to the same conversation when the client writes again, and waits again', async () => {
    const { threadId } = await open();
    const { body } = await reply(threadId);
    await tick(tray.app, after(minute));
    const to = /Reply-To:[^<]*<([^>]+)>/.exec(sink.letters[0]!.raw.toString().replaceAll(/\r\n[ \t]+/g, ' '))![1]!;
    tray.setNow(after(2 * minute));
    const again = await tray.receive(
      Buffer.from(
        `From: jo.private@elsewhere.example\r\nTo: ${to}\r\nSubject: Re: Re: hm\r\nMessage-ID: <${uuidv7()}@x>\r\n\r\nFine, let us talk.\r\n`,
      ),
    );
    expect(again).toMatchObject({ kind: 'reply', matched: true, threadId });
    const { body: thread } = await tray.call('GET', `/v1/threads/${threadId}`);
    expect(thread.waitsSince).not.toBeNull();
    expect(body.message.threadId).toBe(threadId);
  });

  it('can be taken back until it leaves, and its words are a draft again', async () => {
    const { threadId } = await open();
    const { body } = await reply(threadId);
    const canceled = await tray.call('POST', `/v1/messages/${body.message.id}/cancel`);
    expect(canceled).toMatchObject({ status: 200, body: { state: 'canceled' } });
    await tick(tray.app, after(5 * minute));
    expect(sink.letters).toHaveLength(0);
    const kept = await tray.app.pool.query('select body, user_id from thread_drafts where thread_id = $1', [threadId]);
    expect(kept.rows).toEqual([{ body: 'Hello Jo,\n\nI would.', user_id: mara }]);
    const second = await reply(threadId);
    await tick(tray.app, after(5 * minute));
    const late = await tray.call('POST', `/v1/messages/${second.body.message.id}/cancel`);
    expect(late).toMatchObject({ status: 409, body: { code: 'wrong_state' } });
  });

  it('leaves at a chosen time, and not before', async () => {
    const { threadId } = await open();
    const leavesAt = after(60 * minute).toISOString();
    expect((await reply(threadId, { leavesAt })).body.leavesAt).toBe(leavesAt);
    await tick(tray.app, after(59 * minute));
    expect(sink.letters).toHaveLength(0);
    await tick(tray.app, after(60 * minute));
    expect(sink.letters).toHaveLength(1);
    expect((await reply(threadId, { leavesAt: after(-60 * minute).toISOString() })).status).toBe(422);
  });

  it('goes to another address only where a person confirmed it', async () => {
    const { threadId } = await open();
    const to = 'jo.private@elsewhere.example';
    expect(await reply(threadId, { to })).toMatchObject({ status: 409, body: { code: 'confirm_address' } });
    expect((await reply(threadId, { to, confirmOtherAddress: true })).status).toBe(201);
    await tick(tray.app, after(minute));
    expect(sink.letters[0]!.to).toEqual([to]);
  });

  it('reaches those who stopped our letters, and never those who complained or must be left alone', async () => {
    const stopped = await open();
    await suppress(stopped.letter, 'unsubscribed');
    expect((await reply(stopped.threadId)).status).toBe(201);
    await tick(tray.app, after(minute));
    expect(sink.letters).toHaveLength(1);
    for (const reason of ['complained', 'do_not_contact', 'hard_bounce'] as const) {
      const one = await open();
      await suppress(one.letter, reason);
      expect(await reply(one.threadId)).toMatchObject({ status: 409, body: { code: 'must_not_write' } });
    }
  });

  it('is stopped by a complaint that comes while it waits; the words are kept', async () => {
    const { letter, threadId } = await open();
    const { body } = await reply(threadId);
    await suppress(letter, 'complained');
    await tick(tray.app, after(minute));
    expect(sink.letters).toHaveLength(0);
    expect(await state(body.message.id)).toBe('canceled');
    const kept = await tray.app.pool.query('select body from thread_drafts where thread_id = $1', [threadId]);
    expect(kept.rows).toHaveLength(1);
    const { body: thread } = await tray.call('GET', `/v1/threads/${threadId}`);
    expect(thread.conversation.at(-1)).toMatchObject({ kind: 'answer', why: [{ code: 'complained' }] });
    expect(thread.waitsSince).not.toBeNull();
  });

  it('waits while all sending is paused, and says so', async () => {
    const { threadId } = await open();
    await tray.app.db.update(installation).set({ pausedAt: noon, pausedBy: 'test' });
    expect((await reply(threadId)).body.waits).toBe('paused');
    await tick(tray.app, after(minute));
    expect(sink.letters).toHaveLength(0);
    await tray.app.db.update(installation).set({ pausedAt: null, pausedBy: null });
    await tick(tray.app, after(2 * minute));
    expect(sink.letters).toHaveLength(1);
  });

  it('counts an offer in it as had once it was accepted, and not when it failed', async () => {
    const offerId = uuidv7();
    await tray.app.db.insert(offers).values({
      id: offerId,
      title: 'A smaller package',
      terms: 'Two days a month.',
      kind: 'service',
      reasons: [],
      validFrom: '2026-01-01',
      validUntil: '2027-01-01',
      createdAt: noon,
      updatedAt: noon,
    });
    const uses = async () => tray.app.db.select().from(contentUses).where(eq(contentUses.contentId, offerId));
    const refused = await open();
    await reply(refused.threadId, { offerIds: [offerId] });
    sink.manners.rcptTo = () => [550, '5.7.1 Not here'];
    await tick(tray.app, after(minute));
    delete sink.manners.rcptTo;
    expect(await uses()).toHaveLength(0);
    const { threadId } = await open();
    await reply(threadId, { offerIds: [offerId] });
    expect(await uses()).toHaveLength(0);
    await tick(tray.app, after(minute));
    expect(await uses()).toHaveLength(1);
    expect((await reply(threadId, { offerIds: [uuidv7()] })).body.errors[0].pointer).toBe('/offerIds/0');
  });

  it('leaves once, however many processes look', async () => {
    const opened = await Promise.all(Array.from({ length: 5 }, () => open()));
    for (const { threadId } of opened) await reply(threadId);
    const others = Array.from({ length: 3 }, () => ({ ...tray.app, processId: uuidv7() }));
    await Promise.all([tray.app, ...others].map((app) => tick(app, after(minute))));
    await tick(tray.app, after(2 * minute));
    expect(sink.letters.map((one) => String(one.to[0])).toSorted()).toEqual(
      opened.map(({ letter }) => letter.email).toSorted(),
    );
  });

  it('asks who writes, and lets nobody write for somebody else', async () => {
    const { threadId } = await open();
    expect(await reply(threadId, { author: undefined })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/author' }] },
    });
    expect((await reply(threadId, { author: uuidv7() })).status).toBe(422);
    expect((await reply(uuidv7())).status).toBe(404);
    expect((await reply(threadId, { body: 'x'.repeat(20_001) })).status).toBe(422);
    const reader = await tray.makeKey('threads:read');
    expect((await tray.call('POST', `/v1/threads/${threadId}/reply`, { body: 'x' }, { key: reader })).status).toBe(403);
  });

  it('can be retried when it failed', async () => {
    const { threadId } = await open();
    const { body } = await reply(threadId);
    sink.manners.data = () => [554, '5.6.0 Not this'];
    await tick(tray.app, after(minute));
    delete sink.manners.data;
    expect(await state(body.message.id)).toBe('failed');
    expect((await tray.call('POST', `/v1/messages/${body.message.id}/retry`)).status).toBe(200);
    await tick(tray.app, after(2 * minute));
    expect(await state(body.message.id)).toBe('accepted');
  });

  it('is what somebody upset was promised by a certain hour', async () => {
    const { threadId } = await open('I am still angry.');
    await tray.call('POST', `/v1/threads/${threadId}/close`, { outcome: 'upset' });
    expect((await tray.thread(threadId)).answerDueAt).not.toBeNull();
    await reply(threadId);
    await tick(tray.app, after(minute));
    expect((await tray.thread(threadId)).answerDueAt).toBeNull();
  });

  it('gives a conversation that nobody has to whoever answers it', async () => {
    const { threadId } = await open();
    await tray.app.db.update(threads).set({ assigneeId: null }).where(eq(threads.id, threadId));
    await reply(threadId);
    expect((await tray.thread(threadId)).assigneeId).toBe(mara);
    expect(await tray.app.db.select().from(answers).where(eq(answers.threadId, threadId))).toHaveLength(1);
  });
});
