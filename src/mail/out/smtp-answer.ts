import type { Answer } from './transport.ts';

/** What nodemailer says of a failure (`lib/smtp-connection`, `lib/errors`). */
export interface SmtpFailure {
  message: string;
  code?: string;
  /** The system's own code under nodemailer's, e.g. ECONNREFUSED, CERT_HAS_EXPIRED. */
  originalCode?: string;
  /** The command that failed: CONN, API, MAIL FROM, RCPT TO, DATA, AUTH PLAIN … */
  command?: string;
  response?: string;
  responseCode?: number;
}

type Refused = Extract<Answer, { kind: 'refused' }>;

const soonMs = 15_000;
const laterMs = 60_000;

/** RFC 4954 §6, RFC 5248: log-in needed, wrong, too weak, or only over TLS. Nothing that another letter would change. */
const credentialCodes = new Set([530, 534, 535, 538]);

/** Words for "not so fast" in temporary refusals of Amazon, Google, Microsoft, Postfix and others. */
const lessPlease =
  /throttl|rate[ -]?limit|sending rate|too (?:many (?:connections|messages|mails|requests|sessions)|fast)|concurrent|server(?: is)? busy|slow(?:ing)? down/i;
/** Greylisting asks the same letter to come again: to slow down would help nobody (RFC 6647 §2). */
const greylisted = /gr[ae]y[ -]?list/i;

/**
 * Whether the server wants fewer letters at a time, whichever they are: 421 ends the connection (RFC 5321 §4.2.1), 4.7.x
 * are its rules of traffic (RFC 3463 §3.8; but 4.7.1 is mostly said of one letter), and some say it in words only.
 */
export function asksForLess(failure: SmtpFailure): boolean {
  const status = failure.responseCode ?? 0;
  if (failure.code === 'EAUTH' || status < 400 || status > 499) return false;
  const text = failure.response ?? failure.message;
  if (greylisted.test(text)) return false;
  return status === 421 || /\b4\.7\.(?!1\b)\d{1,3}\b/.test(text) || lessPlease.test(text);
}

/**
 * What an SMTP failure says of the letter. `wasRead` is whether its bytes had begun to leave: before that the server took
 * nothing; after it only the server's own answer to the data settles anything (EMESSAGE with a reply code), for a
 * connection may break after the letter was taken and before we heard so.
 */
export function readSmtpFailure(failure: SmtpFailure, wasRead: boolean): Answer {
  const text = textOf(failure);
  const status = failure.responseCode ?? 0;
  const settled = !wasRead || failure.code === 'EMESSAGE';
  if (failure.code === 'ESLOW' || (settled && asksForLess(failure)))
    return {
      kind: 'refused',
      code: status === 421 ? 'service_unavailable' : 'slowed_down',
      text,
      retryAfterMs: laterMs,
      stop: 'pace',
    };
  if (failure.code === 'EMESSAGE' && status > 0) return byReply(status, 'content', text);
  if (wasRead) return { kind: 'unknown', code: codeOf(failure, 'connection_lost'), text };
  if (failure.code === 'EAUTH' || failure.code === 'ENOAUTH' || failure.code === 'EOAUTH2')
    return byLogin(status, text);
  if (failure.code === 'EENVELOPE') return byEnvelope(failure, status, text);
  if (failure.code === 'EMESSAGE') return { kind: 'rejected', code: 'content_rejected', text };
  const code = codeOf(failure, 'not_connected');
  return refusedForNow(code, text, code === 'tls_failed' ? laterMs : soonMs);
}

/** Nothing was taken, and nothing is wrong with the letter. */
export function refusedForNow(code: string, text: string, retryAfterMs: number): Refused {
  return { kind: 'refused', code, text, retryAfterMs, stop: 'none' };
}

function byLogin(status: number, text: string): Answer {
  if (status >= 400 && status < 500) return refusedForNow('login_deferred', text, laterMs);
  return { kind: 'refused', code: 'login_refused', text, retryAfterMs: laterMs, stop: 'credentials' };
}

function byEnvelope(failure: SmtpFailure, status: number, text: string): Answer {
  if (failure.command === 'MAIL FROM') return byReply(status, 'sender', text);
  if (failure.command === 'DATA') return byReply(status, 'content', text);
  return byReply(status, 'recipient', text);
}

/** 503 is a matter of the session and does not speak of the letter (RFC 5321 §4.3.2). */
function byReply(status: number, part: 'sender' | 'recipient' | 'content', text: string): Answer {
  if (credentialCodes.has(status)) return byLogin(status, text);
  if (status === 503) return refusedForNow('service_unavailable', text, laterMs);
  if (status >= 400 && status < 500) return { kind: 'deferred', code: `${part}_deferred`, text };
  return { kind: 'rejected', code: `${part}_rejected`, text };
}

/** What was said, on one line; where TLS fails also what to do, since no letter gets past it. */
export function textOf(failure: SmtpFailure): string {
  const said = (failure.response || failure.message).replace(/\s+/g, ' ').trim().slice(0, 1000);
  if (failure.code === 'ETLS' && failure.command === 'STARTTLS' && failure.response)
    return `The server offers no STARTTLS (${said}), so letters would travel unencrypted. Use smtps://, or say ignoreTLS=true in SMTP_URL if nobody can listen in between.`;
  if (codeOf(failure, '') === 'tls_failed')
    return `No encrypted connection, since the certificate or the server's TLS is not to be trusted: ${said}`;
  return said;
}

function codeOf(failure: SmtpFailure, otherwise: string): string {
  if (/CERT|TLS|SSL|SIGNATURE|ISSUER/.test(failure.originalCode ?? '')) return 'tls_failed';
  switch (failure.code) {
    case 'EDNS':
      return 'host_unknown';
    case 'ETIMEDOUT':
    case 'EABORT':
      return 'timeout';
    case 'ETLS':
      return 'tls_failed';
    default:
      return otherwise;
  }
}
