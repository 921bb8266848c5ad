import { and, asc, eq, inArray, ne, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { lockEnrollments } from '../enrollments/enrollments.ts';
import { among } from '../rows.ts';
import { clients, contacts, enrollments } from '../schema.ts';

const open = inArray(enrollments.state, ['active', 'held']);

/**
 * Locks the next open enrollments of a campaign that are in another version than this one, in the order of their ids, and
 * answers how they stand under the lock; `last` is where to go on, null when there are no more.
 */
export async function lockOutsideVersion(
  db: Db,
  of: { campaignId: string; versionId: string },
  after: string | null,
  limit: number,
): Promise<{ rows: { id: string; state: string }[]; last: string | null }> {
  const outside = and(open, eq(enrollments.campaignId, of.campaignId), ne(enrollments.versionId, of.versionId));
  const found = await db
    .select({ id: enrollments.id })
    .from(enrollments)
    .where(and(outside, after === null ? undefined : sql`${enrollments.id} > ${after}::uuid`))
    .orderBy(asc(enrollments.id))
    .limit(limit);
  const ids = found.map((row) => row.id);
  await lockEnrollments(db, ids);
  const rows = await db
    .select({ id: enrollments.id, state: enrollments.state })
    .from(enrollments)
    .where(and(outside, among(enrollments.id, ids)))
    .orderBy(asc(enrollments.id));
  return { rows, last: found.length < limit ? null : ids.at(-1)! };
}

/** Lets locked enrollments go on in another version. */
export async function markMoved(db: Db, ids: readonly string[], versionId: string, now: Date): Promise<void> {
  if (ids.length === 0) return;
  await db.update(enrollments).set({ versionId, updatedAt: now }).where(among(enrollments.id, ids));
}

/** Whom an enrollment concerns, by name. */
export async function listNamesOf(db: Db, enrollmentIds: readonly string[]) {
  return db
    .select({
      enrollmentId: enrollments.id,
      client: clients.name,
      contact: sql<string>`coalesce(nullif(trim(concat_ws(' ', ${contacts.firstName}, ${contacts.lastName})), ''), ${contacts.email}, '')`,
    })
    .from(enrollments)
    .innerJoin(contacts, eq(contacts.id, enrollments.contactId))
    .innerJoin(clients, eq(clients.id, enrollments.clientId))
    .where(among(enrollments.id, enrollmentIds));
}
