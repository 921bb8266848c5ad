import { and, asc, eq, lte, ne, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { among } from '../rows.ts';
import { providerEvents } from '../schema.ts';

export type ProviderEventRow = typeof providerEvents.$inferSelect;

/** False when an event with this id is there already. */
export async function insertProviderEvent(db: Db, row: typeof providerEvents.$inferInsert): Promise<boolean> {
  const rows = await db.insert(providerEvents).values(row).onConflictDoNothing().returning({ id: providerEvents.id });
  return rows.length === 1;
}

export async function findProviderEvent(
  db: Db,
  provider: string,
  eventId: string,
): Promise<{ id: string; state: ProviderEventRow['state'] } | null> {
  const rows = await db
    .select({ id: providerEvents.id, state: providerEvents.state })
    .from(providerEvents)
    .where(and(eq(providerEvents.provider, provider), eq(providerEvents.eventId, eventId)));
  return rows[0] ?? null;
}

export async function lockProviderEvent(db: Db, id: string): Promise<ProviderEventRow | null> {
  const rows = await db.select().from(providerEvents).where(eq(providerEvents.id, id)).for('update');
  return rows[0] ?? null;
}

export async function updateProviderEvent(
  db: Db,
  id: string,
  change: Partial<typeof providerEvents.$inferInsert>,
): Promise<void> {
  await db.update(providerEvents).set(change).where(eq(providerEvents.id, id));
}

/** Stored events whose time has come, oldest first; those that announce a mail are fetched apart. */
export async function listDueEvents(db: Db, now: Date, limit: number): Promise<{ id: string }[]> {
  return db
    .select({ id: providerEvents.id })
    .from(providerEvents)
    .where(
      and(
        eq(providerEvents.state, 'stored'),
        ne(providerEvents.kind, 'email.received'),
        lte(providerEvents.nextTryAt, now),
      ),
    )
    .orderBy(asc(providerEvents.nextTryAt), asc(providerEvents.id))
    .limit(limit);
}

/** Takes due events whose mail is to be fetched: counted and put off, so that no other process fetches the same. */
export async function claimFetches(db: Db, of: { now: Date; until: Date; limit: number }): Promise<ProviderEventRow[]> {
  const due = await db
    .select({ id: providerEvents.id })
    .from(providerEvents)
    .where(
      and(
        eq(providerEvents.state, 'stored'),
        eq(providerEvents.kind, 'email.received'),
        lte(providerEvents.nextTryAt, of.now),
      ),
    )
    .orderBy(asc(providerEvents.nextTryAt), asc(providerEvents.id))
    .limit(of.limit)
    .for('update', { skipLocked: true });
  if (due.length === 0) return [];
  return db
    .update(providerEvents)
    .set({ nextTryAt: of.until, attempts: sql`${providerEvents.attempts} + 1` })
    .where(
      among(
        providerEvents.id,
        due.map((row) => row.id),
      ),
    )
    .returning();
}
