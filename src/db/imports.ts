import { eq } from 'drizzle-orm';
import type { Db } from './db.ts';
import { imports } from './schema.ts';

export async function insertImport(db: Db, row: typeof imports.$inferInsert): Promise<void> {
  await db.insert(imports).values(row);
}

export async function updateImportCounts(
  db: Db,
  id: string,
  counts: { recorded: number; merged: number; rejected: number },
): Promise<void> {
  await db.update(imports).set(counts).where(eq(imports.id, id));
}

/** False when there is no import with this id. */
export async function markImportUndone(db: Db, id: string, now: Date): Promise<boolean> {
  const rows = await db.update(imports).set({ undoneAt: now }).where(eq(imports.id, id)).returning({ id: imports.id });
  return rows.length === 1;
}
