import { and, between, count, eq, gte, inArray, isNotNull, isNull, lt, sql } from 'drizzle-orm';
import type { Money } from '../../domain/client.ts';
import type { Db } from '../db.ts';
import { clients, departures, enrollments, messages, replies, suppressions, winBacks } from '../schema.ts';

/** A span of days, and the instants at which it begins and is over. */
export interface Period {
  from: string;
  to: string;
  begin: Date;
  end: Date;
}

const number = sql<number>`count(*)::int`;

/** Who left, by the day they left; departures that were undone did not happen. */
export async function countDepartures(db: Db, { from, to }: Period) {
  const within = and(between(departures.departedOn, from, to), isNull(departures.undoneAt));
  const [all] = await db
    .select({ count: number, earliestOn: sql<string | null>`min(${departures.departedOn})::text` })
    .from(departures)
    .where(within);
  const valueLost = await db
    .select({ amount: sum(departures.annualValueAmount), currency: departures.annualValueCurrency })
    .from(departures)
    .where(and(within, isNotNull(departures.annualValueCurrency)))
    .groupBy(departures.annualValueCurrency);
  return { count: all?.count ?? 0, earliestOn: all?.earliestOn ?? null, valueLost: amounts(valueLost) };
}

export async function countWinBacks(db: Db, { from, to }: Period) {
  const within = between(winBacks.wonBackOn, from, to);
  const [all] = await db
    .select({ count: number, afterReply: sql<number>`count(*) filter (where ${winBacks.repliedBefore})::int` })
    .from(winBacks)
    .where(within);
  const value = await db
    .select({ amount: sum(winBacks.annualValueAmount), currency: winBacks.annualValueCurrency })
    .from(winBacks)
    .where(and(within, isNotNull(winBacks.annualValueCurrency)))
    .groupBy(winBacks.annualValueCurrency);
  return { count: all?.count ?? 0, afterReply: all?.afterReply ?? 0, value: amounts(value) };
}

/** Clients who left in the period, held out or drawn to be written to, and how many of them came back since. */
export async function countArms(db: Db, { from, to }: Period) {
  const rows = await db
    .select({
      heldOut: clients.heldOut,
      clients: sql<number>`count(distinct ${clients.id})::int`,
      wonBack: sql<number>`count(distinct ${winBacks.clientId})::int`,
    })
    .from(departures)
    .innerJoin(clients, eq(clients.id, departures.clientId))
    .leftJoin(winBacks, eq(winBacks.departureId, departures.id))
    .where(
      and(
        between(departures.departedOn, from, to),
        isNull(departures.undoneAt),
        eq(departures.pursue, true),
        isNotNull(clients.heldOut),
      ),
    )
    .groupBy(clients.heldOut);
  const arm = (heldOut: boolean) => {
    const found = rows.find((row) => row.heldOut === heldOut);
    return { clients: found?.clients ?? 0, wonBack: found?.wonBack ?? 0 };
  };
  return { heldOut: arm(true), written: arm(false) };
}

export async function countReplies(db: Db, { begin, end }: Period): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(replies)
    .where(and(gte(replies.receivedAt, begin), lt(replies.receivedAt, end)));
  return row?.count ?? 0;
}

/** Letters of the period, by what they are and what became of them; one that waits counts when it was queued. */
export async function countLetters(db: Db, { begin, end }: Period) {
  const at = sql`coalesce(${messages.acceptedAt}, ${messages.queuedAt})`;
  return db
    .select({ kind: messages.kind, state: messages.state, count: number })
    .from(messages)
    .where(and(sql`${at} >= ${begin.toISOString()}::timestamptz`, sql`${at} < ${end.toISOString()}::timestamptz`))
    .groupBy(messages.kind, messages.state)
    .orderBy(messages.kind, messages.state);
}

/** People who asked us to stop, whichever way, and letters that were called spam. */
export async function countStops(db: Db, { begin, end }: Period) {
  const [stopped] = await db
    .select({ count: count() })
    .from(suppressions)
    .where(
      and(
        inArray(suppressions.reason, ['unsubscribed', 'replied_stop']),
        gte(suppressions.createdAt, begin),
        lt(suppressions.createdAt, end),
      ),
    );
  const [complained] = await db
    .select({ count: count() })
    .from(messages)
    .where(and(gte(messages.complainedAt, begin), lt(messages.complainedAt, end)));
  return { unsubscribes: stopped?.count ?? 0, complaints: complained?.count ?? 0 };
}

/** Enrollments that are open now. */
export async function countOpenEnrollments(db: Db) {
  return db
    .select({ state: enrollments.state, count: number })
    .from(enrollments)
    .where(inArray(enrollments.state, ['active', 'held']))
    .groupBy(enrollments.state)
    .orderBy(enrollments.state);
}

function sum(column: typeof departures.annualValueAmount | typeof winBacks.annualValueAmount) {
  return sql<number>`sum(${column})`.mapWith(Number);
}

/** The largest first. */
function amounts(rows: readonly { amount: number; currency: string | null }[]): Money[] {
  return rows
    .flatMap(({ amount, currency }) => (currency === null ? [] : [{ amount, currency }]))
    .toSorted((a, b) => b.amount - a.amount || (a.currency < b.currency ? -1 : 1));
}
