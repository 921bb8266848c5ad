/** Why a mail server is not let in, or is not borne any longer. */
export const sessionRefusals = [
  'too_many',
  'too_many_of_one_host',
  'spoke_first',
  'not_smtp',
  'nonsense',
  'line_too_long',
  'silent',
  'too_long',
] as const;
export const recipientRefusals = ['unknown', 'too_many', 'malformed'] as const;
export const mailRefusals = ['too_large', 'no_room', 'not_stored', 'broken_off'] as const;
/** Why a mail cannot be taken apart; what a parser stumbles over in its own words is `broken`. */
export const parseFailures = [
  'empty',
  'no_bytes',
  'no_headers',
  'too_large',
  'timeout',
  'out_of_memory',
  'worker_died',
  'broken',
] as const;

/**
 * What the doors for mail tell of their work, for whoever counts it. No address, name or word of a mail is in it, and each
 * reason is one of a few: a stranger's text must not become a label.
 */
export type InletEvent =
  | { kind: 'smtp_accepted' }
  | { kind: 'smtp_open'; count: number }
  | { kind: 'smtp_refused'; reason: (typeof sessionRefusals)[number] }
  | { kind: 'smtp_recipient_refused'; reason: (typeof recipientRefusals)[number] }
  | { kind: 'smtp_mail_taken'; bytes: number; tls: boolean }
  | { kind: 'smtp_mail_not_taken'; reason: (typeof mailRefusals)[number] }
  /** A mailbox goes by its place in IMAP_URLS, from 1: its name is an address. */
  | { kind: 'mailbox_connected'; mailbox: number }
  | { kind: 'mailbox_disconnected'; mailbox: number }
  | { kind: 'mailbox_failed'; mailbox: number; code: string }
  | { kind: 'mailbox_fetched'; mailbox: number }
  | { kind: 'parsed'; seconds: number; failure: (typeof parseFailures)[number] | null }
  | { kind: 'settled'; as: 'reply' | 'auto_reply' | 'bounce' | 'complaint' | 'other' | 'unread'; state: string };

/** Hears what the doors tell. Never throws. */
export type HearInlet = (event: InletEvent) => void;

/** The failure as one of the few. */
export function parseFailureOf(reason: string): (typeof parseFailures)[number] {
  return parseFailures.find((one) => one === reason) ?? 'broken';
}
