import { Resend } from 'resend';
import { openPace, type SharedPace } from './pace.ts';
import { watchRequest } from './request-watch.ts';
import { readResendFailure, readResendSuccess } from './resend-answer.ts';
import type { Answer, Handover, Mailbox, OutgoingLetter, Transport } from './transport.ts';

export interface ResendTransportOptions {
  apiKey: string;
  /** Without trailing slash; https://api.resend.com when absent. */
  baseUrl?: string;
  /** Calls a second of this process; Resend's pages state 5 a team, older ones 2. */
  ratePerSecond?: number;
  /** The pace of all processes, which keep the limit of the team together; absent: this one is alone. */
  share?: SharedPace;
  /** The SDK has no time-out of its own. */
  timeoutMs?: number;
}

/** The tag that comes back in webhooks and names our message; a tag must never hold anything about a person. */
export const messageTag = 'message';

export const resendApi = 'https://api.resend.com';

const defaultRatePerSecond = 2;
/** Of a team, over all its keys (https://resend.com/docs/api-reference/rate-limit). */
const teamRatePerSecond = 5;
const defaultTimeoutMs = 15_000;
const maxWaitMs = 10_000;
/**
 * An Idempotency-Key is kept for 24 h (https://resend.com/docs/dashboard/emails/idempotency-keys). Three hours are left: one
 * for clocks and queues, and two because the first try and the repeat may each be told a time (`tick --now`) that is an
 * hour beside the clock, one before it and one after.
 */
const repeatableForMs = 21 * 3_600_000;

type Payload = Parameters<Resend['batch']['send']>[0];

/**
 * The way out through Resend's batch call: up to 100 letters under one Idempotency-Key. Validation is permissive, so one
 * bad letter fails alone. The bytes are the payload as JSON; the SDK makes the body from them, the same body each time.
 */
export function openResend(options: ResendTransportOptions): Transport {
  const ratePerSecond = options.ratePerSecond ?? defaultRatePerSecond;
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  const resend = new Resend(options.apiKey, { baseUrl: options.baseUrl ?? resendApi });
  const pace = openPace(
    ratePerSecond,
    options.share === undefined ? null : { perSecond: teamRatePerSecond, take: options.share },
  );
  const underWay = new Set<Promise<unknown>>();

  async function call(handover: Handover): Promise<Answer[]> {
    const count = handover.letters.length;
    // Where the pace of all cannot be asked for, nothing has been handed over yet.
    const waitMs = await pace.next(maxWaitMs).catch(() => maxWaitMs);
    if (waitMs > 0) return repeat(count, waitFor(waitMs));
    const payload = JSON.parse(Buffer.from(handover.bytes).toString('utf8')) as Payload;
    const watch = watchRequest(handover.key);
    try {
      const { data, error, headers } = await resend.batch.send(payload, {
        idempotencyKey: handover.key,
        batchValidation: 'permissive',
        signal: AbortSignal.timeout(timeoutMs),
      });
      pace.learn(headers);
      if (error === null) return readResendSuccess(data, count);
      return repeat(
        count,
        readResendFailure(error, headers, { alone: count === 1, notSent: watch.certainlyNotSent() }),
      );
    } finally {
      watch.stop();
    }
  }

  return {
    kind: 'resend',
    batchSize: 100,
    concurrency: Math.max(2, Math.ceil(ratePerSecond)),
    repeatableForMs,
    encode(letters) {
      return Buffer.from(JSON.stringify(letters.map(payloadOf)), 'utf8');
    },
    async handOver(handover) {
      if (handover.letters.length === 0) return [];
      const answers = call(handover);
      underWay.add(answers);
      try {
        return await answers;
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        return repeat(handover.letters.length, { kind: 'unknown', code: 'application_error', text });
      } finally {
        underWay.delete(answers);
      }
    },
    async verify() {
      const { error } = await resend.domains.list({ limit: 1 }, { signal: AbortSignal.timeout(timeoutMs) });
      // a key that may only send cannot list domains, and that is all we need of it
      if (error === null || error.name === 'restricted_api_key') return null;
      return `Resend does not let us in: ${error.message?.replace(/[.\s]+$/, '') ?? error.name}.`;
    },
    async close() {
      await Promise.allSettled(underWay);
    },
  };
}

/** A letter as the SDK wants it. Date and Message-ID are Resend's own; In-Reply-To and References pass through. */
function payloadOf(letter: OutgoingLetter): object {
  const headers: Record<string, string> = Object.fromEntries(letter.headers);
  if (letter.inReplyTo !== null) headers['In-Reply-To'] = `<${letter.inReplyTo}>`;
  if (letter.references.length > 0) headers.References = letter.references.map((one) => `<${one}>`).join(' ');
  return {
    from: displayed(letter.from),
    to: [displayed(letter.to)],
    replyTo: [displayed(letter.replyTo)],
    subject: letter.subject,
    html: letter.html,
    text: letter.text,
    headers,
    tags: [{ name: messageTag, value: letter.id }],
  };
}

/** `Name <address>` in plain Unicode (Resend encodes it), the name quoted unless it is words only. */
function displayed(mailbox: Mailbox): string {
  if (mailbox.name === null) return mailbox.address;
  const words = /^[\p{L}\p{M}\p{N} '-]+$/u.test(mailbox.name);
  const name = words ? mailbox.name : `"${mailbox.name.replace(/[\\"]/g, '\\$&')}"`;
  return `${name} <${mailbox.address}>`;
}

function waitFor(ms: number): Answer {
  const text = 'Resend asked us to wait.';
  return { kind: 'refused', code: 'rate_limit_exceeded', text, retryAfterMs: Math.ceil(ms), stop: 'pace' };
}

function repeat(count: number, answer: Answer): Answer[] {
  return Array.from({ length: count }, () => answer);
}
