import { asc, eq } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { replies } from '../schema.ts';

export type ReplyRow = typeof replies.$inferSelect;

/** False when this mail is a reply already. */
export async function insertReply(db: Db, row: typeof replies.$inferInsert): Promise<boolean> {
  const rows = await db.insert(replies).values(row).onConflictDoNothing().returning({ id: replies.id });
  return rows.length === 1;
}

/** The answers of a conversation in the order in which they came. */
export async function listReplies(db: Db, threadId: string): Promise<ReplyRow[]> {
  return db
    .select()
    .from(replies)
    .where(eq(replies.threadId, threadId))
    .orderBy(asc(replies.receivedAt), asc(replies.id))
    .limit(500);
}
