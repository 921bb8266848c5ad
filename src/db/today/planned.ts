import { and, asc, eq, gte, lt, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { campaigns, clients, contacts, enrollments } from '../schema.ts';
import { clientColumns, contactName, isOneOf, type Owners } from './today.ts';

/** Enrollments that the planner looks at in a span of time, the first one at the front. */
export async function listDueEnrollments(
  db: Db,
  owners: Owners,
  span: { from: Date | null; until: Date | null },
  limit: number,
) {
  return db
    .select({
      enrollmentId: enrollments.id,
      ...clientColumns,
      contactId: contacts.id,
      contactName,
      campaign: campaigns.slug,
    })
    .from(enrollments)
    .innerJoin(campaigns, eq(campaigns.id, enrollments.campaignId))
    .innerJoin(clients, eq(clients.id, enrollments.clientId))
    .innerJoin(contacts, eq(contacts.id, enrollments.contactId))
    .where(isDue(owners, span))
    .orderBy(asc(enrollments.nextActionAt), asc(enrollments.id))
    .limit(limit);
}

export async function countDueEnrollments(db: Db, owners: Owners, span: { from: Date | null; until: Date | null }) {
  const [row] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(enrollments)
    .innerJoin(clients, eq(clients.id, enrollments.clientId))
    .where(isDue(owners, span));
  return row?.count ?? 0;
}

function isDue(owners: Owners, { from, until }: { from: Date | null; until: Date | null }) {
  return and(
    eq(enrollments.state, 'active'),
    from === null ? undefined : gte(enrollments.nextActionAt, from),
    until === null ? undefined : lt(enrollments.nextActionAt, until),
    isOneOf(clients.ownerId, owners),
  );
}
