import { and, eq } from 'drizzle-orm';
import { among } from '../rows.ts';
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

/** Cancels what asks for a look at the first letter of these enrollments: nothing waits for it any more. */
export async function cancelLooks(db: Db, enrollmentIds: readonly string[], now: Date, by: string): Promise<void> {
  if (enrollmentIds.length === 0) return;
  const rows = await db
    .update(tasks)
    .set({ state: 'canceled', completedAt: now, completedBy: by })
    .where(and(among(tasks.enrollmentId, enrollmentIds), eq(tasks.kind, 'approve_letter'), eq(tasks.state, 'open')))
    .returning({ id: tasks.id });
  for (const { id } of rows) await announceChange(db, 'task', id);
}
