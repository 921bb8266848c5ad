import { desc, eq, sql } from 'drizzle-orm';
import type { Db } from './db.ts';
import { isBeyond, type PageRequest } from './page.ts';
import { imports } from './schema.ts';

export interface ImportCounts {
  recorded: number;
  merged: number;
  rejected: number;
}

/** How long an import that says nothing is believed to run. It says something every second or so. */
const lease = sql`clock_timestamp() + interval '20 seconds'`;

const shown = {
  id: imports.id,
  fileName: imports.fileName,
  createdAt: imports.createdAt,
  createdBy: imports.createdBy,
  recorded: imports.recorded,
  merged: imports.merged,
  rejected: imports.rejected,
  total: imports.total,
  endedAt: imports.endedAt,
  undoneAt: imports.undoneAt,
  leaseUntil: imports.leaseUntil,
  /** Somebody is at it: its lease, on the database clock, has not run out. */
  isRunning: sql<boolean>`coalesce(${imports.endedAt} is null and ${imports.leaseUntil} > clock_timestamp(), false)`,
  hasRejectedRows: sql<boolean>`${imports.rejectedCsv} is not null`,
};

export async function insertImport(
  db: Db,
  row: Pick<typeof imports.$inferInsert, 'id' | 'fileName' | 'createdAt' | 'createdBy' | 'total'>,
): Promise<void> {
  await db.insert(imports).values({ ...row, leaseUntil: lease });
}

/** Keeps how far it is, and that it goes on; true when it was undone meanwhile, so that it must not. */
export async function updateImportCounts(db: Db, id: string, counts: ImportCounts): Promise<boolean> {
  const rows = await db
    .update(imports)
    .set({ ...counts, leaseUntil: lease })
    .where(eq(imports.id, id))
    .returning({ undoneAt: imports.undoneAt });
  return rows[0]?.undoneAt != null;
}

export async function markImportEnded(
  db: Db,
  id: string,
  end: ImportCounts & { endedAt: Date; rejectedCsv: Uint8Array | null },
): Promise<{ wasUndone: boolean }> {
  const rows = await db
    .update(imports)
    .set({ ...end, leaseUntil: null })
    .where(eq(imports.id, id))
    .returning({ undoneAt: imports.undoneAt });
  return { wasUndone: rows[0]?.undoneAt != null };
}

/** False when there is no import with this id. */
export async function markImportUndone(db: Db, id: string, now: Date): Promise<boolean> {
  const rows = await db
    .update(imports)
    .set({ undoneAt: sql`coalesce(${imports.undoneAt}, ${now.toISOString()}::timestamptz)` })
    .where(eq(imports.id, id))
    .returning({ id: imports.id });
  return rows.length === 1;
}

export async function findImport(db: Db, id: string) {
  const [row] = await db.select(shown).from(imports).where(eq(imports.id, id));
  return row ?? null;
}
export type ImportRow = NonNullable<Awaited<ReturnType<typeof findImport>>>;

/** The latest first. */
export async function listImports(db: Db, page: PageRequest): Promise<ImportRow[]> {
  return db
    .select(shown)
    .from(imports)
    .where(isBeyond(page, 'desc', imports.createdAt, imports.id))
    .orderBy(desc(imports.createdAt), desc(imports.id))
    .limit(page.limit);
}

export async function findRejectedRows(db: Db, id: string): Promise<{ fileName: string; csv: Uint8Array } | null> {
  const [row] = await db
    .select({ fileName: imports.fileName, csv: imports.rejectedCsv })
    .from(imports)
    .where(eq(imports.id, id));
  return row?.csv == null ? null : { fileName: row.fileName, csv: row.csv };
}
