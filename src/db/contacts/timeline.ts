import { and, asc, desc, eq, inArray, isNull, or } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { among } from '../rows.ts';
import {
  activities,
  auditLog,
  campaigns,
  contacts,
  clients,
  deferrals,
  departures,
  enrollments,
  messageCopies,
  messages,
  replies,
  stepSkips,
  tasks,
  users,
  winBacks,
} from '../schema.ts';

export async function findContactWithZone(db: Db, contactId: string) {
  const [row] = await db
    .select({
      id: contacts.id,
      clientId: contacts.clientId,
      email: contacts.email,
      timezone: contacts.timezone,
      clientZone: clients.timezone,
      clientName: clients.name,
    })
    .from(contacts)
    .innerJoin(clients, eq(clients.id, contacts.clientId))
    .where(eq(contacts.id, contactId));
  return row ?? null;
}

/** People with this address, each with their client. */
export async function listContactsByEmail(db: Db, email: string) {
  return db
    .select({ id: contacts.id, clientId: contacts.clientId, clientName: clients.name, clientState: clients.state })
    .from(contacts)
    .innerJoin(clients, eq(clients.id, contacts.clientId))
    .where(and(eq(contacts.email, email), isNull(contacts.erasedAt)))
    .orderBy(asc(contacts.createdAt), asc(contacts.id));
}

/** The people at a client with what their part of its story needs, in the order in which they were added. */
export async function listPeopleOfClient(db: Db, clientId: string) {
  return db
    .select({ id: contacts.id, timezone: contacts.timezone })
    .from(contacts)
    .where(eq(contacts.clientId, clientId))
    .orderBy(asc(contacts.createdAt), asc(contacts.id))
    .limit(200);
}

/** The enrollments of these people, the latest first, each with the slug of its campaign. */
export async function listEnrollmentsOf(db: Db, contactIds: readonly string[]) {
  const rows = await db
    .select({ enrollment: enrollments, campaign: campaigns.slug })
    .from(enrollments)
    .innerJoin(campaigns, eq(campaigns.id, enrollments.campaignId))
    .where(among(enrollments.contactId, contactIds))
    .orderBy(desc(enrollments.startedAt), desc(enrollments.id));
  return rows.map(({ enrollment, campaign }) => ({ ...enrollment, campaign }));
}

/** A contact's enrollments, the latest first. */
export async function listEnrollmentsOfContact(db: Db, contactId: string) {
  return listEnrollmentsOf(db, [contactId]);
}

const most = 1000;
const decisions = ['hold-enrollment', 'resume-enrollment', 'enroll-contact', 'undo-win-back'];

/** Everything that has happened between us and these people of a client, by kind; each list in the order of time. */
export async function listHistory(
  db: Db,
  of: { clientId: string; contactIds: readonly string[] },
  enrollmentIds: readonly string[],
) {
  const { clientId, contactIds } = of;
  const [letters, taskRows, skips, deferred, answers, left, back, talks, deeds] = await Promise.all([
    db
      .select({ message: messages, subject: messageCopies.subject })
      .from(messages)
      .leftJoin(messageCopies, eq(messageCopies.messageId, messages.id))
      .where(among(messages.contactId, contactIds))
      .orderBy(asc(messages.queuedAt))
      .limit(most),
    db.select().from(tasks).where(eq(tasks.clientId, clientId)).orderBy(asc(tasks.createdAt)).limit(most),
    db
      .select()
      .from(stepSkips)
      .where(among(stepSkips.enrollmentId, enrollmentIds))
      .orderBy(asc(stepSkips.skippedAt))
      .limit(most),
    db
      .select()
      .from(deferrals)
      .where(among(deferrals.enrollmentId, enrollmentIds))
      .orderBy(asc(deferrals.deferredAt))
      .limit(most),
    db
      .select({
        id: replies.id,
        contactId: replies.contactId,
        receivedAt: replies.receivedAt,
        threadId: replies.threadId,
        visibleText: replies.visibleText,
      })
      .from(replies)
      .where(among(replies.contactId, contactIds))
      .orderBy(asc(replies.receivedAt))
      .limit(most),
    db.select().from(departures).where(eq(departures.clientId, clientId)).orderBy(asc(departures.recordedAt)),
    db.select().from(winBacks).where(eq(winBacks.clientId, clientId)).orderBy(asc(winBacks.recordedAt)),
    db
      .select()
      .from(activities)
      .where(eq(activities.clientId, clientId))
      .orderBy(asc(activities.happenedAt))
      .limit(most),
    db
      .select()
      .from(auditLog)
      .where(
        and(
          inArray(auditLog.action, decisions),
          or(
            and(eq(auditLog.subjectKind, 'enrollment'), among(auditLog.subjectId, enrollmentIds, 'text')),
            and(eq(auditLog.subjectKind, 'client'), eq(auditLog.subjectId, clientId)),
          ),
        ),
      )
      .orderBy(asc(auditLog.at))
      .limit(most),
  ]);
  return {
    messages: letters.map(({ message, subject }) => ({ ...message, subject })),
    tasks: taskRows,
    skips,
    deferrals: deferred,
    replies: answers,
    departures: left,
    winBacks: back,
    activities: talks,
    deeds,
  };
}
export type History = Awaited<ReturnType<typeof listHistory>>;

/** The names behind `user:<id>`. */
export async function listActorNames(db: Db, actors: readonly string[]): Promise<Map<string, string>> {
  const ids = [...new Set(actors.flatMap((actor) => (actor.startsWith('user:') ? [actor.slice(5)] : [])))];
  if (ids.length === 0) return new Map();
  const rows = await db.select({ id: users.id, name: users.name }).from(users).where(among(users.id, ids));
  return new Map(rows.map((row) => [`user:${row.id}`, row.name]));
}
