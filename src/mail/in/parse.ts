import type { ParsedMail } from '../../domain/inbound/mail.ts';
import { toParsedMail, type RawMail } from './parsed-mail.ts';
import { runInWorker } from './parse-pool.ts';

export type ParseResult = { kind: 'parsed'; mail: ParsedMail } | { kind: 'unparseable'; reason: string };

const largestMailBytes = 25 * 1024 * 1024;
const defaultTimeoutMs = 10_000;

/**
 * Takes a mail apart. Never throws for what the mail is: too large, too slow, too deep or broken beyond reading is
 * `unparseable`, and the caller keeps the bytes.
 */
export async function parseMail(raw: Uint8Array, options: { timeoutMs?: number } = {}): Promise<ParseResult> {
  if (raw.byteLength === 0) return { kind: 'unparseable', reason: 'empty' };
  if (raw.byteLength > largestMailBytes) return { kind: 'unparseable', reason: 'too_large' };
  const answer = await runInWorker(raw, options.timeoutMs ?? defaultTimeoutMs);
  if (answer.kind === 'failed') return { kind: 'unparseable', reason: answer.reason };
  if (!answer.mail.headers) return { kind: 'unparseable', reason: 'no_headers' };
  return { kind: 'parsed', mail: toParsedMail(answer.mail as RawMail) };
}
