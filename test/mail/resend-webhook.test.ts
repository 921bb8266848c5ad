import { createHmac } from 'node:crypto';
import { Resend } from 'resend';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyResendWebhook } from '../../src/mail/resend-webhook.ts';
import { openResendFake, type ResendFake, type SignedWebhook, type TakenLetter } from '../support/resend-fake.ts';

let fake: ResendFake;
beforeAll(async () => {
  fake = await openResendFake();
});
afterAll(() => fake.close());

const now = new Date('2026-11-21T12:00:00Z');
const letter: TakenLetter = {
  id: '56761188-7520-42d8-8898-ff6fc54ce618',
  key: null,
  message_id: '<0100018b@eu-west-1.amazonses.com>',
  last_event: 'sent',
  from: 'Mara <mara@agency.example>',
  to: ['jo@northwind.example'],
  subject: 'Thank you — ünïcode',
  tags: [{ name: 'message', value: '0193b0a0-7c1e-7000-8000-000000000001' }],
};

function verify(
  webhook: SignedWebhook,
  changes: { headers?: object; body?: string | Uint8Array; secret?: string; now?: Date } = {},
) {
  const body = changes.body ?? webhook.body;
  return verifyResendWebhook({
    rawBody: typeof body === 'string' ? Buffer.from(body) : body,
    headers: { ...webhook.headers, ...changes.headers },
    secret: changes.secret ?? fake.webhookSecret,
    now: changes.now ?? now,
  });
}

describe('a webhook that is genuine', () => {
  it.each<[string, object, object]>([
    ['email.sent', {}, {}],
    ['email.delivered', {}, {}],
    ['email.delivery_delayed', {}, {}],
    ['email.complained', {}, {}],
    [
      'email.bounced',
      { bounce: { type: 'Permanent', subType: 'General', message: 'No such user' } },
      { bounce: { type: 'Permanent' } },
    ],
    ['email.bounced', {}, { bounce: { type: 'Undetermined', subType: 'General', message: '' } }],
    [
      'email.suppressed',
      { suppressed: { type: 'OnAccountSuppressionList', message: 'x' } },
      { suppressed: { message: 'x' } },
    ],
    ['email.failed', { failed: { reason: 'reached_daily_quota' } }, { failed: { reason: 'reached_daily_quota' } }],
  ])('is read: %s with %j', (type, extra, expected) => {
    const webhook = fake.letterWebhook(type, letter, extra, { at: now, id: 'msg_1' });
    expect(verify(webhook)).toMatchObject({
      kind: 'ok',
      id: 'msg_1',
      event: {
        type,
        data: {
          email_id: letter.id,
          tags: { message: letter.tags?.[0]?.value },
          message_id: letter.message_id,
          ...expected,
        },
      },
    });
  });

  it('tells of a received mail and whom it was for', () => {
    const id = fake.receive(Buffer.from('x'), { to: ['r+token@reply.agency.example'], subject: 'Re: Thank you' });
    expect(verify(fake.receivedWebhook(id, { at: now }))).toMatchObject({
      kind: 'ok',
      event: { type: 'email.received', data: { email_id: id, received_for: ['r+token@reply.agency.example'] } },
    });
  });

  it.each(['email.opened', 'email.scheduled', 'contact.created', 'something.new'])('is ignored: %s', (type) => {
    expect(verify(fake.webhook(type, { any: 1 }, { at: now }))).toMatchObject({ kind: 'ignored', type });
  });

  it('is kept for a person when it is not as documented', () => {
    for (const body of ['not json', '[]', '{"type":"email.bounced","data":{}}', '']) {
      const webhook = resigned(body);
      expect(verify(webhook, { body })).toMatchObject({ kind: 'unreadable', id: webhook.headers['svix-id'] });
    }
  });

  it('loses no complaint to odd tags', () => {
    for (const tags of [[{ name: 'message', value: 'x' }], null, 'x', { message: 1 }]) {
      expect(verify(fake.letterWebhook('email.complained', letter, { tags }, { at: now }))).toMatchObject({
        kind: 'ok',
      });
    }
  });

  it('is also genuine to the SDK, and the other way round', () => {
    const sdk = new Resend('re_x');
    for (const secret of [fake.webhookSecret, `whsec_${Buffer.alloc(32, 7).toString('base64')}`]) {
      const real = new Date();
      const webhook = fake.letterWebhook('email.sent', letter, {}, { at: real, secret });
      const { 'svix-id': id, 'svix-timestamp': timestamp, 'svix-signature': signature } = webhook.headers;
      const bySdk = (text: string, key: string) =>
        sdk.webhooks.verify({ payload: text, headers: { id, timestamp, signature }, webhookSecret: key });
      expect(bySdk(webhook.body, secret)).toMatchObject({ type: 'email.sent' });
      expect(verify(webhook, { secret, now: real }).kind).toBe('ok');
      expect(() => bySdk(`${webhook.body} `, secret)).toThrow('No matching signature');
      expect(verify(webhook, { secret, now: real, body: `${webhook.body} ` }).kind).toBe('bad');
    }
  });

  it('may carry several signatures while a secret is rotated', () => {
    const webhook = fake.letterWebhook('email.sent', letter, {}, { at: now });
    const good = webhook.headers['svix-signature'];
    const other = `v1,${Buffer.alloc(32).toString('base64')}`;
    for (const signatures of [`${other} ${good}`, `${good} ${other}`, `v2,abc ${good}`]) {
      expect(verify(webhook, { headers: { 'svix-signature': signatures } }).kind).toBe('ok');
    }
  });
});

