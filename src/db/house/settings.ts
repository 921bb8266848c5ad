import { desc, eq, lt, sql } from 'drizzle-orm';
import { defaultPolicy, type HousePolicy } from '../../domain/policy.ts';
import type { Db } from '../db.ts';
import { settings } from '../schema.ts';

export interface SettingsVersion {
  /** 0: nobody has changed anything yet. */
  version: number;
  policy: HousePolicy;
  changedAt: Date | null;
  changedBy: string | null;
}

/** The house policy that counts now; what a version from before a setting existed does not say is the default. */
export async function findPolicy(db: Db): Promise<HousePolicy> {
  return (await findSettings(db)).policy;
}

export async function findSettings(db: Db): Promise<SettingsVersion> {
  const [row] = await db.select().from(settings).orderBy(desc(settings.version)).limit(1);
  if (!row) return { version: 0, policy: defaultPolicy, changedAt: null, changedBy: null };
  return { ...row, policy: { ...defaultPolicy, ...row.policy } };
}

export async function insertSettings(
  db: Db,
  row: { policy: HousePolicy; changedAt: Date; changedBy: string },
): Promise<number> {
  const [inserted] = await db.insert(settings).values(row).returning({ version: settings.version });
  if (!inserted) throw new Error('The settings were not stored.');
  return inserted.version;
}

/** Until the end of the transaction nobody else changes the settings: a change is made of the version before it. */
export async function lockSettings(db: Db): Promise<void> {
  await db.execute(sql`lock table ${settings} in share row exclusive mode`);
}

/** Versions, the newest first, each with the policy before it; `before` is the version above the first one. */
export async function listSettingsVersions(db: Db, before: number | null, limit: number) {
  const rows = await db
    .select()
    .from(settings)
    .where(before === null ? undefined : lt(settings.version, before))
    .orderBy(desc(settings.version))
    .limit(limit + 1);
  return rows.slice(0, limit).map((row, index) => ({
    ...row,
    policy: { ...defaultPolicy, ...row.policy },
    previous: { ...defaultPolicy, ...rows[index + 1]?.policy },
  }));
}

export async function findSettingsVersion(db: Db, version: number): Promise<HousePolicy | null> {
  const [row] = await db.select().from(settings).where(eq(settings.version, version));
  return row ? { ...defaultPolicy, ...row.policy } : null;
}
