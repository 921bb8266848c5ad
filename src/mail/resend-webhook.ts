import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

const toleranceSeconds = 300;
const maxSignatures = 10;

const tagList = z.array(z.object({ name: z.string(), value: z.string() }));
/** Sent as a list, handed back as an object; whatever else it is must not cost us a complaint. */
const tags = z
  .union([
    z.record(z.string(), z.string()),
    tagList.transform((list) => Object.fromEntries(list.map((tag) => [tag.name, tag.value]))),
  ])
  .catch({});
/** Not every sample of the vendor has every field: what we do not need may be missing. */
const aboutLetter = z.object({
  email_id: z.string().min(1),
  /** The Message-ID that the recipient sees, which is not ours. */
  message_id: z.string().nullish(),
  from: z.string().nullish(),
  to: z.array(z.string()).default([]),
  subject: z.string().nullish(),
  tags,
});
const bounce = z.object({
  /** Permanent, Transient or Undetermined. */
  type: z.string().default('Undetermined'),
  subType: z.string().default('General'),
  message: z.string().default(''),
});
const received = z.object({
  email_id: z.string().min(1),
  message_id: z.string().nullish(),
  from: z.string().default(''),
  to: z.array(z.string()).default([]),
  cc: z.array(z.string()).nullish(),
  bcc: z.array(z.string()).nullish(),
  /** The addresses of ours it was really delivered for: the envelope. */
  received_for: z.array(z.string()).default([]),
  subject: z.string().nullish(),
});
const createdAt = z.string().nullish();

const knownEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('email.sent'), created_at: createdAt, data: aboutLetter }),
  z.object({ type: z.literal('email.delivered'), created_at: createdAt, data: aboutLetter }),
  z.object({ type: z.literal('email.delivery_delayed'), created_at: createdAt, data: aboutLetter }),
  z.object({ type: z.literal('email.complained'), created_at: createdAt, data: aboutLetter }),
  z.object({
    type: z.literal('email.bounced'),
    created_at: createdAt,
    data: aboutLetter.extend({ bounce: bounce.prefault({}) }),
  }),
  z.object({
    type: z.literal('email.suppressed'),
    created_at: createdAt,
    data: aboutLetter.extend({ suppressed: z.object({ type: z.string(), message: z.string() }).partial().default({}) }),
  }),
  z.object({
    type: z.literal('email.failed'),
    created_at: createdAt,
    data: aboutLetter.extend({ failed: z.object({ reason: z.string() }).partial().default({}) }),
  }),
  z.object({ type: z.literal('email.received'), created_at: createdAt, data: received }),
]);
const anyEvent = z.object({ type: z.string() });
const knownTypes = new Set<string>(knownEvent.options.map((one) => one.shape.type.value));

export type ResendEvent = z.infer<typeof knownEvent>;

export type ResendWebhook =
  | { kind: 'ok'; id: string; event: ResendEvent }
  /** Genuine, and of a type that changes nothing here. */
  | { kind: 'ignored'; id: string; type: string }
  /** Genuine, but not as documented: to be kept and shown, for its id can be acknowledged. */
  | { kind: 'unreadable'; id: string; reason: string }
  | { kind: 'bad'; reason: string };

/**
 * Whether a request to /hooks/resend comes from Resend, and what it says. Standard Webhooks
 * (https://www.standardwebhooks.com, as Svix sends it): HMAC-SHA256 over `id.timestamp.body`, the body as the raw bytes
 * received, several signatures during a rotation, five minutes of tolerance around `now`. The library inside the SDK reads
 * the real clock and would decode the bytes first, so the few lines are ours; a test holds them against it.
 */
export function verifyResendWebhook(request: {
  rawBody: Uint8Array;
  /** With lower-case names, as Node gives them. */
  headers: Record<string, string | string[] | undefined>;
  /** `whsec_` and base64. */
  secret: string;
  now: Date;
}): ResendWebhook {
  const id = single(request.headers['svix-id']);
  const timestamp = single(request.headers['svix-timestamp']);
  const signatures = single(request.headers['svix-signature']);
  if (id === null || timestamp === null || signatures === null) return bad('A svix header is missing.');
  if (!/^\d{1,12}$/.test(timestamp)) return bad('The timestamp is no number.');
  const distance = Math.abs(request.now.getTime() / 1000 - Number(timestamp));
  if (distance > toleranceSeconds) return bad('The timestamp is more than five minutes away.');
  const key = keyOf(request.secret);
  if (key === null) return bad('RESEND_WEBHOOK_SECRET is not "whsec_" and base64.');
  const mac = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(request.rawBody).digest();
  if (!isSignedWith(mac, signatures)) return bad('The signature does not match.');
  return readResendEvent(id, request.rawBody);
}

function isSignedWith(mac: Buffer, signatures: string): boolean {
  return signatures
    .split(' ')
    .slice(0, maxSignatures)
    .some((one) => {
      const [version, signature] = one.split(',');
      if (version !== 'v1' || signature === undefined) return false;
      const given = Buffer.from(signature, 'base64');
      return given.length === mac.length && timingSafeEqual(given, mac);
    });
}

/** The event of a body that was verified when it was stored. */
export function readResendEvent(id: string, rawBody: Uint8Array): ResendWebhook {
  let body: unknown;
  try {
    body = JSON.parse(Buffer.from(rawBody).toString('utf8'));
  } catch {
    return { kind: 'unreadable', id, reason: 'The body is not JSON.' };
  }
  const any = anyEvent.safeParse(body);
  if (!any.success) return { kind: 'unreadable', id, reason: 'The body has no type.' };
  if (!knownTypes.has(any.data.type)) return { kind: 'ignored', id, type: any.data.type };
  const known = knownEvent.safeParse(body);
  if (known.success) return { kind: 'ok', id, event: known.data };
  return { kind: 'unreadable', id, reason: `${any.data.type}: ${z.prettifyError(known.error).slice(0, 500)}` };
}

function keyOf(secret: string): Buffer | null {
  const text = secret.replace(/^whsec_/, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
  return Buffer.from(text, 'base64');
}

/** A header that came twice is nobody's honest mistake. */
function single(value: string | string[] | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function bad(reason: string): ResendWebhook {
  return { kind: 'bad', reason };
}
