import { and, asc, desc, eq, isNull, ne, or, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import {
  activities,
  clients,
  contacts,
  departures,
  highlights,
  inboundMails,
  messageCopies,
  messages,
  replies,
  tasks,
  users,
} from '../schema.ts';
import type { ThreadRow } from '../threads.ts';

/** The letters of a conversation with their exact copies, in the order in which they left. */
export async function listThreadLetters(db: Db, thread: Pick<ThreadRow, 'id' | 'openedByMessageId'>) {
  return db
    .select({
      id: messages.id,
      kind: messages.kind,
      state: messages.state,
      queuedAt: messages.queuedAt,
      acceptedAt: messages.acceptedAt,
      copyId: messageCopies.messageId,
      fromName: messageCopies.fromName,
      fromAddress: messageCopies.fromAddress,
      toAddress: messageCopies.toAddress,
      subject: messageCopies.subject,
      text: messageCopies.text,
    })
    .from(messages)
    .leftJoin(messageCopies, eq(messageCopies.messageId, messages.id))
    .where(
      and(
        ne(messages.kind, 'answer'),
        or(
          eq(messages.threadId, thread.id),
          thread.openedByMessageId === null ? undefined : eq(messages.id, thread.openedByMessageId),
        ),
      ),
    )
    .orderBy(sql`coalesce(${messages.acceptedAt}, ${messages.queuedAt})`, asc(messages.id))
    .limit(200);
}

/** The answers of the other side in the order in which they came, each with what is known of its mail. */
export async function listThreadReplies(db: Db, threadId: string) {
  return db
    .select({
      reply: replies,
      subject: inboundMails.subject,
      fromName: inboundMails.fromName,
      isKept: sql<boolean>`${inboundMails.raw} is not null`,
      attachments: inboundMails.attachments,
      authentication: inboundMails.authentication,
    })
    .from(replies)
    .innerJoin(inboundMails, eq(inboundMails.id, replies.inboundMailId))
    .where(eq(replies.threadId, threadId))
    .orderBy(asc(replies.receivedAt), asc(replies.id))
    .limit(500);
}

/** What was logged with a client since a conversation began, with the name of whoever did. */
export async function listThreadActivities(db: Db, thread: Pick<ThreadRow, 'clientId' | 'openedAt'>) {
  return db
    .select({
      id: activities.id,
      kind: activities.kind,
      at: activities.happenedAt,
      text: activities.text,
      by: users.name,
    })
    .from(activities)
    .leftJoin(users, sql`${activities.by} = 'user:' || ${users.id}`)
    .where(
      and(
        eq(activities.clientId, thread.clientId),
        sql`${activities.happenedAt} >= ${thread.openedAt.toISOString()}::timestamptz - interval '1 day'`,
      ),
    )
    .orderBy(asc(activities.happenedAt), asc(activities.id))
    .limit(200);
}

/** What a rep should have in front of them: who the client is, why they left, who else is there, what is to be done. */
export async function findClientFacts(db: Db, clientId: string, contactId: string) {
  const [client] = await db
    .select({
      id: clients.id,
      name: clients.name,
      domain: clients.domain,
      country: clients.country,
      state: clients.state,
      clientSince: clients.clientSince,
      annualValueAmount: clients.annualValueAmount,
      annualValueCurrency: clients.annualValueCurrency,
      ownerId: clients.ownerId,
      ownerName: users.name,
      timezone: clients.timezone,
    })
    .from(clients)
    .leftJoin(users, eq(users.id, clients.ownerId))
    .where(eq(clients.id, clientId));
  const people = await db
    .select({
      id: contacts.id,
      email: contacts.email,
      firstName: contacts.firstName,
      lastName: contacts.lastName,
      role: contacts.role,
      notes: contacts.notes,
      phone: contacts.phone,
      timezone: contacts.timezone,
    })
    .from(contacts)
    .where(and(eq(contacts.clientId, clientId), isNull(contacts.erasedAt)))
    .orderBy(asc(contacts.createdAt), asc(contacts.id))
    .limit(50);
  const open = and(eq(tasks.clientId, clientId), eq(tasks.state, 'open'));
  const openTasks = await db
    .select({ id: tasks.id, kind: tasks.kind, title: tasks.title, dueOn: tasks.dueOn, ownerId: tasks.ownerId })
    .from(tasks)
    .where(open)
    .orderBy(asc(tasks.dueOn), asc(tasks.id))
    .limit(20);
  const [count] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(tasks)
    .where(open);
  return {
    client: client ?? null,
    departure: await findLastDeparture(db, clientId),
    contact: people.find((one) => one.id === contactId) ?? null,
    people,
    tasks: openTasks,
    openTasks: count?.count ?? 0,
  };
}

async function findLastDeparture(db: Db, clientId: string) {
  const [departure] = await db
    .select({
      id: departures.id,
      departedOn: departures.departedOn,
      reason: departures.reason,
      reasonDetail: departures.reasonDetail,
      fault: departures.fault,
      wouldReturnIf: departures.wouldReturnIf,
    })
    .from(departures)
    .where(and(eq(departures.clientId, clientId), isNull(departures.undoneAt)))
    .orderBy(desc(departures.departedOn), desc(departures.id))
    .limit(1);
  if (departure === undefined) return null;
  const told = await db
    .select({ text: highlights.text })
    .from(highlights)
    .where(eq(highlights.departureId, departure.id))
    .orderBy(asc(highlights.position));
  return { ...departure, highlights: told.map((row) => row.text) };
}

export async function findClientName(db: Db, clientId: string): Promise<string | null> {
  const rows = await db.select({ name: clients.name }).from(clients).where(eq(clients.id, clientId));
  return rows[0]?.name ?? null;
}
