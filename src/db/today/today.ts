import { and, asc, count, desc, eq, gte, inArray, isNotNull, isNull, lte, or, type SQL, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import type { Db } from '../db.ts';
import { clients, contacts, replies, tasks, threads, users, winBacks } from '../schema.ts';

/** Whose work is looked at: users' ids; null stands for the whole house. */
export type Owners = readonly string[] | null;

export const contactName = sql<string>`coalesce(nullif(concat_ws(' ', ${contacts.firstName}, ${contacts.lastName}), ''), ${contacts.email}, 'somebody')`;
export const clientColumns = { clientId: clients.id, clientName: clients.name };

/** The condition that a column names one of the owners. */
export function isOneOf(column: AnyPgColumn, owners: Owners): SQL | undefined {
  return owners === null ? undefined : inArray(column, [...owners]);
}

/** Users whom this one covers for on a day, the user included. */
export async function listOwnersFor(db: Db, userId: string, day: string): Promise<string[]> {
  const rows = await db
    .select({ id: users.id })
    .from(users)
    .where(
      and(
        eq(users.coverId, userId),
        or(isNotNull(users.awayFrom), isNotNull(users.awayUntil)),
        or(isNull(users.awayFrom), lte(users.awayFrom, day)),
        or(isNull(users.awayUntil), gte(users.awayUntil, day)),
      ),
    );
  return [userId, ...rows.map((row) => row.id)];
}

/** Conversations that wait for an answer, the one due first at the front. */
export async function listWaitingReplies(db: Db, owners: Owners, limit: number) {
  return db
    .select({
      threadId: threads.id,
      ...clientColumns,
      contactId: contacts.id,
      contactName,
      subject: threads.subject,
      text: sql<
        string | null
      >`(select left(r.visible_text, 300) from ${replies} r where r.thread_id = ${threads.id} order by r.received_at desc, r.id desc limit 1)`,
      lastReplyAt: threads.lastReplyAt,
      openedAt: threads.openedAt,
      answerDueAt: threads.answerDueAt,
      assignee: users.name,
    })
    .from(threads)
    .innerJoin(clients, eq(clients.id, threads.clientId))
    .innerJoin(contacts, eq(contacts.id, threads.contactId))
    .leftJoin(users, eq(users.id, threads.assigneeId))
    .where(waits(owners))
    .orderBy(sql`${threads.answerDueAt} asc nulls last`, asc(threads.lastReplyAt), asc(threads.id))
    .limit(limit);
}

export async function countWaitingReplies(db: Db, owners: Owners): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(threads)
    .innerJoin(clients, eq(clients.id, threads.clientId))
    .where(waits(owners));
  return row?.count ?? 0;
}

/** Somebody's: given to them, or of their client while given to nobody. */
function waits(owners: Owners) {
  const theirs =
    owners === null
      ? undefined
      : or(isOneOf(threads.assigneeId, owners), and(isNull(threads.assigneeId), isOneOf(clients.ownerId, owners)));
  return and(eq(threads.state, 'open'), theirs);
}

/** Open tasks due by a day but those that let a letter go, the longest due first. */
export async function listDueTasks(db: Db, owners: Owners, until: string, limit: number) {
  return db
    .select({
      id: tasks.id,
      kind: tasks.kind,
      title: tasks.title,
      detail: tasks.detail,
      ...clientColumns,
      contactId: contacts.id,
      contactName,
      contactPhone: contacts.phone,
      contactZone: sql<string | null>`coalesce(${contacts.timezone}, ${clients.timezone})`,
      departureId: tasks.departureId,
      enrollmentId: tasks.enrollmentId,
      dueOn: tasks.dueOn,
      owner: users.name,
    })
    .from(tasks)
    .innerJoin(clients, eq(clients.id, tasks.clientId))
    .leftJoin(contacts, eq(contacts.id, tasks.contactId))
    .leftJoin(users, eq(users.id, tasks.ownerId))
    .where(and(isDue(owners), lte(tasks.dueOn, until)))
    .orderBy(asc(tasks.dueOn), asc(tasks.id))
    .limit(limit);
}

export async function countDueTasks(db: Db, owners: Owners, days: { today: string; until: string }) {
  const [row] = await db
    .select({
      overdue: sql<number>`count(*) filter (where ${tasks.dueOn} < ${days.today}::date)::int`,
      today: sql<number>`count(*) filter (where ${tasks.dueOn} = ${days.today}::date)::int`,
      thisWeek: sql<number>`count(*) filter (where ${tasks.dueOn} > ${days.today}::date)::int`,
    })
    .from(tasks)
    .where(and(isDue(owners), lte(tasks.dueOn, days.until)));
  return row ?? { overdue: 0, today: 0, thisWeek: 0 };
}

function isDue(owners: Owners) {
  return and(eq(tasks.state, 'open'), sql`${tasks.kind} <> 'approve_letter'`, isOneOf(tasks.ownerId, owners));
}

/** Clients that came back on a day or later, the latest first. */
export async function listRecentWinBacks(db: Db, owners: Owners, since: string, limit: number) {
  return db
    .select({
      id: winBacks.id,
      ...clientColumns,
      wonBackOn: winBacks.wonBackOn,
      annualValueAmount: winBacks.annualValueAmount,
      annualValueCurrency: winBacks.annualValueCurrency,
      repliedBefore: winBacks.repliedBefore,
    })
    .from(winBacks)
    .innerJoin(clients, eq(clients.id, winBacks.clientId))
    .where(and(gte(winBacks.wonBackOn, since), isOneOf(clients.ownerId, owners)))
    .orderBy(desc(winBacks.wonBackOn), desc(winBacks.id))
    .limit(limit);
}

export async function countRecentWinBacks(db: Db, owners: Owners, since: string): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(winBacks)
    .innerJoin(clients, eq(clients.id, winBacks.clientId))
    .where(and(gte(winBacks.wonBackOn, since), isOneOf(clients.ownerId, owners)));
  return row?.count ?? 0;
}

export async function countDeparted(db: Db): Promise<number> {
  const [row] = await db.select({ count: count() }).from(clients).where(eq(clients.state, 'departed'));
  return row?.count ?? 0;
}
