import { and, eq } from 'drizzle-orm';
import { announceChange } from '../change-notice.ts';
import type { Db } from '../db.ts';
import { activities, tasks } from '../schema.ts';

/** Makes a task unless the same one (person, kind, title) is open; answers its id, or null. The caller serialises. */
export async function insertTaskUnlessOpen(
  db: Db,
  row: typeof tasks.$inferInsert & { contactId: string },
): Promise<string | null> {
  const open = await db
    .select({ id: tasks.id })
    .from(tasks)
    .where(
      and(
        eq(tasks.contactId, row.contactId),
        eq(tasks.kind, row.kind),
        eq(tasks.title, row.title),
        eq(tasks.state, 'open'),
      ),
    )
    .limit(1);
  if (open.length > 0) return null;
  await db.insert(tasks).values(row);
  await announceChange(db, 'task', row.id);
  return row.id;
}

/** A mail that one of us wrote to them from outside: it counts for every gap. */
export async function insertMailActivity(
  db: Db,
  row: { id: string; clientId: string; contactId: string; happenedAt: Date; by: string; text: string | null },
): Promise<void> {
  await db.insert(activities).values({ ...row, kind: 'mail' });
}
