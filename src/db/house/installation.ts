import { eq } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { installation } from '../schema.ts';

export type InstallationRow = typeof installation.$inferSelect;

const only = eq(installation.id, 1);

/** Null before the first start. */
export async function findInstallation(db: Db): Promise<InstallationRow | null> {
  const rows = await db.select().from(installation).where(only);
  return rows[0] ?? null;
}

/** Claims lock the row for share; who holds it for update knows that none runs. */
export async function lockInstallation(db: Db): Promise<InstallationRow | null> {
  const rows = await db.select().from(installation).where(only).for('update');
  return rows[0] ?? null;
}

/** Of several processes that start at once one makes the row. */
export async function insertInstallation(
  db: Db,
  row: { secretFingerprint: string; addressKeySealed: string; createdAt: Date },
): Promise<void> {
  await db
    .insert(installation)
    .values({ id: 1, ...row })
    .onConflictDoNothing();
}

export async function markSealed(db: Db, row: { secretFingerprint: string; addressKeySealed: string }): Promise<void> {
  await db.update(installation).set(row).where(only);
}

export async function markPaused(db: Db, by: string, now: Date): Promise<void> {
  await db.update(installation).set({ pausedAt: now, pausedBy: by }).where(only);
}

export async function markResumed(db: Db): Promise<void> {
  await db.update(installation).set({ pausedAt: null, pausedBy: null }).where(only);
}

export async function markUnlocked(db: Db): Promise<void> {
  await db.update(installation).set({ lockedAt: null, lockedWhy: null }).where(only);
}
