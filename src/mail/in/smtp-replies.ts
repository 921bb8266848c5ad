import type { SMTPServerOptions } from 'smtp-server';
import type { HearInlet, InletEvent } from '../../domain/inbound/inlet-event.ts';

/** By what the listener says: the code, and the words where a code stands for several things. */
const meanings: [reply: RegExp, event: InletEvent][] = [
  [/^421 .*too many sessions of this host/i, { kind: 'smtp_refused', reason: 'too_many_of_one_host' }],
  [/^421 .*too many connected clients/i, { kind: 'smtp_refused', reason: 'too_many' }],
  [/^421 .*you talk too soon/i, { kind: 'smtp_refused', reason: 'spoke_first' }],
  [/^421 .*http requests/i, { kind: 'smtp_refused', reason: 'not_smtp' }],
  [/^421 .*too many unrecognized/i, { kind: 'smtp_refused', reason: 'nonsense' }],
  [/^421 .*line too long/i, { kind: 'smtp_refused', reason: 'line_too_long' }],
  [/^421 .*timeout/i, { kind: 'smtp_refused', reason: 'silent' }],
  [/^421 .*lasted too long/i, { kind: 'smtp_refused', reason: 'too_long' }],
  [/^550 .*no such recipient/i, { kind: 'smtp_recipient_refused', reason: 'unknown' }],
  [/^452 .*too many recipients/i, { kind: 'smtp_recipient_refused', reason: 'too_many' }],
  [/^501 .*recipient address syntax/i, { kind: 'smtp_recipient_refused', reason: 'malformed' }],
  [/^552 .*(message size|too large)/i, { kind: 'smtp_mail_not_taken', reason: 'too_large' }],
  [/^452 .*too much mail/i, { kind: 'smtp_mail_not_taken', reason: 'no_room' }],
  [/^451 .*could not be stored/i, { kind: 'smtp_mail_not_taken', reason: 'not_stored' }],
];

/**
 * A log for smtp-server that keeps nothing: it tells what was refused, by the replies that the client was given. Some of
 * them the library gives by itself, and this is where it says so.
 */
export function listenForReplies(tell: HearInlet): SMTPServerOptions['logger'] {
  const silent = (): void => {};
  const said = (entry: unknown, _message?: unknown, reply?: unknown): void => {
    if ((entry as { tnx?: string } | null)?.tnx !== 'send' || typeof reply !== 'string' || !/^[45]/.test(reply)) return;
    const meaning = meanings.find(([words]) => words.test(reply));
    if (meaning) tell(meaning[1]);
  };
  return { level: silent, trace: silent, debug: said, info: silent, warn: silent, error: silent, fatal: silent };
}
