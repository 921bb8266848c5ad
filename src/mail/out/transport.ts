/** What every way out has in common: the letter it is given, the bytes it fixes, and the answers it can come back with. */

export interface Mailbox {
  name: string | null;
  address: string;
}

/** A file in a letter. */
export interface OutgoingFile {
  /** As it is to be saved: one line, no path. */
  filename: string;
  contentType: string;
  bytes: Uint8Array;
}

/** One letter, finished: nothing in it is decided later, so the same letter always makes the same bytes. */
export interface OutgoingLetter {
  /** Our message id (UUIDv7), not the Message-ID header. */
  id: string;
  from: Mailbox;
  to: Mailbox;
  replyTo: Mailbox;
  subject: string;
  html: string;
  text: string;
  /** The Message-ID header without angle brackets, ours. */
  messageId: string;
  inReplyTo: string | null;
  /** Message ids without angle brackets, oldest first. */
  references: string[];
  /** Further headers in order, e.g. List-Unsubscribe; values are single lines without CR or LF. */
  headers: [name: string, value: string][];
  /** The envelope sender (VERP); used where the transport lets us choose it. */
  envelopeFrom: string;
  /** The Date header; fixed so that the bytes are. */
  date: Date;
  /** What a rep attached to an answer; letters of campaigns carry none. */
  attachments?: readonly OutgoingFile[];
}

/**
 * What is known after a handover, per letter:
 * - accepted: the provider took it; `providerId` is its id for the letter (Resend's id; the Message-ID or queue id an
 *   SMTP server names; null when it names none).
 * - refused: it certainly took nothing, and not because of this letter (401, 403, 422 of the whole call, 429, connection
 *   refused, SMTP 421): back to the queue, not before `retryAfterMs`. `stop` says what a person must look at first: a quota
 *   that is used up, or credentials and settings that no letter would get past. `pace`: the other end wants fewer letters
 *   at a time, whichever they are.
 * - deferred: it refused this letter for now (SMTP 4xx): try again with backoff and a bound.
 * - rejected: it refused this letter for good (SMTP 5xx, an invalid address).
 * - unknown: the outcome cannot be known; never handed over again under another key. With `concurrent_idempotent_requests`
 *   the first call runs still; `invalid_idempotent_request` will not get better by repeating.
 *
 * `code` is stable: over SMTP `sender_`, `recipient_` or `content_` with `rejected` or `deferred`, `login_refused`,
 * `service_unavailable`, `slowed_down`, `not_connected`, `host_unknown`, `tls_failed`, `timeout`, `connection_lost`; from Resend the name of
 * its error. `text` is what the other end said, with its enhanced status code (RFC 3463); it may quote the address.
 */
export type Answer =
  | { kind: 'accepted'; providerId: string | null; response: string | null }
  | {
      kind: 'refused';
      code: string;
      text: string;
      retryAfterMs: number;
      stop: 'none' | 'pace' | 'quota' | 'credentials';
    }
  | { kind: 'deferred'; code: string; text: string }
  | { kind: 'rejected'; code: string; text: string }
  | { kind: 'unknown'; code: string; text: string };

/** One handover: up to `batchSize` letters, one idempotency key, one fixed run of bytes. */
export interface Handover {
  /** Idempotency key (1-256 characters). */
  key: string;
  letters: { id: string; envelopeFrom: string; to: string }[];
  bytes: Uint8Array;
}

export interface Transport {
  readonly kind: 'capture' | 'smtp' | 'resend';
  /** Letters one handover carries: 1 for SMTP, up to 100 for Resend. */
  readonly batchSize: number;
  /** How many handovers may run at the same time. */
  readonly concurrency: number;
  /** Whether the same key and bytes may be handed over again without a second copy, and for how long (ms). */
  readonly repeatableForMs: number;
  /** The bytes of a handover of one letter are that letter as MIME (`encodeMime`), so that they can be made with it. */
  readonly carriesMime?: boolean;
  /** The exact bytes of one handover: the same letters always give the same bytes. One with attachments goes alone. */
  encode(letters: OutgoingLetter[]): Uint8Array;
  /** Hands over once, never throws, never tries again by itself; answers in the order of `handover.letters`. */
  handOver(handover: Handover): Promise<Answer[]>;
  /** Checks that the other end is there and lets us in; null when it is, else one sentence that says what is wrong. */
  verify(): Promise<string | null>;
  close(): Promise<void>;
}
