import { and, desc, eq } from 'drizzle-orm';
import type { EnrollmentState } from '../../domain/enrollment.ts';
import type { Why } from '../../domain/why.ts';
import type { Db } from '../db.ts';
import { isBeyond, type PageRequest } from '../page.ts';
import { campaigns, campaignVersions, clients, contacts, enrollments, messages, threads } from '../schema.ts';

const columns = { enrollment: enrollments, campaign: campaigns.slug, version: campaignVersions.version };

function select(db: Db) {
  return db
    .select(columns)
    .from(enrollments)
    .innerJoin(campaigns, eq(campaigns.id, enrollments.campaignId))
    .innerJoin(campaignVersions, eq(campaignVersions.id, enrollments.versionId));
}

export type EnrollmentRow = Awaited<ReturnType<typeof select>>[number];

export async function findEnrollment(db: Db, id: string): Promise<EnrollmentRow | null> {
  const rows = await select(db).where(eq(enrollments.id, id));
  return rows[0] ?? null;
}

/** The newest first. */
export async function listEnrollments(
  db: Db,
  filter: {
    contact?: string | undefined;
    client?: string | undefined;
    state?: EnrollmentState | undefined;
    campaign?: string | undefined;
  },
  page: PageRequest,
): Promise<EnrollmentRow[]> {
  return select(db)
    .where(
      and(
        filter.contact === undefined ? undefined : eq(enrollments.contactId, filter.contact),
        filter.client === undefined ? undefined : eq(enrollments.clientId, filter.client),
        filter.state === undefined ? undefined : eq(enrollments.state, filter.state),
        filter.campaign === undefined ? undefined : eq(campaigns.slug, filter.campaign),
        isBeyond(page, 'desc', enrollments.startedAt, enrollments.id),
      ),
    )
    .orderBy(desc(enrollments.startedAt), desc(enrollments.id))
    .limit(page.limit);
}

/** What a decision by hand has to know of an enrollment that is locked; null when there is none. */
export async function findHeldBy(db: Db, id: string) {
  const rows = await db
    .select({
      state: enrollments.state,
      clientId: enrollments.clientId,
      holdCode: enrollments.holdCode,
      threadState: threads.state,
      contactZone: contacts.timezone,
      clientZone: clients.timezone,
    })
    .from(enrollments)
    .innerJoin(contacts, eq(contacts.id, enrollments.contactId))
    .innerJoin(clients, eq(clients.id, enrollments.clientId))
    .leftJoin(threads, eq(threads.id, enrollments.holdThreadId))
    .where(eq(enrollments.id, id));
  return rows[0] ?? null;
}

/** What a person wrote when they held it, told until the planner has something newer to tell. */
export async function setNextWhy(db: Db, id: string, nextWhy: Why[]): Promise<void> {
  await db.update(enrollments).set({ nextWhy }).where(eq(enrollments.id, id));
}

/** The letters of an enrollment that are queued, the one due first at the front. */
export async function listQueuedOf(db: Db, enrollmentId: string) {
  return db
    .select({ id: messages.id, stepKey: messages.stepKey })
    .from(messages)
    .where(and(eq(messages.enrollmentId, enrollmentId), eq(messages.state, 'queued')))
    .orderBy(messages.dueAt, messages.id);
}

/** Somebody has looked at the first letter: it may leave. */
export async function markApproved(db: Db, id: string, now: Date): Promise<void> {
  await db.update(enrollments).set({ approvedAt: now, updatedAt: now }).where(eq(enrollments.id, id));
}
