import { and, desc, eq, isNull, lt, or } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { isBeyond, type PageRequest } from '../page.ts';
import { apiKeys } from '../schema.ts';

export type KeyRow = typeof apiKeys.$inferSelect;

export async function findKey(db: Db, id: string): Promise<KeyRow | null> {
  const rows = await db.select().from(apiKeys).where(eq(apiKeys.id, id));
  return rows[0] ?? null;
}

/** The newest first. */
export async function listKeys(db: Db, page: PageRequest): Promise<KeyRow[]> {
  return db
    .select()
    .from(apiKeys)
    .where(isBeyond(page, 'desc', apiKeys.createdAt, apiKeys.id))
    .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))
    .limit(page.limit);
}

export async function insertKey(db: Db, row: typeof apiKeys.$inferInsert): Promise<KeyRow> {
  const [inserted] = await db.insert(apiKeys).values(row).returning();
  if (!inserted) throw new Error('The key was not stored.');
  return inserted;
}

/** False when it was revoked before. */
export async function markKeyRevoked(db: Db, id: string, now: Date): Promise<boolean> {
  const rows = await db
    .update(apiKeys)
    .set({ revokedAt: now })
    .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
    .returning({ id: apiKeys.id });
  return rows.length === 1;
}

export async function markKeyUsed(db: Db, id: string, now: Date, unlessSince: Date): Promise<void> {
  await db
    .update(apiKeys)
    .set({ lastUsedAt: now })
    .where(and(eq(apiKeys.id, id), or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, unlessSince))));
}
