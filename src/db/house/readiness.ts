import { desc, eq, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { jobRuns } from '../schema.ts';

/** When the tick last began and last ended, by its own clock; null when it never did. */
export async function findLastTick(db: Db): Promise<{ startedAt: Date; endedAt: Date | null } | null> {
  const rows = await db
    .select({ startedAt: jobRuns.startedAt, endedAt: jobRuns.endedAt })
    .from(jobRuns)
    .where(eq(jobRuns.name, 'tick'))
    .orderBy(desc(jobRuns.startedAt))
    .limit(1);
  return rows[0] ?? null;
}

export async function countAppliedMigrations(db: Db): Promise<number> {
  const { rows } = await db.execute<{ count: number }>(
    sql`select count(*)::int as count from drizzle.__drizzle_migrations`,
  );
  return rows[0]?.count ?? 0;
}
