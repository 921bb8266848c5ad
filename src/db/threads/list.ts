import { and, asc, desc, eq, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { Reason } from '../../domain/departure.ts';
import type { Db } from '../db.ts';
import type { PageRequest } from '../page.ts';
import { clients, contacts, inboundMails, replies, threads, users } from '../schema.ts';
import type { ThreadRow } from '../threads.ts';

/** The newest reply of a conversation; its columns are written out where they are used. */
const lastReply = (column: SQL) =>
  sql`(select ${column} from replies r where r.thread_id = ${threads.id} order by r.received_at desc, r.id desc limit 1)`;

/** No answer of ours is on its way or has left since they wrote last. */
const waits = sql<boolean>`(${threads.state} = 'open' and ${threads.lastReplyAt} is not null and not exists (
  select 1 from messages a where a.thread_id = ${threads.id} and a.kind = 'answer'
    and a.state not in ('canceled', 'failed') and a.queued_at >= ${threads.lastReplyAt}))`;

const summaryColumns = {
  thread: threads,
  client: {
    id: clients.id,
    name: clients.name,
    annualValueAmount: clients.annualValueAmount,
    annualValueCurrency: clients.annualValueCurrency,
    reason: sql<Reason | null>`(select d.reason from departures d where d.client_id = ${clients.id}
      and d.undone_at is null order by d.departed_on desc, d.id desc limit 1)`,
  },
  contact: { id: contacts.id, email: contacts.email, firstName: contacts.firstName, lastName: contacts.lastName },
  assigneeName: users.name,
  replyCount: sql<number>`(select count(*)::int from ${replies} where ${replies.threadId} = ${threads.id})`,
  lastText: lastReply(sql`left(r.visible_text, 600)`) as SQL<string | null>,
  lastHints: sql<string[]>`coalesce(${lastReply(sql`r.hints`)}, '{}')`,
  waits,
};

export interface ThreadFilter {
  status?: ThreadRow['state'] | undefined;
  /** A user's id; null: nobody. */
  assigneeId?: string | null | undefined;
  clientId?: string | undefined;
  waiting?: boolean | undefined;
  q?: string | undefined;
}

const orders = {
  opened: { key: sql`${threads.openedAt}`, direction: 'desc' },
  waiting: { key: sql`coalesce(${threads.lastReplyAt}, ${threads.openedAt})`, direction: 'asc' },
  latest: { key: sql`coalesce(${threads.lastReplyAt}, ${threads.openedAt})`, direction: 'desc' },
} as const;

/** In the order that is asked for, ties by id. */
export async function listThreads(db: Db, filter: ThreadFilter, order: keyof typeof orders, page: PageRequest) {
  const { key, direction } = orders[order];
  const sorted = direction === 'asc' ? [asc(key), asc(threads.id)] : [desc(key), desc(threads.id)];
  return select(db)
    .where(and(fits(filter), isAfter(page, direction, key)))
    .orderBy(...sorted)
    .limit(page.limit);
}
export type ThreadSummary = Awaited<ReturnType<typeof listThreads>>[number];

export async function findThread(db: Db, id: string): Promise<ThreadSummary | null> {
  const rows = await select(db).where(eq(threads.id, id));
  return rows[0] ?? null;
}

function select(db: Db) {
  return db
    .select(summaryColumns)
    .from(threads)
    .innerJoin(clients, eq(clients.id, threads.clientId))
    .innerJoin(contacts, eq(contacts.id, threads.contactId))
    .leftJoin(users, eq(users.id, threads.assigneeId));
}

function isAfter({ after }: PageRequest, direction: 'asc' | 'desc', key: SQL): SQL | undefined {
  if (after === null) return undefined;
  const place = sql`(${after.key}::timestamptz, ${after.id}::uuid)`;
  return direction === 'asc' ? sql`(${key}, ${threads.id}) > ${place}` : sql`(${key}, ${threads.id}) < ${place}`;
}

function fits({ status, assigneeId, clientId, waiting, q }: ThreadFilter): SQL | undefined {
  const mine =
    assigneeId === undefined
      ? undefined
      : assigneeId === null
        ? isNull(threads.assigneeId)
        : eq(threads.assigneeId, assigneeId);
  return and(
    status === undefined ? undefined : eq(threads.state, status),
    mine,
    clientId === undefined ? undefined : eq(threads.clientId, clientId),
    waiting === undefined ? undefined : waiting ? waits : sql`not ${waits}`,
    q === undefined ? undefined : mentions(q),
  );
}

function mentions(q: string): SQL | undefined {
  const pattern = `%${q.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const name = sql`concat_ws(' ', ${contacts.firstName}, ${contacts.lastName})`;
  return or(...[clients.name, contacts.email, threads.subject, name].map((column) => sql`${column} ilike ${pattern}`));
}

/** How many conversations there are behind each tab, and mails in the tray. */
export async function countThreads(db: Db, userId: string | null) {
  const [row] = await db
    .select({
      waiting: sql<number>`count(*) filter (where ${waits})::int`,
      mine: sql<number>`count(*) filter (where ${threads.assigneeId} = ${userId}::uuid and ${threads.state} = 'open')::int`,
      snoozed: sql<number>`count(*) filter (where ${threads.state} = 'snoozed')::int`,
      all: sql<number>`count(*)::int`,
    })
    .from(threads);
  const [tray] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(inboundMails)
    .where(eq(inboundMails.state, 'unmatched'));
  return { waiting: 0, mine: 0, snoozed: 0, all: 0, ...row, tray: tray?.count ?? 0 };
}
