import type { App } from '../../app.ts';
import { lockAgainstErasure } from '../../db/contacts/erased.ts';
import * as keys from '../../db/house/idempotency-keys.ts';
import { findErasedIn, withoutAddresses } from '../contacts/spare-erased.ts';

export type ClaimedKey = keys.KeyScope & { startedAt: Date };

export type Claim =
  | { kind: 'mine'; key: ClaimedKey }
  | { kind: 'answered'; status: number; body: string | null }
  | { kind: 'running' }
  | { kind: 'other_body' };

const keptMs = 24 * 3_600_000;
/** A run that has not answered after this long has crashed; the same request may be made again. */
const crashedAfterMs = 60_000;

/**
 * Takes an Idempotency-Key for this request by inserting its row, which only one of any number of simultaneous requests
 * can. A row that is past its 24 hours, or whose run has crashed, is taken over.
 */
export async function claimKey(app: App, scope: keys.KeyScope & { bodyHash: string }): Promise<Claim> {
  const now = app.now();
  const startedAt = await keys.insertOrTakeOver(app.db, scope, {
    now,
    expiredBefore: new Date(now.getTime() - keptMs),
    crashedBefore: new Date(now.getTime() - crashedAfterMs),
  });
  if (startedAt) return { kind: 'mine', key: { ...scope, startedAt } };
  const row = await keys.findIdempotencyKey(app.db, scope);
  // Released between the two statements: the client is told to come again in a second.
  if (!row) return { kind: 'running' };
  if (row.bodyHash !== scope.bodyHash) return { kind: 'other_body' };
  return row.status === null ? { kind: 'running' } : { kind: 'answered', status: row.status, body: row.body };
}

/**
 * Keeps the answer for 24 hours, with every id that stands in it: erasing a contact finds the answers that name them.
 * A run that was taken over in the meantime keeps nothing. Who asks about somebody who is erased gets the answer once with
 * the address they wrote, and repeated with a mark in its place.
 */
export async function keepAnswer(app: App, key: ClaimedKey, status: number, body: string | null): Promise<void> {
  await app.db.transaction(async (tx) => {
    await lockAgainstErasure(tx);
    const erased = await findErasedIn(app, tx, [body ?? '']);
    const kept = body === null ? null : withoutAddresses(body, erased);
    await keys.markAnswered(tx, key, { status, body: kept, contactIds: idsIn(body ?? '') });
  });
}

/** Gives the key back after a failure on our side, so that the same request can be tried again. */
export async function releaseKey(app: App, key: ClaimedKey): Promise<void> {
  await keys.deleteUnanswered(app.db, key);
}

/** Forgets answers whose 24 hours are over; answers how many. Daily. */
export async function forgetAnswers(app: App): Promise<number> {
  return keys.deleteExpiredIdempotencyKeys(app.db, new Date(app.now().getTime() - keptMs));
}

function idsIn(text: string): string[] {
  const found = text.matchAll(/"([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})"/g);
  return [...new Set([...found].map(([, id]) => id as string))].slice(0, 5000);
}
