import { and, asc, eq, isNull, lte } from 'drizzle-orm';
import type { TaskKind } from '../../domain/task.ts';
import { announceChange } from '../change-notice.ts';
import type { Db } from '../db.ts';
import { isBeyond, type PageRequest } from '../page.ts';
import { tasks } from '../schema.ts';

export type TaskRow = typeof tasks.$inferSelect;

export interface TaskFilter {
  state?: TaskRow['state'] | undefined;
  kind?: TaskKind | undefined;
  /** A user's id, or `none`. */
  owner?: string | undefined;
  client?: string | undefined;
  /** Due on this day or before. */
  due?: string | undefined;
}

export async function findTask(db: Db, id: string): Promise<TaskRow | null> {
  const rows = await db.select().from(tasks).where(eq(tasks.id, id));
  return rows[0] ?? null;
}

/** Those due first come first. */
export async function listTasks(db: Db, filter: TaskFilter, page: PageRequest): Promise<TaskRow[]> {
  const { state, kind, owner, client, due } = filter;
  return db
    .select()
    .from(tasks)
    .where(
      and(
        state === undefined ? undefined : eq(tasks.state, state),
        kind === undefined ? undefined : eq(tasks.kind, kind),
        owner === undefined ? undefined : owner === 'none' ? isNull(tasks.ownerId) : eq(tasks.ownerId, owner),
        client === undefined ? undefined : eq(tasks.clientId, client),
        due === undefined ? undefined : lte(tasks.dueOn, due),
        isBeyond(page, 'asc', tasks.dueOn, tasks.id),
      ),
    )
    .orderBy(asc(tasks.dueOn), asc(tasks.id))
    .limit(page.limit);
}

export async function insertTask(db: Db, row: typeof tasks.$inferInsert): Promise<TaskRow> {
  const [inserted] = await db.insert(tasks).values(row).returning();
  if (!inserted) throw new Error('The task was not stored.');
  await announceChange(db, 'task', inserted.id);
  return inserted;
}

export async function lockTask(db: Db, id: string): Promise<TaskRow | null> {
  const rows = await db.select().from(tasks).where(eq(tasks.id, id)).for('update');
  return rows[0] ?? null;
}

/** Ends a task that is locked and open. */
export async function markTaskDone(
  db: Db,
  id: string,
  end: { outcome: NonNullable<TaskRow['outcome']>; note: string | null; completedAt: Date; completedBy: string },
): Promise<TaskRow> {
  const [row] = await db
    .update(tasks)
    .set({ state: 'done', ...end })
    .where(eq(tasks.id, id))
    .returning();
  if (!row) throw new Error('The task is gone.');
  await announceChange(db, 'task', row.id);
  return row;
}

/** Open again, as if it had not been completed. */
export async function markTaskOpen(db: Db, id: string): Promise<TaskRow> {
  const [row] = await db
    .update(tasks)
    .set({ state: 'open', outcome: null, note: null, completedAt: null, completedBy: null })
    .where(eq(tasks.id, id))
    .returning();
  if (!row) throw new Error('The task is gone.');
  return row;
}
