import { eq } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { jobRuns } from '../schema.ts';

export async function insertJobStart(db: Db, name: string, startedAt: Date): Promise<void> {
  await db.insert(jobRuns).values({ name, startedAt }).onConflictDoUpdate({ target: jobRuns.name, set: { startedAt } });
}

/** `error`: names and codes only. */
export async function markJobEnded(db: Db, name: string, endedAt: Date, error: string | null): Promise<void> {
  await db.update(jobRuns).set({ endedAt, error }).where(eq(jobRuns.name, name));
}
