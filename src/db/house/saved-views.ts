import { and, asc, eq, or } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { savedViews, users } from '../schema.ts';

export type ViewRow = typeof savedViews.$inferSelect & { owner: string };

const most = 500;

/** Somebody's own views and those that are shared, by name. */
export async function listViews(
  db: Db,
  of: { userId: string | null; noun: ViewRow['noun'] | undefined },
): Promise<ViewRow[]> {
  const rows = await db
    .select({ view: savedViews, owner: users.name })
    .from(savedViews)
    .innerJoin(users, eq(users.id, savedViews.userId))
    .where(
      and(
        of.noun === undefined ? undefined : eq(savedViews.noun, of.noun),
        or(eq(savedViews.shared, true), of.userId === null ? undefined : eq(savedViews.userId, of.userId)),
      ),
    )
    .orderBy(asc(savedViews.name), asc(savedViews.id))
    .limit(most);
  return rows.map(({ view, owner }) => ({ ...view, owner }));
}

export async function findView(db: Db, id: string): Promise<ViewRow | null> {
  const [row] = await db
    .select({ view: savedViews, owner: users.name })
    .from(savedViews)
    .innerJoin(users, eq(users.id, savedViews.userId))
    .where(eq(savedViews.id, id));
  return row === undefined ? null : { ...row.view, owner: row.owner };
}

export async function insertView(db: Db, row: typeof savedViews.$inferInsert): Promise<void> {
  await db.insert(savedViews).values(row);
}

export async function updateView(db: Db, id: string, change: Partial<typeof savedViews.$inferInsert>): Promise<void> {
  await db.update(savedViews).set(change).where(eq(savedViews.id, id));
}

export async function deleteView(db: Db, id: string): Promise<void> {
  await db.delete(savedViews).where(eq(savedViews.id, id));
}

/** Whether somebody has another view of this name already. */
export async function findViewNamed(
  db: Db,
  of: { userId: string; noun: ViewRow['noun']; name: string },
): Promise<{ id: string } | null> {
  const [row] = await db
    .select({ id: savedViews.id })
    .from(savedViews)
    .where(and(eq(savedViews.userId, of.userId), eq(savedViews.noun, of.noun), eq(savedViews.name, of.name)));
  return row ?? null;
}
