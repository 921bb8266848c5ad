import { secondsIn } from './pace.ts';
import type { Answer } from './transport.ts';

/** What the SDK hands back for a failure; a proxy in between may leave any of it out. */
export interface ResendFailure {
  name?: string;
  message?: string;
  statusCode?: number | null;
}

/** A whole call refused for what is in it: its letters go one by one next time, so that only the bad one fails. */
export const batchRefused = 'batch_refused';

const soonMs = 2_000;
const laterMs = 60_000;
const quotaMs = 3_600_000;

/**
 * What a failed batch call says of its letters (https://resend.com/docs/api-reference/errors). `alone` is whether the call
 * carried one letter: then a validation error is about that letter, else it is about the call, and the batch dissolves.
 */
export function readResendFailure(
  failure: ResendFailure,
  headers: Record<string, string> | null,
  { alone, notSent }: { alone: boolean; notSent: boolean },
): Answer {
  const status = failure.statusCode ?? 0;
  const code = failure.name ?? (status > 0 ? `http_${status}` : 'application_error');
  const text = (failure.message ?? 'Resend gave no reason.').replace(/\s+/g, ' ').slice(0, 1000);
  const refused = (retryAfterMs: number, stop: 'pace' | 'quota' | 'credentials'): Answer => {
    return { kind: 'refused', code, text, retryAfterMs, stop };
  };
  const waitMs = secondsIn(headers?.['retry-after']) * 1000;

  if (notSent) return { kind: 'refused', code: 'not_connected', text, retryAfterMs: laterMs, stop: 'none' };
  if (status === 429) {
    if (code.endsWith('_quota_exceeded')) return refused(waitMs || quotaMs, 'quota');
    return refused(waitMs || soonMs, 'pace');
  }
  // another letter would fare no better: a wrong key, an unverified domain, a wrong base URL, an account under review
  if ([401, 403, 404, 405, 451].includes(status)) return refused(laterMs, 'credentials');
  if (status === 400 || status === 413 || status === 422) {
    const ofTheLetter = alone && code !== 'invalid_idempotency_key';
    if (ofTheLetter) return { kind: 'rejected', code, text };
    return { kind: 'refused', code: batchRefused, text: `${code}: ${text}`, retryAfterMs: soonMs, stop: 'none' };
  }
  // 409: the first call runs still, or its bytes were others; 5xx, 408 or no answer: nobody knows
  return { kind: 'unknown', code, text };
}

/**
 * What a permissive batch that was taken says of each letter. `data` leaves out the letters in `errors`, so ids are dealt
 * to the others in order; an answer whose numbers do not add up tells nothing of those.
 */
export function readResendSuccess(body: unknown, count: number): Answer[] {
  const { ids, failures } = readBody(body, count);
  const inPlace = ids.length === count;
  const addsUp = inPlace || ids.length === count - failures.size;
  let next = 0;
  return Array.from({ length: count }, (_, index): Answer => {
    const failure = failures.get(index);
    if (failure !== undefined) return { kind: 'rejected', code: 'validation_error', text: failure };
    const id = addsUp ? ids[inPlace ? index : next++] : null;
    if (id) return { kind: 'accepted', providerId: id, response: null };
    return {
      kind: 'unknown',
      code: 'unreadable_answer',
      text: 'Resend took the call, but its answer does not fit it.',
    };
  });
}

function readBody(body: unknown, count: number): { ids: (string | null)[]; failures: Map<number, string> } {
  const { data, errors } = (body ?? {}) as { data?: unknown; errors?: unknown };
  const ids = (Array.isArray(data) ? data : []).map((one: { id?: unknown } | null) => {
    return typeof one?.id === 'string' && one.id !== '' ? one.id : null;
  });
  const failures = new Map<number, string>();
  for (const one of (Array.isArray(errors) ? errors : []) as ({ index?: unknown; message?: unknown } | null)[]) {
    const index = Number(one?.index);
    const isOurs = Number.isInteger(index) && index >= 0 && index < count;
    if (isOurs) failures.set(index, typeof one?.message === 'string' ? one.message : 'Not valid.');
  }
  return { ids, failures };
}
