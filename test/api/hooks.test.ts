import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { providerEvents } from '../../src/db/schema.ts';
import { fetchReceivedMail } from '../../src/flows/inbound/fetch-received-mail.ts';
import { processProviderEvents } from '../../src/flows/inbound/handle-webhook.ts';
import { makeApi, noon } from '../support/api.ts';
import { answerTo, type LeftLetter } from '../support/mails.ts';
import { openResendFake, type ResendFake, type SignedWebhook, type TakenLetter } from '../support/resend-fake.ts';
import { makeTray, type Tray } from '../support/tray.ts';

let tray: Tray;
let fake: ResendFake;
beforeAll(async () => {
  fake = await openResendFake();
  tray = await makeTray({ RESEND_WEBHOOK_SECRET: fake.webhookSecret });
  tray.app.config.transport = { kind: 'resend', apiKey: fake.apiKey, baseUrl: fake.baseUrl };
});
afterAll(async () => {
  await tray.close();
  await fake.close();
});
afterEach(() => tray.setNow(noon));

const at = noon;
const post = async ({ headers, body }: SignedWebhook, on: Pick<Tray, 'server'> = tray) => {
  const answer = await on.server.inject({ method: 'POST', url: '/hooks/resend', headers, payload: body });
  return { status: answer.statusCode, body: answer.json() };
};
const takenOf = (jo: LeftLetter, tags = [{ name: 'message', value: jo.messageId }]): TakenLetter => ({
  id: `re-${jo.messageId}`,
  key: null,
  message_id: `<${jo.messageId}@eu-west-1.amazonses.com>`,
  last_event: 'sent',
  from: 'mara@agency.example',
  to: [jo.email],
  subject: jo.outgoing.subject,
  tags,
});
const about = (type: string, jo: LeftLetter, extra: object = {}) =>
  fake.letterWebhook(type, takenOf(jo), extra, { at });
const hard = { bounce: { type: 'Permanent', subType: 'General', message: 'User unknown' } };
const soft = { bounce: { type: 'Transient', subType: 'MailboxFull', message: 'Mailbox full' } };
const eventOf = async (webhook: SignedWebhook) =>
  (await tray.app.db.select().from(providerEvents).where(eq(providerEvents.eventId, webhook.headers['svix-id'])))[0]!;
const minutesLater = (minutes: number) => new Date(noon.getTime() + minutes * 60_000);
const setState = (jo: LeftLetter, columns: string) =>
  tray.app.pool.query(`update messages set ${columns} where id = $1`, [jo.messageId]);

