import { largestMailBytes, type ParsedMail } from '../../domain/inbound/mail.ts';
import { toParsedMail, type RawMail } from './parsed-mail.ts';
import { type MailWords, runInWorker } from './parse-pool.ts';

export type ParseResult = ({ kind: 'parsed'; mail: ParsedMail } | { kind: 'unparseable'; reason: string }) & {
  /** How long it took, without waiting for its turn. */
  seconds: number;
};

/** A door may put a few trace fields before what it took in. */
const mostTraceBytes = 64 * 1024;
const defaultTimeoutMs = 10_000;

/**
 * Takes a mail apart. Never throws for what the mail is: too large, too slow, too deep or broken beyond reading is
 * `unparseable`, and the caller keeps the bytes.
 */
export async function parseMail(raw: Uint8Array, options: { timeoutMs?: number } = {}): Promise<ParseResult> {
  if (raw.byteLength === 0) return { kind: 'unparseable', reason: 'empty', seconds: 0 };
  if (raw.byteLength > largestMailBytes + mostTraceBytes)
    return { kind: 'unparseable', reason: 'too_large', seconds: 0 };
  const answer = await runInWorker(raw, 'mail', options.timeoutMs ?? defaultTimeoutMs);
  const { seconds } = answer;
  if (answer.kind === 'failed') return { kind: 'unparseable', reason: answer.reason, seconds };
  if (!answer.result.headers) return { kind: 'unparseable', reason: 'no_headers', seconds };
  return { kind: 'parsed', mail: toParsedMail(answer.result as RawMail), seconds };
}

/**
 * Everything a mail says, decoded: encoded words, bodies, attached texts, mails and archives. For looking for what must not
 * be there; null where the mail cannot be read to its end.
 */
export async function readWords(raw: Uint8Array): Promise<MailWords | null> {
  if (raw.byteLength === 0 || raw.byteLength > largestMailBytes + mostTraceBytes) return null;
  const answer = await runInWorker(raw, 'words', defaultTimeoutMs);
  return answer.kind === 'done' ? answer.result : null;
}
