import { Resend } from 'resend';
import { openPace, type SharedPace } from './pace.ts';
import { watchRequest } from './request-watch.ts';
import { readResendFailure, readResendSuccess } from './resend-answer.ts';
import type { Answer, Handover, Mailbox, OutgoingFile, OutgoingLetter, Transport } from './transport.ts';

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
/** Beyond a first megabyte a call has this much more time: the files of an answer over a slow line. */
const bytesPerMs = 50;
const maxWaitMs = 10_000;
/**
 * An Idempotency-Key is kept for 24 h (https://resend.com/docs/dashboard/emails/idempotency-keys). Three hours are left: one
 * for clocks and queues, and two because the first try and the repeat may each be told a time (`tick --now`) that is an
 * hour beside the clock, one before it and one after.
 */
const repeatableForMs = 21 * 3_600_000;

type Batch = Parameters<Resend['batch']['send']>[0];
type Single = Parameters<Resend['emails']['send']>[0];

/**
 * The way out through Resend's batch call: up to 100 letters under one Idempotency-Key. Validation is permissive, so one
 * bad letter fails alone. The bytes are the payload as JSON; the SDK makes the body from them, the same body each time.
 * A batch takes no attachments (https://resend.com/docs/api-reference/emails/send-batch-emails): a letter with files is one
 * object instead of a list, and goes by the call for a single one, under a key just the same.
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
    const payload = JSON.parse(Buffer.from(handover.bytes).toString('utf8')) as Batch | Single;
    const moreMs = Math.max(0, handover.bytes.byteLength - 1_000_000) / bytesPerMs;
    const options = { idempotencyKey: handover.key, signal: AbortSignal.timeout(timeoutMs + Math.ceil(moreMs)) };
    const watch = watchRequest(handover.key);
    try {
      const { data, error, headers } = Array.isArray(payload)
        ? await resend.batch.send(payload, { ...options, batchValidation: 'permissive' })
        : await resend.emails.send(payload, options);
      pace.learn(headers);
      if (error === null) return readResendSuccess(Array.isArray(payload) ? data : { data: [data] }, count);
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
      const goesAlone = letters.some((letter) => letter.attachments !== undefined);
      if (goesAlone && letters.length > 1) throw new Error('A letter with attachments goes alone.');
      const payload = letters.map(payloadOf);
      return Buffer.from(JSON.stringify(goesAlone ? payload[0] : payload), 'utf8');
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
    ...(letter.attachments && { attachments: letter.attachments.map(fileOf) }),
  };
}

function fileOf({ filename, contentType, bytes }: OutgoingFile): object {
  return {
    filename,
    contentType,
    content: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
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