describe('a webhook that is not genuine', () => {
  const webhook = () => fake.letterWebhook('email.sent', letter, {}, { at: now });

  it.each([-301, 301, -360, 86_400])('was signed %d seconds away from now', (seconds) => {
    const at = new Date(now.getTime() + seconds * 1000);
    expect(verify(fake.letterWebhook('email.sent', letter, {}, { at })).kind).toBe('bad');
  });

  it.each([-299, 299, 0])('is not one %d seconds away', (seconds) => {
    const at = new Date(now.getTime() + seconds * 1000);
    expect(verify(fake.letterWebhook('email.sent', letter, {}, { at })).kind).toBe('ok');
  });

  it.each<[string, object]>([
    ['without id', { 'svix-id': undefined }],
    ['with an empty id', { 'svix-id': '' }],
    ['with two ids', { 'svix-id': ['a', 'b'] }],
    ['with another id', { 'svix-id': 'msg_other' }],
    ['without timestamp', { 'svix-timestamp': undefined }],
    ['with a timestamp that is none', { 'svix-timestamp': '1e9' }],
    ['without signature', { 'svix-signature': undefined }],
    ['with a signature of another version', { 'svix-signature': 'v1a,AAAA' }],
    ['with half a signature', { 'svix-signature': 'v1,AAAA' }],
    ['with a version only', { 'svix-signature': 'v1' }],
  ])('%s', (_what, headers) => {
    expect(verify(webhook(), { headers }).kind).toBe('bad');
  });

  it('with another body, were it one byte that a decoder would not see', () => {
    const one = webhook();
    expect(verify(one, { body: `${one.body}\n` }).kind).toBe('bad');
    expect(verify(one, { body: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(one.body)]) }).kind).toBe(
      'bad',
    );
  });

  it('with another secret, or one that is no secret', () => {
    expect(verify(webhook(), { secret: `whsec_${Buffer.alloc(24, 1).toString('base64')}` }).kind).toBe('bad');
    expect(verify(webhook(), { secret: 'whsec_' }).kind).toBe('bad');
    expect(verify(webhook(), { secret: 'not base64!' }).kind).toBe('bad');
  });
});

function resigned(body: string): SignedWebhook {
  const key = Buffer.from(fake.webhookSecret.slice('whsec_'.length), 'base64');
  const timestamp = String(now.getTime() / 1000);
  const mac = createHmac('sha256', key).update(`msg_2.${timestamp}.${body}`).digest('base64');
  const headers = { 'svix-id': 'msg_2', 'svix-timestamp': timestamp, 'svix-signature': `v1,${mac}` };
  return { headers: { ...headers, 'content-type': 'application/json' }, body };
}