describe('a webhook of Resend', () => {
  it('is not there without a secret', async () => {
    const bare = await makeApi();
    const jo = await tray.someone();
    expect(await post(about('email.delivered', jo), bare)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    await bare.close();
  });

  it.each([
    [
      'with another secret',
      (jo: LeftLetter) => fake.letterWebhook('email.bounced', takenOf(jo), hard, { at, secret: 'whsec_b3RoZXI=' }),
    ],
    [
      'that is six minutes old',
      (jo: LeftLetter) => fake.letterWebhook('email.bounced', takenOf(jo), hard, { at: minutesLater(-6) }),
    ],
    [
      'with another body',
      (jo: LeftLetter) => ({ ...about('email.bounced', jo, hard), body: '{"type":"email.bounced"}' }),
    ],
    [
      'without a signature',
      (jo: LeftLetter) => ({
        ...about('email.bounced', jo, hard),
        headers: { 'content-type': 'application/json' } as never,
      }),
    ],
  ])('is refused %s, and nothing is stored', async (_what, make) => {
    const jo = await tray.someone();
    const before = await tray.app.db.$count(providerEvents);
    expect(await post(make(jo))).toMatchObject({ status: 401, body: { code: 'bad_signature' } });
    expect(await tray.app.db.$count(providerEvents)).toBe(before);
    expect((await tray.enrollment(jo.enrollmentId)).state).toBe('active');
  });

  it('of a hard bounce stops the letters to the address within the request', async () => {
    const jo = await tray.someone();
    expect(await post(about('email.bounced', jo, hard))).toEqual({ status: 200, body: { state: 'handled' } });
    expect(await tray.letter(jo.messageId)).toMatchObject({ state: 'bounced', bounceSeverity: 'hard' });
    expect(await tray.suppressionsOf(jo.email)).toMatchObject([{ reason: 'hard_bounce', source: 'webhook' }]);
    expect((await tray.enrollment(jo.enrollmentId)).exitCode).toBe('hard_bounce');
  });

  it('of a complaint stops the letters to the address and holds the colleagues', async () => {
    const jo = await tray.someone();
    const lena = await tray.colleagueOf(jo);
    await post(about('email.complained', jo));
    expect(await tray.suppressionsOf(jo.email)).toMatchObject([{ reason: 'complained' }]);
    expect((await tray.enrollment(jo.enrollmentId)).exitCode).toBe('complained');
    expect((await tray.enrollment(lena.enrollmentId)).holdCode).toBe('held');
  });

  it('of a refusal by Resend itself mirrors its suppression', async () => {
    const jo = await tray.someone();
    await post(about('email.suppressed', jo, { suppressed: { type: 'bounce', message: 'On the list.' } }));
    expect(await tray.suppressionsOf(jo.email)).toMatchObject([{ reason: 'provider', source: 'webhook' }]);
    expect((await tray.enrollment(jo.enrollmentId)).exitCode).toBe('suppressed');
  });

  it('of a soft bounce stops nothing', async () => {
    const jo = await tray.someone();
    await post(about('email.bounced', jo, soft));
    expect(await tray.letter(jo.messageId)).toMatchObject({ state: 'bounced', bounceSeverity: 'soft' });
    expect((await tray.enrollment(jo.enrollmentId)).state).toBe('active');
    expect(await tray.suppressionsOf(jo.email)).toEqual([]);
  });

  it('acts once, however often it comes', async () => {
    const jo = await tray.someone();
    const webhook = about('email.delivered', jo);
    const answers = await Promise.all([1, 2, 3].map(() => post(webhook)));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    expect(await post(webhook)).toEqual({ status: 200, body: { state: 'known' } });
    expect(await tray.events(jo.messageId)).toEqual(['delivered']);
  });

  it.each([
    [['email.sent', 'email.delivered', 'email.bounced', 'email.complained'], 'complained'],
    [['email.complained', 'email.bounced', 'email.delivered', 'email.sent'], 'complained'],
    [['email.delivered', 'email.sent', 'email.delivery_delayed'], 'delivered'],
    [['email.bounced', 'email.delivered'], 'bounced'],
  ])('never moves a letter back: %j', async (types, state) => {
    const jo = await tray.someone();
    for (const type of types) await post(about(type, jo, type === 'email.bounced' ? hard : {}));
    expect((await tray.letter(jo.messageId)).state).toBe(state);
    expect(await tray.events(jo.messageId)).toHaveLength(types.length);
  });

  it('settles a letter whose outcome is unknown, or whose provider has not answered yet', async () => {
    const [jo, lou] = [await tray.someone(), await tray.someone()];
    await setState(jo, `state = 'uncertain', accepted_at = null`);
    await setState(
      lou,
      `state = 'sending', accepted_at = null, lease_until = now(), leased_by = '${tray.app.processId}', sending_at = now()`,
    );
    for (const who of [jo, lou]) {
      await post(about('email.sent', who));
      expect(await tray.letter(who.messageId)).toMatchObject({
        state: 'accepted',
        leaseUntil: null,
        leasedBy: null,
        providerId: `re-${who.messageId}`,
        providerMessageId: `${who.messageId}@eu-west-1.amazonses.com`,
      });
    }
  });

  it('calls a letter failed that Resend gave up', async () => {
    const jo = await tray.someone();
    await post(about('email.failed', jo, { failed: { reason: 'domain_not_verified' } }));
    expect(await tray.letter(jo.messageId)).toMatchObject({ state: 'failed', errorText: 'domain_not_verified' });
  });

  it.each([
    ['its id at Resend', (jo: LeftLetter) => `provider_id = 're-${jo.messageId}'`],
    [
      'the Message-ID that the recipient saw',
      (jo: LeftLetter) => `provider_message_id = '${jo.messageId}@eu-west-1.amazonses.com'`,
    ],
  ])('finds its letter by %s where the tag is lost', async (_what, known) => {
    const jo = await tray.someone();
    await setState(jo, known(jo));
    await post(fake.letterWebhook('email.delivered', takenOf(jo, []), {}, { at }));
    expect((await tray.letter(jo.messageId)).state).toBe('delivered');
  });

  it('about a letter that is none of ours is kept and changes nothing', async () => {
    const jo = await tray.someone();
    const webhook = fake.letterWebhook('email.bounced', takenOf(jo, [{ name: 'message', value: 'x' }]), hard, { at });
    expect((await post(webhook)).status).toBe(200);
    expect(await eventOf(webhook)).toMatchObject({ state: 'handled', error: 'unknown_letter', messageId: null });
    expect((await tray.enrollment(jo.enrollmentId)).state).toBe('active');
  });

  it('of another kind, or not as documented, is kept', async () => {
    const opened = fake.webhook('email.opened', { email_id: 'x' }, { at });
    expect((await post(opened)).status).toBe(200);
    expect((await eventOf(opened)).state).toBe('handled');
    const odd = fake.webhook('email.bounced', { nothing: true }, { at });
    expect((await post(odd)).status).toBe(202);
    expect(await eventOf(odd)).toMatchObject({ state: 'failed', error: expect.stringContaining('email.bounced') });
  });

  it('that cannot be handled is answered, kept and tried again', async () => {
    const jo = await tray.someone();
    await tray.app.pool.query('alter table message_events rename to message_events_away');
    const webhook = about('email.bounced', jo, hard);
    expect(await post(webhook)).toEqual({ status: 202, body: { state: 'stored' } });
    await tray.app.pool.query('alter table message_events_away rename to message_events');
    expect(await eventOf(webhook)).toMatchObject({ state: 'stored', attempts: 1, nextTryAt: minutesLater(1) });
    expect(await processProviderEvents(tray.app, noon)).toEqual({ tried: 0, handled: 0 });
    expect(await processProviderEvents(tray.app, minutesLater(1))).toEqual({ tried: 1, handled: 1 });
    expect((await tray.enrollment(jo.enrollmentId)).exitCode).toBe('hard_bounce');
  });
});

describe('a mail that Resend received', () => {
  it('is announced, fetched by the worker and taken in once', async () => {
    const jo = await tray.someone();
    const raw = answerTo(jo, 'Through Resend.', { 'In-Reply-To': null, References: null, To: 'hidden:;' });
    const id = fake.receive(raw, { from: jo.email, to: [jo.outgoing.replyTo.address] });
    const webhook = fake.receivedWebhook(id, { at });
    expect(await post(webhook)).toEqual({ status: 202, body: { state: 'stored' } });
    const passes = await Promise.all([1, 2].map(() => fetchReceivedMail(tray.app, noon)));
    expect(passes.reduce((sum, pass) => sum + pass.fetched, 0)).toBe(1);
    expect((await eventOf(webhook)).state).toBe('handled');
    expect(await tray.enrollment(jo.enrollmentId)).toMatchObject({ state: 'held', holdCode: 'replied' });
    // the webhook of a replay has another id
    await post(fake.receivedWebhook(id, { at }));
    await fetchReceivedMail(tray.app, noon);
    const { body } = await tray.call('GET', `/v1/threads?client=${jo.clientId}`);
    expect(body.data).toMatchObject([{ replyCount: 1 }]);
  });

  it.each(['http://169.254.169.254/latest/meta-data', 'https://resend.com.evil.example/raw', 'file:///etc/passwd'])(
    'is not fetched from %s',
    async (downloadUrl) => {
      const id = fake.receive(Buffer.from('Subject: x\r\n\r\nx'), { downloadUrl });
      const webhook = fake.receivedWebhook(id, { at });
      await post(webhook);
      expect(await fetchReceivedMail(tray.app, noon)).toEqual({ fetched: 0, failed: 1 });
      expect(await eventOf(webhook)).toMatchObject({ state: 'stored', attempts: 1, nextTryAt: minutesLater(1) });
      await tray.app.db.update(providerEvents).set({ state: 'failed' }).where(eq(providerEvents.state, 'stored'));
    },
  );

  it('is tried again at growing distances, and after the last a person sees it', async () => {
    const webhook = fake.webhook('email.received', { email_id: 'gone', to: [], received_for: [] }, { at });
    await post(webhook);
    const waits: number[] = [];
    let now = noon;
    for (let turn = 0; turn < 20; turn += 1) {
      await fetchReceivedMail(tray.app, now);
      const { nextTryAt } = await eventOf(webhook);
      if (nextTryAt === null) break;
      waits.push((nextTryAt.getTime() - now.getTime()) / 60_000);
      now = nextTryAt;
    }
    expect(waits).toEqual([1, 4, 16, 64, 256, 360, 360]);
    expect(await eventOf(webhook)).toMatchObject({ state: 'failed', attempts: 8, error: expect.stringMatching(/./) });
  });
});
