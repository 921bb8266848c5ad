import { and, eq, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { threadDrafts } from '../schema.ts';

interface DraftOfUser {
  threadId: string;
  userId: string;
  body: string;
  updatedAt: Date;
}

export async function findDraft(db: Db, threadId: string, userId: string) {
  const rows = await db
    .select({ body: threadDrafts.body, updatedAt: threadDrafts.updatedAt })
    .from(threadDrafts)
    .where(and(eq(threadDrafts.threadId, threadId), eq(threadDrafts.userId, userId)));
  return rows[0] ?? null;
}

export async function updateDraft(db: Db, row: DraftOfUser): Promise<void> {
  await db
    .insert(threadDrafts)
    .values(row)
    .onConflictDoUpdate({
      target: [threadDrafts.threadId, threadDrafts.userId],
      set: { body: row.body, updatedAt: row.updatedAt },
    });
}

/** Puts words back in front of what somebody is writing: neither is lost. */
export async function returnToDraft(db: Db, row: DraftOfUser): Promise<void> {
  await db
    .insert(threadDrafts)
    .values(row)
    .onConflictDoUpdate({
      target: [threadDrafts.threadId, threadDrafts.userId],
      set: {
        body: sql`left(case when btrim(${threadDrafts.body}) in ('', btrim(excluded.body)) then excluded.body
          else excluded.body || E'\\n\\n' || ${threadDrafts.body} end, 20000)`,
        updatedAt: row.updatedAt,
      },
    });
}

export async function deleteDraft(db: Db, threadId: string, userId: string): Promise<void> {
  await db.delete(threadDrafts).where(and(eq(threadDrafts.threadId, threadId), eq(threadDrafts.userId, userId)));
}
