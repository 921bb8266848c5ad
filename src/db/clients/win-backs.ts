import { and, desc, eq, isNotNull, isNull, lt, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import {
  clients,
  departures,
  messages,
  replies,
  segmentMembers,
  segments,
  tasks,
  threads,
  winBacks,
} from '../schema.ts';

export type WinBackRow = typeof winBacks.$inferSelect;

export async function insertWinBack(db: Db, row: typeof winBacks.$inferInsert): Promise<WinBackRow> {
  const [inserted] = await db.insert(winBacks).values(row).returning();
  if (!inserted) throw new Error('The win-back was not stored.');
  return inserted;
}

/** What a win-back has to know of the client; null when there is none. */
export async function findClientToWinBack(db: Db, clientId: string) {
  const rows = await db
    .select({
      id: clients.id,
      state: clients.state,
      timezone: clients.timezone,
      heldOut: clients.heldOut,
      departureId: departures.id,
      departedOn: departures.departedOn,
      noticeOn: departures.noticeOn,
    })
    .from(clients)
    .leftJoin(
      departures,
      and(eq(departures.clientId, clients.id), isNull(departures.endedAt), isNull(departures.undoneAt)),
    )
    .where(eq(clients.id, clientId));
  return rows[0] ?? null;
}

/**
 * What the report may claim: the last letter that had left before an instant (null: however late), and whether anybody
 * at the client had answered in this departure. A reply may bear an earlier time than its letter, so they are not compared.
 */
export async function findAttribution(
  db: Db,
  of: { clientId: string; departureId: string; before: Date | null },
): Promise<{ lastMessageId: string | null; repliedBefore: boolean }> {
  const { clientId, departureId, before } = of;
  const [last] = await db
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.clientId, clientId),
        eq(messages.departureId, departureId),
        isNotNull(messages.acceptedAt),
        before === null ? undefined : lt(messages.acceptedAt, before),
      ),
    )
    .orderBy(desc(messages.acceptedAt), desc(messages.id))
    .limit(1);
  const [answer] = await db
    .select({ id: replies.id })
    .from(replies)
    .innerJoin(threads, eq(threads.id, replies.threadId))
    .leftJoin(messages, eq(messages.id, threads.openedByMessageId))
    .where(
      and(
        eq(threads.clientId, clientId),
        // A thread that no letter opened (a mail of their own) counts for the departure during which it was written.
        sql`coalesce(${messages.departureId} = ${departureId}, ${replies.receivedAt} >= (select ${departures.recordedAt} from ${departures} where ${departures.id} = ${departureId}))`,
        before === null ? undefined : lt(replies.receivedAt, before),
      ),
    )
    .limit(1);
  return { lastMessageId: last?.id ?? null, repliedBefore: answer !== undefined };
}

/** False when the client is not departed (any more): of two win-backs at once one comes too late. */
export async function markClientWonBack(db: Db, clientId: string, now: Date): Promise<boolean> {
  const rows = await db
    .update(clients)
    .set({ state: 'won_back', updatedAt: now })
    .where(and(eq(clients.id, clientId), eq(clients.state, 'departed')))
    .returning({ id: clients.id });
  return rows.length === 1;
}

/** False when the departure was over already. */
export async function markDepartureEnded(db: Db, departureId: string, now: Date): Promise<boolean> {
  const rows = await db
    .update(departures)
    .set({ endedAt: now, updatedAt: now })
    .where(and(eq(departures.id, departureId), isNull(departures.endedAt), isNull(departures.undoneAt)))
    .returning({ id: departures.id });
  return rows.length === 1;
}

/** Ends the client's membership of a segment, if it is in it. */
export async function markMembershipEnded(
  db: Db,
  of: { slug: string; clientId: string },
  why: string,
  now: Date,
): Promise<void> {
  await db
    .update(segmentMembers)
    .set({ until: now, untilWhy: why })
    .where(
      and(
        eq(segmentMembers.clientId, of.clientId),
        isNull(segmentMembers.until),
        sql`${segmentMembers.segmentId} in (select ${segments.id} from ${segments} where ${segments.slug} = ${of.slug})`,
      ),
    );
}

/** Cancels the open tasks that steps made for this departure, whichever enrollment they belong to. */
export async function cancelStepTasks(db: Db, departureId: string, now: Date, by: string): Promise<void> {
  await db
    .update(tasks)
    .set({ state: 'canceled', completedAt: now, completedBy: by })
    .where(and(eq(tasks.departureId, departureId), eq(tasks.state, 'open'), isNotNull(tasks.stepKey)));
}

/** Whether a client ever came back. */
export async function hasWinBack(db: Db, clientId: string): Promise<boolean> {
  const rows = await db.select({ id: winBacks.id }).from(winBacks).where(eq(winBacks.clientId, clientId)).limit(1);
  return rows.length > 0;
}
