import { and, desc, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { bases, departures, enrollments } from '../schema.ts';

/** The basis that counts for a contact: the latest; null when none is on record. */
export async function findBasis(db: Db, contactId: string) {
  const rows = await db
    .select()
    .from(bases)
    .where(eq(bases.contactId, contactId))
    .orderBy(desc(bases.recordedAt), desc(bases.id))
    .limit(1);
  return rows[0] ?? null;
}

export async function insertBasis(db: Db, row: typeof bases.$inferInsert): Promise<void> {
  await db.insert(bases).values(row);
}

/**
 * Opens the contact's latest enrollment again that had ended only because the right to write was ending (the farewell,
 * or the day itself), while the departure still stands and no other enrollment in its campaign is open. Answers its id.
 */
export async function reopenAfterFarewell(db: Db, contactId: string, now: Date): Promise<string | null> {
  const [last] = await db
    .select({ id: enrollments.id })
    .from(enrollments)
    .innerJoin(departures, eq(departures.id, enrollments.departureId))
    .where(
      and(
        eq(enrollments.contactId, contactId),
        or(
          eq(enrollments.state, 'completed'),
          and(eq(enrollments.state, 'exited'), eq(enrollments.exitCode, 'basis_expired')),
        ),
        isNull(departures.undoneAt),
        isNull(departures.endedAt),
        sql`not exists (select 1 from enrollments o where o.contact_id = ${enrollments.contactId}
          and o.campaign_id = ${enrollments.campaignId} and o.state in ('active', 'held'))`,
      ),
    )
    .orderBy(desc(enrollments.endedAt), desc(enrollments.id))
    .limit(1)
    .for('update', { of: enrollments });
  if (last === undefined) return null;
  const rows = await db
    .update(enrollments)
    .set({ state: 'active', exitCode: null, exitWhy: null, endedAt: null, nextActionAt: now, updatedAt: now })
    .where(and(eq(enrollments.id, last.id), inArray(enrollments.state, ['completed', 'exited'])))
    .returning({ id: enrollments.id });
  return rows[0]?.id ?? null;
}
