import { and, eq, isNull, lt, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { idempotencyKeys as table } from '../schema.ts';

/** What makes an Idempotency-Key the same. */
export interface KeyScope {
  credential: string;
  method: string;
  path: string;
  key: string;
}

/**
 * One statement, so that of any number of simultaneous requests one goes on: it inserts the row, or takes over one that
 * has expired or crashed. Answers its start when the key is now ours, null when it is somebody else's.
 */
export async function insertOrTakeOver(
  db: Db,
  { credential, method, path, key, bodyHash }: KeyScope & { bodyHash: string },
  times: { now: Date; expiredBefore: Date; crashedBefore: Date },
): Promise<Date | null> {
  const rows = await db
    .insert(table)
    .values({ credential, method, path, key, bodyHash, startedAt: times.now })
    .onConflictDoUpdate({
      target: [table.credential, table.method, table.path, table.key],
      set: { bodyHash, startedAt: times.now, status: null, body: null, contactIds: null },
      setWhere: sql`${table.startedAt} < ${times.expiredBefore.toISOString()}::timestamptz
        or (${table.status} is null and ${table.bodyHash} = ${bodyHash}
            and ${table.startedAt} < ${times.crashedBefore.toISOString()}::timestamptz)`,
    })
    .returning({ startedAt: table.startedAt });
  return rows[0]?.startedAt ?? null;
}

export async function findIdempotencyKey(db: Db, scope: KeyScope): Promise<typeof table.$inferSelect | null> {
  const rows = await db.select().from(table).where(isKey(scope));
  return rows[0] ?? null;
}

/** Only the run that began at `startedAt` may answer: one that was taken over keeps nothing. */
export async function markAnswered(
  db: Db,
  key: KeyScope & { startedAt: Date },
  answer: { status: number; body: string | null; contactIds: string[] },
): Promise<void> {
  await db.update(table).set(answer).where(isRunOf(key));
}

export async function deleteUnanswered(db: Db, key: KeyScope & { startedAt: Date }): Promise<void> {
  await db.delete(table).where(isRunOf(key));
}

/** The daily clean-up: answers are kept for 24 hours. */
export async function deleteExpiredIdempotencyKeys(db: Db, before: Date): Promise<number> {
  const { rowCount } = await db.delete(table).where(lt(table.startedAt, before));
  return rowCount ?? 0;
}

function isKey({ credential, method, path, key }: KeyScope) {
  return and(eq(table.credential, credential), eq(table.method, method), eq(table.path, path), eq(table.key, key));
}

function isRunOf(key: KeyScope & { startedAt: Date }) {
  return and(isKey(key), eq(table.startedAt, key.startedAt), isNull(table.status));
}
