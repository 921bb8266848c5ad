import { and, eq, isNotNull, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Why } from '../../domain/why.ts';
import type { Db } from '../db.ts';
import { among } from '../rows.ts';
import { departures, enrollments, messages, stepSkips, suppressions, tasks, threads, winBacks } from '../schema.ts';

/** People of a campaign; with a version those who are in it now. */
export interface Cohort {
  campaignId: string;
  versionId: string | null;
}

const number = sql<number>`count(*)::int`;

function inCohort({ campaignId, versionId }: Cohort) {
  return and(
    eq(enrollments.campaignId, campaignId),
    versionId === null ? undefined : eq(enrollments.versionId, versionId),
  );
}

/** Letters of each step, by what became of them. */
export async function countLettersBySteps(db: Db, cohort: Cohort) {
  const has = (column: PgColumn) => sql<number>`count(${column})::int`;
  const inState = (state: string) => sql<number>`(count(*) filter (where ${messages.state} = ${state}))::int`;
  return db
    .select({
      step: messages.stepKey,
      waiting: inState('queued'),
      failed: inState('failed'),
      accepted: has(messages.acceptedAt),
      delivered: has(messages.deliveredAt),
      bounced: has(messages.bouncedAt),
    })
    .from(messages)
    .innerJoin(enrollments, eq(enrollments.id, messages.enrollmentId))
    .where(inCohort(cohort))
    .groupBy(messages.stepKey);
}

/** Conversations that letters of each step opened: one begins with an answer. */
export async function countAnswersBySteps(db: Db, cohort: Cohort) {
  return db
    .select({ step: messages.stepKey, count: number })
    .from(threads)
    .innerJoin(messages, eq(messages.id, threads.openedByMessageId))
    .innerJoin(enrollments, eq(enrollments.id, messages.enrollmentId))
    .where(and(inCohort(cohort), isNotNull(threads.lastReplyAt)))
    .groupBy(messages.stepKey);
}

/** People who asked to stop, by the step whose letter they had in hand. */
export async function countStopsBySteps(db: Db, cohort: Cohort) {
  return db
    .select({ step: messages.stepKey, count: sql<number>`count(distinct ${messages.contactId})::int` })
    .from(suppressions)
    .innerJoin(messages, eq(messages.id, suppressions.messageId))
    .innerJoin(enrollments, eq(enrollments.id, messages.enrollmentId))
    .where(and(inCohort(cohort), sql`${suppressions.reason} in ('unsubscribed', 'replied_stop', 'complained')`))
    .groupBy(messages.stepKey);
}

export async function countSkipsBySteps(db: Db, cohort: Cohort) {
  const code = sql<Why['code'] | null>`${stepSkips.why} -> 0 ->> 'code'`;
  return db
    .select({ step: stepSkips.stepKey, code, count: number })
    .from(stepSkips)
    .innerJoin(enrollments, eq(enrollments.id, stepSkips.enrollmentId))
    .where(inCohort(cohort))
    .groupBy(stepSkips.stepKey, sql`2`)
    .orderBy(sql`3 desc`, sql`2`);
}

export async function countTasksBySteps(db: Db, cohort: Cohort) {
  return db
    .select({ step: tasks.stepKey, state: tasks.state, count: number })
    .from(tasks)
    .innerJoin(enrollments, eq(enrollments.id, tasks.enrollmentId))
    .where(and(inCohort(cohort), isNotNull(tasks.stepKey)))
    .groupBy(tasks.stepKey, tasks.state);
}

/** Letters that have left since an instant, by campaign. */
export async function countLettersSince(db: Db, campaignIds: readonly string[], since: Date) {
  return db
    .select({ campaignId: messages.campaignId, count: number })
    .from(messages)
    .where(
      and(among(messages.campaignId, campaignIds), sql`${messages.acceptedAt} >= ${since.toISOString()}::timestamptz`),
    )
    .groupBy(messages.campaignId);
}

export async function countAnswers(db: Db, campaignIds: readonly string[]) {
  return db
    .select({ campaignId: messages.campaignId, count: number })
    .from(threads)
    .innerJoin(messages, eq(messages.id, threads.openedByMessageId))
    .where(and(among(messages.campaignId, campaignIds), isNotNull(threads.lastReplyAt)))
    .groupBy(messages.campaignId);
}

/** Clients who came back from a departure for which somebody was in the campaign. */
export async function countWinBacksOf(db: Db, campaignIds: readonly string[]) {
  return db
    .select({ campaignId: enrollments.campaignId, count: sql<number>`count(distinct ${winBacks.id})::int` })
    .from(winBacks)
    .innerJoin(departures, eq(departures.id, winBacks.departureId))
    .innerJoin(enrollments, eq(enrollments.departureId, departures.id))
    .where(among(enrollments.campaignId, campaignIds))
    .groupBy(enrollments.campaignId);
}
