import { and, desc, eq } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { isBeyond, type PageRequest } from '../page.ts';
import { activities } from '../schema.ts';

export type ActivityRow = typeof activities.$inferSelect;

export async function insertActivity(db: Db, row: typeof activities.$inferInsert): Promise<ActivityRow> {
  const [inserted] = await db.insert(activities).values(row).returning();
  if (!inserted) throw new Error('The activity was not stored.');
  return inserted;
}

/** What happened between us and a client outside of letters, the latest first. */
export async function listActivities(db: Db, clientId: string, page: PageRequest): Promise<ActivityRow[]> {
  return db
    .select()
    .from(activities)
    .where(and(eq(activities.clientId, clientId), isBeyond(page, 'desc', activities.happenedAt, activities.id)))
    .orderBy(desc(activities.happenedAt), desc(activities.id))
    .limit(page.limit);
}

/** The conversation that completing a task put on record. */
export async function deleteActivityOfTask(db: Db, taskId: string): Promise<void> {
  await db.delete(activities).where(eq(activities.taskId, taskId));
}
