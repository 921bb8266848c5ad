import type { FastifyReply } from 'fastify';
import type { Problem } from '../../contract/problem.ts';
import { isDbUnreachable, unwrapDbError } from '../../db/db-error.ts';
import { AjarError, type RefusalCode, refusals } from '../../errors.ts';

/** What Fastify itself refuses, in our words: its messages may quote the request. */
const fastifyRefusals: Record<string, RefusalCode> = {
  FST_ERR_NOT_FOUND: 'not_found',
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed_json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed_json',
  FST_ERR_MAX_PARAM_LENGTH: 'uri_too_long',
};

/** Refusals by PostgreSQL that say which one of ours is meant. */
const constraintRefusals: Record<string, RefusalCode> = {
  clients_external_id: 'external_id_taken',
  departures_external_id: 'external_id_taken',
  enrollments_once: 'already_enrolled',
  enrollments_one_open: 'already_enrolled',
};
/** Those behind which one field of the body stands. */
const constraintFields: Record<string, { pointer: string; message: string }> = {
  contacts_client_email: { pointer: '/email', message: 'The client has a contact with this address.' },
  users_email: { pointer: '/email', message: 'Somebody of the house has this address.' },
};

/**
 * The refusal behind anything that was thrown. What is no refusal comes out as `internal`, without a word about what it
 * was: messages of the database quote SQL and values, those of bugs quote anything.
 */
export function refusalOf(error: unknown): AjarError {
  if (error instanceof AjarError) return error;
  const db = unwrapDbError(error);
  if (isDbUnreachable(error)) return new AjarError('unavailable');
  if (db) return refusalOfDb(db.code, db.constraint);
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  const known = typeof code === 'string' ? fastifyRefusals[code] : undefined;
  if (known) return new AjarError(known);
  return new AjarError(
    typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? 'bad_request' : 'internal',
  );
}

function refusalOfDb(code: string, constraint: string | null): AjarError {
  if (code === '23505') {
    const field = constraintFields[constraint ?? ''];
    return new AjarError(constraintRefusals[constraint ?? ''] ?? 'conflict', field?.message, field && [field]);
  }
  // Immutable rows say so with restrict_violation.
  if (code === '23001') return new AjarError('wrong_state');
  if (code === '23503') return new AjarError('invalid_request', 'Something that is referred to does not exist.');
  // A deadlock, a serialisation failure, a lock or statement that took too long: the same again may well succeed.
  if (/^(40001|40P01|55P03|57014)$/.test(code)) return new AjarError('unavailable', 'The database is busy; try again.');
  if (/^(22...|23514|23502)$/.test(code)) return new AjarError('invalid_request', 'A value is out of its range.');
  return new AjarError('internal');
}

export function problemOf(refusal: AjarError, requestId: string): Problem {
  const { title, status } = refusals[refusal.code];
  return {
    type: `urn:ajar:problem:${refusal.code}`,
    title,
    status,
    detail: refusal.message,
    code: refusal.code,
    instance: requestId,
    ...(refusal.errors.length > 0 && { errors: refusal.errors }),
  };
}

export function sendProblem(reply: FastifyReply, refusal: AjarError): FastifyReply {
  if (refusal.status === 401) reply.header('www-authenticate', 'Bearer realm="ajar"');
  if (refusal.status === 503 && !reply.hasHeader('retry-after')) reply.header('retry-after', '5');
  return reply
    .code(refusal.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(problemOf(refusal, reply.request.id)));
}

/**
 * An error as it may stand in the log: names, codes and places in our code. The message of anything that carries a
 * database error is left out, since it quotes values.
 */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { kind: typeof error };
  const db = unwrapDbError(error);
  const quotesValues = db !== null || error.cause !== undefined || error.name === 'DrizzleQueryError';
  const frames = (error.stack ?? '').split('\n').filter((text) => /^\s+at /.test(text));
  return {
    kind: error.name,
    ...(db && { db }),
    ...(!quotesValues && { text: error.message }),
    frames: frames.slice(0, 20).map((text) => text.trim()),
  };
}
