import { and, asc, desc, eq, inArray, isNull } from 'drizzle-orm';
import type { Db } from '../db.ts';
import {
  contacts,
  clients,
  deferrals,
  departures,
  enrollments,
  messages,
  replies,
  stepSkips,
  tasks,
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

/** A contact's enrollments, the latest first. */
export async function listEnrollmentsOfContact(db: Db, contactId: string) {
  return db
    .select()
    .from(enrollments)
    .where(eq(enrollments.contactId, contactId))
    .orderBy(desc(enrollments.startedAt), desc(enrollments.id));
}

/** Everything that has happened between us and a contact, by kind; each list in the order of time. */
export async function listHistory(db: Db, contact: { id: string; clientId: string }, enrollmentIds: readonly string[]) {
  const ids = [...enrollmentIds];
  const ofEnrollments = ids.length > 0;
  return {
    messages: await db
      .select()
      .from(messages)
      .where(eq(messages.contactId, contact.id))
      .orderBy(asc(messages.queuedAt))
      .limit(1000),
    tasks: await db
      .select()
      .from(tasks)
      .where(eq(tasks.clientId, contact.clientId))
      .orderBy(asc(tasks.createdAt))
      .limit(1000),
    skips: ofEnrollments
      ? await db
          .select()
          .from(stepSkips)
          .where(inArray(stepSkips.enrollmentId, ids))
          .orderBy(asc(stepSkips.skippedAt))
          .limit(1000)
      : [],
    deferrals: ofEnrollments
      ? await db
          .select()
          .from(deferrals)
          .where(inArray(deferrals.enrollmentId, ids))
          .orderBy(asc(deferrals.deferredAt))
          .limit(1000)
      : [],
    replies: await db
      .select({ id: replies.id, receivedAt: replies.receivedAt, threadId: replies.threadId })
      .from(replies)
      .where(eq(replies.contactId, contact.id))
      .orderBy(asc(replies.receivedAt))
      .limit(1000),
    departures: await db
      .select()
      .from(departures)
      .where(eq(departures.clientId, contact.clientId))
      .orderBy(asc(departures.recordedAt)),
    winBacks: await db
      .select()
      .from(winBacks)
      .where(eq(winBacks.clientId, contact.clientId))
      .orderBy(asc(winBacks.recordedAt)),
  };
}
