import { and, eq } from 'drizzle-orm';
import { announceChange } from '../change-notice.ts';
import type { Db } from '../db.ts';
import { tasks } from '../schema.ts';

/** A task that a flow makes for somebody, outside of any step. */
export async function insertTask(db: Db, row: typeof tasks.$inferInsert): Promise<void> {
  await db.insert(tasks).values(row);
  await announceChange(db, 'task', row.id);
}

export async function cancelTasksOfDeparture(db: Db, departureId: string, now: Date, by: string): Promise<void> {
  await db
    .update(tasks)
    .set({ state: 'canceled', completedAt: now, completedBy: by })
    .where(and(eq(tasks.departureId, departureId), eq(tasks.state, 'open')));
}
