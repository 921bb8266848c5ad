import { and, asc, between, desc, eq, gte, inArray, isNotNull, isNull, lt, sql } from 'drizzle-orm';
import type { Reason } from '../../domain/departure.ts';
import type { MessageKind, MessageState } from '../../domain/message.ts';
import type { Db } from '../db.ts';
import { isBeyond, type PageRequest } from '../page.ts';
import {
  clients,
  contacts,
  departures,
  messageCopies,
  messages,
  replies,
  suppressions,
  threads,
  winBacks,
} from '../schema.ts';
import type { Period } from './reports.ts';

/** What stands behind the numbers of the summary, the newest first: the same conditions as the counts. */

const contactName = sql<string>`coalesce(nullif(concat_ws(' ', ${contacts.firstName}, ${contacts.lastName}), ''), ${contacts.email}, 'somebody')`;

export async function listDepartedIn(
  db: Db,
  { from, to }: Period,
  filter: { reason?: Reason | undefined; arm?: 'held_out' | 'written' | undefined },
  page: PageRequest,
) {
  const armed =
    filter.arm === undefined
      ? undefined
      : and(eq(departures.pursue, true), eq(clients.heldOut, filter.arm === 'held_out'));
  return db
    .select({
      id: departures.id,
      clientId: clients.id,
      clientName: clients.name,
      departedOn: departures.departedOn,
      reason: departures.reason,
      fault: departures.fault,
      annualValueAmount: departures.annualValueAmount,
      annualValueCurrency: departures.annualValueCurrency,
      heldOut: clients.heldOut,
      wonBackOn: sql<
        string | null
      >`(select min(w.won_back_on)::text from ${winBacks} w where w.departure_id = ${departures.id})`,
    })
    .from(departures)
    .innerJoin(clients, eq(clients.id, departures.clientId))
    .where(
      and(
        between(departures.departedOn, from, to),
        isNull(departures.undoneAt),
        filter.reason === undefined ? undefined : eq(departures.reason, filter.reason),
        armed,
        isBeyond(page, 'desc', departures.departedOn, departures.id),
      ),
    )
    .orderBy(desc(departures.departedOn), desc(departures.id))
    .limit(page.limit);
}

export async function listWonBackIn(db: Db, { from, to }: Period, afterReply: boolean | undefined, page: PageRequest) {
  return db
    .select({ winBack: winBacks, clientName: clients.name })
    .from(winBacks)
    .innerJoin(clients, eq(clients.id, winBacks.clientId))
    .where(
      and(
        between(winBacks.wonBackOn, from, to),
        afterReply === undefined ? undefined : eq(winBacks.repliedBefore, afterReply),
        isBeyond(page, 'desc', winBacks.wonBackOn, winBacks.id),
      ),
    )
    .orderBy(desc(winBacks.wonBackOn), desc(winBacks.id))
    .limit(page.limit);
}

export async function listRepliesIn(db: Db, { begin, end }: Period, page: PageRequest) {
  return db
    .select({
      id: replies.id,
      threadId: threads.id,
      clientId: clients.id,
      clientName: clients.name,
      contactId: contacts.id,
      contactName,
      subject: threads.subject,
      text: sql<string>`left(${replies.visibleText}, 300)`,
      receivedAt: replies.receivedAt,
    })
    .from(replies)
    .innerJoin(threads, eq(threads.id, replies.threadId))
    .innerJoin(clients, eq(clients.id, threads.clientId))
    .innerJoin(contacts, eq(contacts.id, replies.contactId))
    .where(
      and(
        gte(replies.receivedAt, begin),
        lt(replies.receivedAt, end),
        isBeyond(page, 'desc', replies.receivedAt, replies.id),
      ),
    )
    .orderBy(desc(replies.receivedAt), desc(replies.id))
    .limit(page.limit);
}

