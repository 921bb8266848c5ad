import { and, asc, eq, inArray, isNotNull, lte, or, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { campaigns, clients, contacts, enrollments, messages, tasks } from '../schema.ts';
import { clientColumns, contactName, isOneOf, type Owners } from './today.ts';

/** What only a person can decide. Each list is read with one row more than is shown, and counted apart. */

const enrollmentColumns = {
  ...clientColumns,
  contactId: contacts.id,
  contactName,
  campaign: campaigns.slug,
  enrollmentId: enrollments.id,
  step: enrollments.nextStepKey,
};

/** First letters that wait for a look, by the tasks that ask for it. */
export async function listApprovals(db: Db, owners: Owners, limit: number) {
  return db
    .select({
      ...enrollmentColumns,
      taskId: tasks.id,
      stepKey: tasks.stepKey,
      since: tasks.createdAt,
      dueOn: tasks.dueOn,
    })
    .from(tasks)
    .innerJoin(enrollments, eq(enrollments.id, tasks.enrollmentId))
    .innerJoin(campaigns, eq(campaigns.id, enrollments.campaignId))
    .innerJoin(clients, eq(clients.id, tasks.clientId))
    .innerJoin(contacts, eq(contacts.id, enrollments.contactId))
    .where(and(asksForLook, isOneOf(tasks.ownerId, owners)))
    .orderBy(asc(tasks.dueOn), asc(tasks.id))
    .limit(limit);
}

const asksForLook = and(eq(tasks.state, 'open'), eq(tasks.kind, 'approve_letter'));

/** Enrollments on hold without an end, whose day of review has come. */
export async function listReviews(db: Db, owners: Owners, today: string, limit: number) {
  return db
    .select({
      ...enrollmentColumns,
      since: enrollments.heldAt,
      updatedAt: enrollments.updatedAt,
      holdCode: enrollments.holdCode,
      reviewOn: enrollments.holdReviewOn,
      nextWhy: enrollments.nextWhy,
    })
    .from(enrollments)
    .innerJoin(campaigns, eq(campaigns.id, enrollments.campaignId))
    .innerJoin(clients, eq(clients.id, enrollments.clientId))
    .innerJoin(contacts, eq(contacts.id, enrollments.contactId))
    .where(and(toReview(today), isOneOf(clients.ownerId, owners)))
    .orderBy(asc(enrollments.holdReviewOn), asc(enrollments.id))
    .limit(limit);
}

/** A reply has its conversation, which waits elsewhere. A first letter on hold waits for a look from the beginning. */
function toReview(today: string) {
  return and(
    eq(enrollments.state, 'held'),
    sql`${enrollments.holdUntil} is null`,
    sql`(${enrollments.holdCode} <> 'replied' or ${enrollments.holdThreadId} is null)`,
    or(
      lte(enrollments.holdReviewOn, today),
      and(
        eq(enrollments.holdCode, 'held'),
        sql`not exists (select 1 from ${messages} m where m.departure_id = "enrollments"."departure_id" and m.state <> 'canceled')`,
      ),
    ),
  );
}

/** Letters that could not be handed over, and those of which nobody knows whether they left. */
export async function listStuckLetters(db: Db, owners: Owners, limit: number) {
  return db
    .select({
      ...clientColumns,
      contactId: contacts.id,
      contactName,
      messageId: messages.id,
      state: messages.state,
      step: messages.stepKey,
      enrollmentId: messages.enrollmentId,
      since: messages.queuedAt,
      errorCode: messages.errorCode,
      errorText: messages.errorText,
      why: messages.why,
    })
    .from(messages)
    .innerJoin(clients, eq(clients.id, messages.clientId))
    .innerJoin(contacts, eq(contacts.id, messages.contactId))
    .where(and(inArray(messages.state, ['failed', 'uncertain']), isOneOf(clients.ownerId, owners)))
    .orderBy(asc(messages.queuedAt), asc(messages.id))
    .limit(limit);
}

/** Enrollments whose letter lacks a value. */
export async function listMissingValues(db: Db, owners: Owners, limit: number) {
  return db
    .select({ ...enrollmentColumns, since: enrollments.updatedAt, nextWhy: enrollments.nextWhy })
    .from(enrollments)
    .innerJoin(campaigns, eq(campaigns.id, enrollments.campaignId))
    .innerJoin(clients, eq(clients.id, enrollments.clientId))
    .innerJoin(contacts, eq(contacts.id, enrollments.contactId))
    .where(and(lacksValue, isOneOf(clients.ownerId, owners)))
    .orderBy(asc(enrollments.updatedAt), asc(enrollments.id))
    .limit(limit);
}

const lacksValue = and(
  eq(enrollments.state, 'active'),
  isNotNull(enrollments.nextWhy),
  sql`${enrollments.nextWhy} @> '[{"code": "missing_value"}]'::jsonb`,
);

const number = sql<number>`count(*)::int`;

export async function countDecisions(db: Db, owners: Owners, today: string): Promise<number> {
  const [looks] = await db
    .select({ count: number })
    .from(tasks)
    .where(and(asksForLook, isOneOf(tasks.ownerId, owners)));
  const [reviews] = await db
    .select({ count: number })
    .from(enrollments)
    .innerJoin(clients, eq(clients.id, enrollments.clientId))
    .where(and(toReview(today), isOneOf(clients.ownerId, owners)));
  const [stuck] = await db
    .select({ count: number })
    .from(messages)
    .innerJoin(clients, eq(clients.id, messages.clientId))
    .where(and(inArray(messages.state, ['failed', 'uncertain']), isOneOf(clients.ownerId, owners)));
  const [missing] = await db
    .select({ count: number })
    .from(enrollments)
    .innerJoin(clients, eq(clients.id, enrollments.clientId))
    .where(and(lacksValue, isOneOf(clients.ownerId, owners)));
  return [looks, reviews, stuck, missing].reduce((sum, row) => sum + (row?.count ?? 0), 0);
}
