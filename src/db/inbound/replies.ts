import type { Db } from '../db.ts';
import { replies } from '../schema.ts';

/** False when this mail is a reply already. */
export async function insertReply(db: Db, row: typeof replies.$inferInsert): Promise<boolean> {
  const rows = await db.insert(replies).values(row).onConflictDoNothing().returning({ id: replies.id });
  return rows.length === 1;
}
