import { eq, isNull } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { jobRuns } from '../schema.ts';

export async function insertJobStart(db: Db, name: string, startedAt: Date): Promise<void> {
  await db.insert(jobRuns).values({ name, startedAt }).onConflictDoUpdate({ target: jobRuns.name, set: { startedAt } });
}

/** `error`: names and codes only. */
export async function markJobEnded(db: Db, name: string, endedAt: Date, error: string | null): Promise<void> {
  await db.update(jobRuns).set({ endedAt, error }).where(eq(jobRuns.name, name));
}

/** After a jump of the demo's clock: what ran well before it ran just now. */
export async function markJobsAwake(db: Db, now: Date): Promise<void> {
  await db.update(jobRuns).set({ startedAt: now, endedAt: now }).where(isNull(jobRuns.error));
}