export async function listLettersIn(
  db: Db,
  { begin, end }: Period,
  filter: { kind?: MessageKind | undefined; state?: MessageState | undefined },
  page: PageRequest,
) {
  const at = sql<Date>`date_trunc('milliseconds', coalesce(${messages.acceptedAt}, ${messages.queuedAt}))`;
  return db
    .select({
      id: messages.id,
      clientId: clients.id,
      clientName: clients.name,
      contactId: contacts.id,
      contactName,
      kind: messages.kind,
      state: messages.state,
      at: at.mapWith(messages.queuedAt),
      subject: messageCopies.subject,
    })
    .from(messages)
    .innerJoin(clients, eq(clients.id, messages.clientId))
    .innerJoin(contacts, eq(contacts.id, messages.contactId))
    .leftJoin(messageCopies, eq(messageCopies.messageId, messages.id))
    .where(
      and(
        sql`${at} >= ${begin.toISOString()}::timestamptz`,
        sql`${at} < ${end.toISOString()}::timestamptz`,
        filter.kind === undefined ? undefined : eq(messages.kind, filter.kind),
        filter.state === undefined ? undefined : eq(messages.state, filter.state),
        page.after === null
          ? undefined
          : sql`(${at}, ${messages.id}) < (${page.after.key}::timestamptz, ${page.after.id}::uuid)`,
      ),
    )
    .orderBy(desc(at), desc(messages.id))
    .limit(page.limit);
}

export async function listStopsIn(db: Db, { begin, end }: Period, page: PageRequest) {
  return db
    .select({
      id: suppressions.id,
      address: suppressions.address,
      clientId: suppressions.clientId,
      clientName: clients.name,
      scope: suppressions.scope,
      reason: suppressions.reason,
      createdAt: suppressions.createdAt,
    })
    .from(suppressions)
    .leftJoin(clients, eq(clients.id, suppressions.clientId))
    .where(
      and(
        inArray(suppressions.reason, ['unsubscribed', 'replied_stop']),
        gte(suppressions.createdAt, begin),
        lt(suppressions.createdAt, end),
        isBeyond(page, 'desc', suppressions.createdAt, suppressions.id),
      ),
    )
    .orderBy(desc(suppressions.createdAt), desc(suppressions.id))
    .limit(page.limit);
}

export interface MonthCounts {
  month: string;
  departures: number;
  replies: number;
  winBacks: number;
}

/** Every month that the days touch, also where nothing happened. */
export async function countByMonth(db: Db, { from, to, begin, end }: Period, zone: string): Promise<MonthCounts[]> {
  const found = await db.execute<MonthCounts & Record<string, unknown>>(sql`
    with months as (
      select to_char(m, 'YYYY-MM') as month
      from generate_series(date_trunc('month', ${from}::date), ${to}::date, interval '1 month') as m
    )
    select month,
      coalesce((select count(*)::int from ${departures} d where d.undone_at is null
        and d.departed_on between ${from}::date and ${to}::date and to_char(d.departed_on, 'YYYY-MM') = month), 0) as departures,
      coalesce((select count(*)::int from ${replies} r
        where r.received_at >= ${begin.toISOString()}::timestamptz and r.received_at < ${end.toISOString()}::timestamptz
        and to_char(r.received_at at time zone ${zone}, 'YYYY-MM') = month), 0) as replies,
      coalesce((select count(*)::int from ${winBacks} w
        where w.won_back_on between ${from}::date and ${to}::date and to_char(w.won_back_on, 'YYYY-MM') = month), 0) as "winBacks"
    from months order by month limit 600`);
  return found.rows;
}

/** Who left, by reason: how many, what they were worth, and how many of them are back. The largest first. */
export async function countByReason(db: Db, { from, to }: Period) {
  const within = and(between(departures.departedOn, from, to), isNull(departures.undoneAt));
  const counts = await db
    .select({
      reason: departures.reason,
      departures: sql<number>`count(distinct ${departures.id})::int`,
      winBacks: sql<number>`count(distinct ${winBacks.departureId})::int`,
    })
    .from(departures)
    .leftJoin(winBacks, eq(winBacks.departureId, departures.id))
    .where(within)
    .groupBy(departures.reason)
    .orderBy(desc(sql`count(distinct ${departures.id})`), asc(departures.reason));
  const values = await db
    .select({
      reason: departures.reason,
      amount: sql<number>`sum(${departures.annualValueAmount})`.mapWith(Number),
      currency: departures.annualValueCurrency,
    })
    .from(departures)
    .where(and(within, isNotNull(departures.annualValueAmount)))
    .groupBy(departures.reason, departures.annualValueCurrency)
    .orderBy(desc(sql`sum(${departures.annualValueAmount})`), asc(departures.annualValueCurrency));
  return counts.map((row) => ({
    ...row,
    valueLost: values.flatMap(({ reason, amount, currency }) =>
      reason === row.reason && currency !== null ? [{ amount, currency }] : [],
    ),
  }));
}
