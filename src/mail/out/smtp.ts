import { isIP } from 'node:net';
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import { parseServerMessageId } from 'nodemailer/lib/smtp-connection/server-message-id.js';
import { type DkimOptions, openDkim } from './dkim.ts';
import { encodeMime } from './mime.ts';
import type { SharedPace } from './pace.ts';
import { readSmtpFailure, refusedForNow, type SmtpFailure, textOf } from './smtp-answer.ts';
import { type Carriage, type PoolSettings, SmtpPool } from './smtp-pool.ts';
import { openSession } from './smtp-session.ts';
import type { Answer, Handover, Transport } from './transport.ts';

export interface SmtpOptions {
  /** `smtp://` (STARTTLS) or `smtps://` (TLS at once); its query takes nodemailer's options. */
  url: string;
  dkim?: DkimOptions | null;
  /** The pace of all processes, where the URL sets a rate; absent: this one is alone. */
  share?: SharedPace;
  /** A handover that takes longer than this is given up. */
  deadlineMs?: number;
  /** How long `close` waits for letters that are on their way. */
  closeWithinMs?: number;
}

/**
 * RFC 5321 §4.5.3.2 would wait 10 minutes for the answer to the data. A server that takes longer than this leaves an
 * unknown outcome, which a person can settle; meanwhile it would hold up everything behind it.
 */
const defaults = { connectionTimeout: 10_000, greetingTimeout: 10_000, dnsTimeout: 10_000, socketTimeout: 90_000 };
const defaultDeadlineMs = 120_000;
/** Beyond a first megabyte (a letter never is) a handover has this much more time: the files of an answer over a slow line. */
const bytesPerMs = 50;
const defaultCloseWithinMs = 15_000;
const defaultConnections = 5;

/**
 * The way out over SMTP: a few connections carry bytes that are finished. SMTP knows no idempotency, so a letter whose
 * bytes began to leave and that got no answer is unknown, and is never handed over again; a failure before that point
 * certainly took nothing. Which of the two it is does not rest on an error's wording: the bytes are written at one place,
 * after the server said 354 to DATA, and that place says so.
 */
export function openSmtp(options: SmtpOptions): Transport {
  const settings = connectionSettings(options.url);
  const sign = options.dkim ? openDkim(options.dkim) : null;
  const deadlineMs = options.deadlineMs ?? defaultDeadlineMs;
  const closeWithinMs = options.closeWithinMs ?? defaultCloseWithinMs;
  const pool = new SmtpPool(settings, options.share ?? null);
  const underWay = new Set<Promise<Answer>>();

  async function handOverOne(letter: Handover['letters'][number], bytes: Uint8Array): Promise<Answer> {
    const envelope = { from: letter.envelopeFrom, to: letter.to };
    let timer: NodeJS.Timeout | undefined;
    // What it waited for its turn is not taken from the time it has on the way.
    const carriage: Carriage = { hasBegun: false, isOver: false, session: null, onBegin: () => timer?.refresh() };
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(tookTooLong()), deadlineMs + moreTime(bytes));
    });
    deadline.catch(() => {});
    try {
      const signed = sign === null ? bytes : await sign(bytes);
      const response = await Promise.race([pool.carry(envelope, signed, carriage), deadline]);
      return { kind: 'accepted', providerId: providerIdOf(response, settings.host), response };
    } catch (error) {
      const answer = readSmtpFailure(error as SmtpFailure, carriage.hasBegun);
      if (answer.kind !== 'refused') return answer;
      return { ...answer, retryAfterMs: Math.max(answer.retryAfterMs, pool.pausedForMs()) };
    } finally {
      clearTimeout(timer);
      carriage.isOver = true;
      // One that has not begun leaves the connection to the letter before it.
      const isAlone = carriage.session !== null && carriage.session.underWay < 2;
      if (carriage.hasBegun || isAlone) carriage.session?.close();
    }
  }

  return {
    kind: 'smtp',
    batchSize: 1,
    // Over each connection one letter leaves, and the envelope of another goes right behind it.
    concurrency: settings.maxConnections * 2,
    repeatableForMs: 0,
    carriesMime: true,
    encode(letters) {
      return Buffer.concat(letters.map(encodeMime));
    },
    async handOver(handover) {
      const [letter, ...others] = handover.letters;
      if (letter === undefined) return [];
      if (others.length > 0)
        return handover.letters.map(() => refusedForNow('one_letter_only', 'SMTP takes one letter at a time.', 0));
      const answer = handOverOne(letter, handover.bytes);
      underWay.add(answer);
      try {
        return [await answer];
      } finally {
        underWay.delete(answer);
      }
    },
    async verify() {
      try {
        (await openSession(settings)).close();
        return null;
      } catch (error) {
        const text = error instanceof Error ? textOf(error) : String(error);
        return `The SMTP server ${settings.host} does not let us in: ${text.replace(/[.\s]+$/, '')}.`;
      }
    },
    async close() {
      let timer: NodeJS.Timeout | undefined;
      const enough = new Promise((resolve) => (timer = setTimeout(resolve, closeWithinMs)));
      await Promise.race([Promise.allSettled(underWay), enough]);
      clearTimeout(timer);
      pool.close();
    },
  };
}

function moreTime(bytes: Uint8Array): number {
  return Math.max(0, bytes.byteLength - 1_000_000) / bytesPerMs;
}

function tookTooLong(): Error & SmtpFailure {
  return Object.assign(new Error('It took too long.'), { code: 'ETIMEDOUT', command: 'API' });
}

/**
 * The URL's own words first, then ours. To another machine STARTTLS is a condition unless the URL says otherwise, since a
 * man in the middle can strip the offer (RFC 8314 §4.1); on loopback nothing can listen in, and certificates rarely fit.
 */
function connectionSettings(url: string): PoolSettings & { host: string } {
  if (!/^smtps?:\/\//i.test(url)) throw new Error('SMTP_URL must begin with smtp:// or smtps://.');
  const given = parseConnectionUrl(url) as Partial<PoolSettings>;
  const host = given.host ?? 'localhost';
  const tls = isLoopback(host) ? { ignoreTLS: given.requireTLS !== true } : { requireTLS: given.ignoreTLS !== true };
  const maxConnections = Math.max(1, Math.trunc(Number(given.maxConnections)) || defaultConnections);
  return { logger: false, ...defaults, ...(given.secure === true ? {} : tls), ...given, host, maxConnections };
}

function isLoopback(host: string): boolean {
  if (isIP(host) === 4) return host.startsWith('127.');
  return host === '::1' || host === 'localhost' || host.endsWith('.localhost');
}

/** The Message-ID a server put in place of ours (Microsoft, SES), else the queue id that Postfix, Exim and others name. */
function providerIdOf(response: string, host: string): string | null {
  const given = parseServerMessageId(response, host);
  if (given) return given.replace(/[<>]/g, '');
  const found = /\bqueued as ([\w.-]+)|\bid=([\w.-]+)/i.exec(response);
  return found?.[1] ?? found?.[2] ?? null;
}
