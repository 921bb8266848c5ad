import { createHash, createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One letter that the fake took. */
export interface TakenLetter {
  id: string;
  key: string | null;
  message_id: string;
  last_event: string;
  from: string;
  to: string[];
  subject: string;
  html?: string;
  text?: string;
  reply_to?: string[];
  headers?: Record<string, string>;
  tags?: { name: string; value: string }[];
  attachments?: { filename?: string; content?: string; content_type?: string }[];
}

export interface ResendCall {
  method: string;
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  status: number | 'lost';
}

/**
 * What the fake does instead of answering properly, once:
 * - a status with name: the documented error body; nothing is taken.
 * - take: takes the letters, then fails in this way; `lost` destroys the socket.
 * - refuse: destroys the socket before anything is read from the body.
 * - slow: answers properly once that has settled.
 * - html: a proxy's error page.
 * - raw: answers 200 with this body, having taken the letters.
 */
export type Mishap =
  | { do: 'error'; status: number; name: string; message?: string; headers?: Record<string, string> }
  | { do: 'take'; answer: 'lost' | 500 }
  | { do: 'refuse' }
  | { do: 'slow'; until: Promise<unknown> }
  | { do: 'html'; status: number }
  | { do: 'raw'; body: string };

/** As https://resend.com/docs/api-reference/domains/list-domains shows it. */
export interface ListedDomain {
  id: string;
  name: string;
  status: 'not_started' | 'pending' | 'verified' | 'partially_verified' | 'partially_failed' | 'failed';
  created_at: string;
  region: string;
  capabilities?: { sending: 'enabled' | 'disabled'; receiving: 'enabled' | 'disabled' };
}

export interface ResendFake {
  baseUrl: string;
  apiKey: string;
  webhookSecret: string;
  /** Each letter taken, in order: what would reach people. */
  letters: TakenLetter[];
  /** Every call to the API, in order. */
  calls: ResendCall[];
  /** Consumed by the next POSTs, one each. */
  mishaps: Mishap[];
  /** Requests a second before 429; null is no limit. */
  perSecond: number | null;
  /** Letters left today; null is no quota. */
  dailyQuota: number | null;
  /** Domains that may send; null is any. */
  domains: string[] | null;
  /** What GET /domains lists. */
  listedDomains: ListedDomain[];
  /** Whether the key may only send. */
  sendingOnly: boolean;
  /** Moves the fake's clock, for the 24 hours of an Idempotency-Key. */
  advance(ms: number): void;
  /** Takes in a mail as if it had come by MX; its id. `downloadUrl` overrides where its raw bytes are said to be. */
  receive(raw: Uint8Array, about?: { from?: string; to?: string[]; subject?: string; downloadUrl?: string }): string;
  /** The signed request of a webhook. Without `at` the timestamp is the real time. */
  webhook(type: string, data: object, options?: WebhookOptions): SignedWebhook;
  /** A webhook about a letter that was taken, with the fields the documentation gives for its type. */
  letterWebhook(type: string, letter: TakenLetter, extra?: object, options?: WebhookOptions): SignedWebhook;
  /** `email.received` for what `receive` took in. */
  receivedWebhook(id: string, options?: WebhookOptions): SignedWebhook;
  /** POSTs a webhook as Svix would; the status. */
  post(url: string, webhook: SignedWebhook): Promise<number>;
  close(): Promise<void>;
}

export interface WebhookOptions {
  at?: Date;
  id?: string;
  secret?: string;
}

export interface SignedWebhook {
  headers: Record<'svix-id' | 'svix-timestamp' | 'svix-signature' | 'content-type', string>;
  body: string;
}

type Reply = { status: number; body: unknown; headers?: Record<string, string> };

const day = 24 * 3_600_000;
const addressForm = /^(?:[^<>\r\n]*<)?[^\s<>@"]+@[^\s<>@"]+\.[^\s<>@"]+>?$/;

/** An HTTP server on loopback that behaves as Resend's documentation says, for the real SDK to talk to. */
export async function openResendFake(): Promise<ResendFake> {
  const kept = new Map<string, { hash: string; at: number; reply: Reply | null }>();
  const inbox = new Map<
    string,
    { raw: Uint8Array; from: string; to: string[]; subject: string; downloadUrl: string }
  >();
  let clock = Date.now();
  let window = { from: 0, count: 0 };
  const webhookSecret = `whsec_${Buffer.from('a webhook secret of the fake').toString('base64')}`;

  const server = createServer((request, response) => {
    void serve(request, response);
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const mishap = request.method === 'POST' ? fake.mishaps.shift() : undefined;
    if (mishap?.do === 'refuse') {
      request.socket.destroy();
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = request.url ?? '/';
    const body = Buffer.concat(chunks).toString('utf8');
    const call: ResendCall = { method: request.method ?? '', path, headers: request.headers, body, status: 'lost' };
    if (path.startsWith('/download/')) {
      download(path.slice('/download/'.length), response);
      return;
    }
    fake.calls.push(call);
    const reply = await answer(call, mishap);
    if (reply === 'lost') {
      request.socket.destroy();
      return;
    }
    call.status = reply.status;
    const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(text);
  }

  function download(id: string, response: ServerResponse): void {
    const mail = inbox.get(id);
    response.writeHead(mail === undefined ? 404 : 200, { 'content-type': 'message/rfc822' });
    response.end(mail?.raw);
  }

  async function answer(call: ResendCall, mishap: Mishap | undefined): Promise<Reply | 'lost'> {
    const refusal = atTheDoor(call);
    if (refusal !== null) return refusal;
    if (call.method === 'GET') return look(call.path);
    if (call.method !== 'POST') return failure(405, 'method_not_allowed', 'Method is not allowed.');
    if (mishap?.do === 'error')
      return { ...failure(mishap.status, mishap.name, mishap.message), headers: mishap.headers };
    if (mishap?.do === 'html') return { status: mishap.status, body: '<html>Bad gateway</html>' };
    return once(call, mishap);
  }

  /** Same key, same payload: the first answer. Another payload, or the first still running: 409. */
  async function once(call: ResendCall, mishap: Mishap | undefined): Promise<Reply | 'lost'> {
    const key = single(call.headers['idempotency-key']);
    const hash = createHash('sha256').update(call.path).update(call.body).digest('hex');
    if (key !== null) {
      if (key.length < 1 || key.length > 256)
        return failure(400, 'invalid_idempotency_key', 'The key must be 1-256 long.');
      const before = kept.get(key);
      if (before !== undefined && clock - before.at < day) {
        if (before.hash !== hash) return failure(409, 'invalid_idempotent_request', 'Same key, different payload.');
        return before.reply ?? failure(409, 'concurrent_idempotent_requests', 'The first request is in progress.');
      }
      kept.set(key, { hash, at: clock, reply: null });
    }
    if (mishap?.do === 'slow') await mishap.until;
    const reply = take(call, key);
    if (key !== null) {
      // only what was taken is remembered; a refused call may come again with the same key
      if (reply.status < 300) kept.set(key, { hash, at: clock, reply });
      else kept.delete(key);
    }
    if (mishap?.do === 'take') return mishap.answer === 'lost' ? 'lost' : failure(500, 'internal_server_error');
    return mishap?.do === 'raw' ? { status: 200, body: mishap.body } : reply;
  }

  function atTheDoor(call: ResendCall): Reply | null {
    if (single(call.headers['user-agent']) === null) return failure(403, 'invalid_access', 'A User-Agent is needed.');
    const key = single(call.headers.authorization);
    if (key === null) return failure(401, 'missing_api_key', 'Missing API key in the authorization header.');
    if (key !== `Bearer ${fake.apiKey}`) return failure(403, 'invalid_api_key', 'API key is invalid');
    if (fake.perSecond !== null) {
      const now = Date.now();
      if (now - window.from >= 1000) window = { from: now, count: 0 };
      window.count += 1;
      const headers = { 'ratelimit-limit': String(fake.perSecond), 'ratelimit-reset': '1', 'retry-after': '1' };
      if (window.count > fake.perSecond)
        return { ...failure(429, 'rate_limit_exceeded', 'Too many requests.'), headers };
    }
    if (call.method === 'GET' && fake.sendingOnly) {
      return failure(401, 'restricted_api_key', 'This API key is restricted to only send emails');
    }
    return null;
  }

  function look(path: string): Reply {
    const [, first, second, third] = path.replace(/\?.*$/, '').split('/');
    if (first === 'domains') return { status: 200, body: listedFrom(path) };
    const mail = second === 'receiving' ? inbox.get(third ?? '') : undefined;
    if (mail !== undefined) return { status: 200, body: receivedBody(third ?? '', mail) };
    const letter = first === 'emails' ? fake.letters.find((one) => one.id === second) : undefined;
    if (letter === undefined) return failure(404, 'not_found', 'Email not found');
    return { status: 200, body: { object: 'email', created_at: new Date(clock).toISOString(), ...letter } };
  }

  /** Pages by `limit` and the id `after` which it goes on; all of it without a limit. */
  function listedFrom(path: string): object {
    const query = new URL(path, 'http://resend.example').searchParams;
    const after = query.get('after');
    const start = after === null ? 0 : fake.listedDomains.findIndex(({ id }) => id === after) + 1;
    const end = start + Number(query.get('limit') ?? fake.listedDomains.length);
    return {
      object: 'list',
      has_more: end < fake.listedDomains.length,
      data: fake.listedDomains.slice(start, end),
    };
  }

  function receivedBody(
    id: string,
    mail: { from: string; to: string[]; subject: string; downloadUrl: string },
  ): object {
    const { from, to, subject } = mail;
    const raw = { download_url: mail.downloadUrl, expires_at: new Date(clock + 3_600_000).toISOString() };
    return {
      object: 'email',
      id,
      from,
      to,
      subject,
      received_for: to,
      html: null,
      text: null,
      headers: {},
      raw,
      attachments: [],
    };
  }

  function take(call: ResendCall, key: string | null): Reply {
    const isBatch = call.path === '/emails/batch';
    if (!isBatch && call.path !== '/emails') return failure(404, 'not_found', 'Not found');
    let asked: unknown;
    try {
      asked = JSON.parse(call.body);
    } catch {
      return failure(422, 'validation_error', 'The body is not JSON.');
    }
    const emails = (isBatch ? asked : [asked]) as Partial<TakenLetter>[];
    if (!Array.isArray(emails) || emails.length === 0)
      return failure(422, 'missing_required_field', 'No emails given.');
    if (emails.length > 100) return failure(422, 'validation_error', 'A batch has at most 100 emails.');
    if (fake.dailyQuota !== null && emails.length > fake.dailyQuota) {
      return failure(429, 'daily_quota_exceeded', 'You have reached your daily email sending quota.');
    }
    const errors = emails.flatMap((email, index) => {
      // A batch takes none: https://resend.com/docs/api-reference/emails/send-batch-emails
      const message = isBatch && email.attachments !== undefined ? 'Batch emails take no attachments.' : invalid(email);
      return message === null ? [] : [{ index, message }];
    });
    const unverified = emails.find((email) => !mayWriteFrom(email.from ?? ''));
    if (unverified !== undefined) return failure(403, 'validation_error', 'The domain is not verified.');
    const permissive = isBatch && call.headers['x-batch-validation'] === 'permissive';
    if (errors.length > 0 && !permissive) return failure(422, 'validation_error', errors[0]?.message);
    const failed = new Set(errors.map((one) => one.index));
    const data = emails.filter((_, index) => !failed.has(index)).map((email) => ({ id: keep(email, key).id }));
    if (fake.dailyQuota !== null) fake.dailyQuota -= data.length;
    return { status: 200, body: isBatch ? (permissive ? { data, errors } : { data }) : data[0] };
  }

  function keep(email: Partial<TakenLetter>, key: string | null): TakenLetter {
    const id = randomUUID();
    const to = [email.to ?? []].flat();
    const message_id = `<${id.replaceAll('-', '')}@eu-west-1.amazonses.com>`;
    const letter = {
      ...email,
      id,
      key,
      to,
      from: email.from ?? '',
      subject: email.subject ?? '',
      message_id,
      last_event: 'sent',
    };
    fake.letters.push(letter);
    return letter;
  }

  function mayWriteFrom(from: string): boolean {
    return fake.domains === null || fake.domains.some((domain) => from.replace(/>$/, '').endsWith(`@${domain}`));
  }

  function webhook(type: string, data: object, options: WebhookOptions = {}): SignedWebhook {
    const at = options.at ?? new Date();
    const body = JSON.stringify({ type, created_at: at.toISOString(), data });
    const id = options.id ?? `msg_${randomUUID().replaceAll('-', '')}`;
    const timestamp = String(Math.floor(at.getTime() / 1000));
    const key = Buffer.from((options.secret ?? webhookSecret).replace(/^whsec_/, ''), 'base64');
    const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
    const headers = { 'svix-id': id, 'svix-timestamp': timestamp, 'svix-signature': `v1,${mac}` };
    return { headers: { ...headers, 'content-type': 'application/json' }, body };
  }

  const fake: ResendFake = {
    baseUrl: '',
    apiKey: 're_fake_key',
    webhookSecret,
    letters: [],
    calls: [],
    mishaps: [],
    perSecond: null,
    dailyQuota: null,
    domains: null,
    listedDomains: [],
    sendingOnly: false,
    advance(ms) {
      clock += ms;
    },
    receive(raw, about = {}) {
      const id = randomUUID();
      const { from = 'jo@northwind.example', to = [], subject = '' } = about;
      inbox.set(id, { raw, from, to, subject, downloadUrl: about.downloadUrl ?? `${fake.baseUrl}/download/${id}` });
      return id;
    },
    webhook,
    letterWebhook(type, letter, extra = {}, options = {}) {
      const { from, to, subject, message_id } = letter;
      const tags = Object.fromEntries((letter.tags ?? []).map((tag) => [tag.name, tag.value]));
      const created_at = new Date(clock).toISOString();
      return webhook(type, { email_id: letter.id, created_at, from, to, subject, message_id, tags, ...extra }, options);
    },
    receivedWebhook(id, options = {}) {
      const { from = '', to = [], subject = '' } = inbox.get(id) ?? {};
      const rest = { cc: [], bcc: [], received_for: to, message_id: `<${id}@northwind.example>`, attachments: [] };
      const created_at = new Date(clock).toISOString();
      return webhook('email.received', { email_id: id, created_at, from, to, subject, ...rest }, options);
    },
    async post(url, { headers, body }) {
      return (await fetch(url, { method: 'POST', headers, body })).status;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  fake.baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return fake;
}

function invalid(email: Partial<TakenLetter>): string | null {
  if (!email.from) return 'Missing `from` field.';
  if (!addressForm.test(email.from)) return 'Invalid `from` field.';
  const to = [email.to ?? []].flat();
  if (to.length === 0) return 'Missing `to` field.';
  if (!to.every((one) => addressForm.test(one))) return 'Invalid `to` field.';
  if (email.subject === undefined) return 'Missing `subject` field.';
  if (email.html === undefined && email.text === undefined) return 'Missing `html` or `text` field.';
  const files = email.attachments ?? [];
  if (!files.every((file) => file.filename && file.content && /^[A-Za-z0-9+/]+={0,2}$/.test(file.content)))
    return 'Invalid `attachments` field.';
  if (files.reduce((sum, file) => sum + (file.content?.length ?? 0), 0) > 40_000_000) return 'More than 40 MB.';
  const tags = email.tags ?? [];
  return tags.every((tag) => /^[\w-]{1,256}$/.test(tag.name + tag.value))
    ? null
    : 'Tags are ASCII letters, numbers, _ and -.';
}

function failure(statusCode: number, name: string, message = 'Something went wrong.'): Reply {
  return { status: statusCode, body: { statusCode, name, message } };
}

function single(value: string | string[] | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
