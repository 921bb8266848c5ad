import { type SQL, sql } from 'drizzle-orm';
import type { ClientState } from '../../domain/client.ts';
import type { Reason } from '../../domain/departure.ts';
import type { Db } from '../db.ts';
import type { PageRequest } from '../page.ts';

export interface ClientFilter {
  state?: readonly ClientState[] | undefined;
  /** A user's id, an address, or `none`. */
  owner?: string | undefined;
  reason?: readonly Reason[] | undefined;
  country?: string | undefined;
  currency?: string | undefined;
  minValue?: number | undefined;
  maxValue?: number | undefined;
  since?: string | undefined;
  until?: string | undefined;
  flag?: 'waiting' | 'answered' | 'due_soon' | 'held' | 'stopped' | 'won_back' | 'problem' | 'held_out' | undefined;
  q?: string | undefined;
}

export type ClientSort = 'createdAt' | 'name' | 'departedOn' | 'value' | 'nextLetter';

/** The key of each order, and its type: a cursor is compared as the same type. */
const keys: Record<ClientSort, { key: SQL; type: SQL }> = {
  createdAt: { key: sql`c.created_at`, type: sql`timestamptz` },
  name: { key: sql`lower(c.name)`, type: sql`text` },
  departedOn: { key: sql`d.departed_on`, type: sql`date` },
  value: { key: sql`c.annual_value_amount`, type: sql`bigint` },
  nextLetter: { key: sql`n.at`, type: sql`timestamptz` },
};

/**
 * The last departure that was not undone. For each client by its index, and not for all at once: right after an import
 * PostgreSQL does not know yet how many there are, and would join them row by row.
 */
const lastDeparture = sql`left join lateral (
  select departed_on, reason from departures where client_id = c.id and undone_at is null
  order by departed_on desc, id desc limit 1) d on true`;

/** When the next letter would leave: one that is queued, or what the planner saw last. The queue is short, and read once. */
const queuedLetters = sql`with queued as materialized (
  select client_id, min(not_before) as at from messages where state = 'queued' and enrollment_id is not null group by client_id)`;
// `offset 0`: without statistics PostgreSQL would find them by the index of all that are due, once for each client.
const nextLetter = sql`left join queued on queued.client_id = c.id left join lateral (
  select least(queued.at, min(greatest(e.next_letter_at, e.hold_until))) as at
  from (select next_letter_at, hold_until, state from enrollments where client_id = c.id offset 0) e
  where e.next_letter_at is not null and (e.state = 'active' or (e.state = 'held' and e.hold_until is not null))) n on true`;

export interface SortedClient {
  id: string;
  /** The key of the order as text; null comes last. */
  key: string | null;
}

/** The ids of one page in the order that is asked for; ties by id, clients without the key last. */
export async function listClientIds(
  db: Db,
  filter: ClientFilter,
  by: { sort: ClientSort; order: 'asc' | 'desc' },
  page: PageRequest,
  now: Date,
): Promise<SortedClient[]> {
  const { key, type } = keys[by.sort];
  const direction = by.order === 'asc' ? sql`asc` : sql`desc`;
  const beyond = isBeyond(page, key, type, by.order);
  // The text of a key goes into the cursor: with all its digits, and in UTC.
  const text = by.sort === 'createdAt' || by.sort === 'nextLetter' ? inIso(key) : sql`${key}::text`;
  const { rows } = await db.execute<{ id: string; key: string | null }>(sql`
    ${queuedFor(filter, by.sort)} select c.id, ${text} as key from clients c ${joinsFor(filter, by.sort)}
    where ${conditions(filter, now)} and ${beyond}
    order by (${key} is null), ${key} ${direction}, c.id ${direction} limit ${page.limit}`);
  return rows;
}

export async function countClients(db: Db, filter: ClientFilter, now: Date): Promise<number> {
  const { rows } = await db.execute<{ count: number }>(
    sql`${queuedFor(filter, null)} select count(*)::int as count from clients c ${joinsFor(filter, null)} where ${conditions(filter, now)}`,
  );
  return rows[0]?.count ?? 0;
}

function inIso(key: SQL): SQL {
  return sql`to_char(${key} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

function asksForLetters({ flag }: ClientFilter, sort: ClientSort | null): boolean {
  return sort === 'nextLetter' || flag === 'due_soon';
}

function queuedFor(filter: ClientFilter, sort: ClientSort | null): SQL {
  return asksForLetters(filter, sort) ? queuedLetters : sql``;
}

function joinsFor(filter: ClientFilter, sort: ClientSort | null): SQL {
  const { reason, since, until } = filter;
  const withDeparture = sort === 'departedOn' || reason !== undefined || since !== undefined || until !== undefined;
  return sql`${withDeparture ? lastDeparture : sql``} ${asksForLetters(filter, sort) ? nextLetter : sql``}`;
}

/** The cursor's key begins with `v` for a value; `n` says that the last row had none. */
function isBeyond({ after }: PageRequest, key: SQL, type: SQL, order: 'asc' | 'desc'): SQL {
  if (after === null) return sql`true`;
  const further = order === 'asc' ? sql`>` : sql`<`;
  if (after.key === 'n') return sql`(${key} is null and c.id ${further} ${after.id}::uuid)`;
  const value = sql`${after.key.slice(1)}::${type}`;
  return sql`(${key} is null or ${key} ${further} ${value} or (${key} = ${value} and c.id ${further} ${after.id}::uuid))`;
}

function conditions(filter: ClientFilter, now: Date): SQL {
  const all: (SQL | undefined)[] = [
    oneOf(sql`c.state`, filter.state),
    oneOf(sql`d.reason`, filter.reason),
    filter.owner === undefined ? undefined : isOwnedBy(filter.owner),
    filter.country === undefined ? undefined : sql`c.country = ${filter.country}`,
    filter.currency === undefined ? undefined : sql`c.annual_value_currency = ${filter.currency}`,
    filter.minValue === undefined ? undefined : sql`c.annual_value_amount >= ${filter.minValue}`,
    filter.maxValue === undefined ? undefined : sql`c.annual_value_amount <= ${filter.maxValue}`,
    filter.since === undefined ? undefined : sql`d.departed_on >= ${filter.since}::date`,
    filter.until === undefined ? undefined : sql`d.departed_on <= ${filter.until}::date`,
    filter.flag === undefined ? undefined : flagged(filter.flag, now),
    filter.q === undefined ? undefined : mentions(filter.q),
  ];
  return sql.join([sql`true`, ...all.filter((one) => one !== undefined)], sql` and `);
}

function oneOf(column: SQL, list: readonly string[] | undefined): SQL | undefined {
  return list === undefined ? undefined : sql`${column} = any(${sql.param([...list])}::text[])`;
}

function isOwnedBy(owner: string): SQL {
  if (owner === 'none') return sql`c.owner_id is null`;
  if (!owner.includes('@')) return sql`c.owner_id = ${owner}::uuid`;
  return sql`(c.owner_email = ${owner} or (c.owner_email is null and c.owner_id in (select id from users where email = ${owner})))`;
}

const dueSoonDays = 14;

/** What a list can be narrowed to with one word. */
function flagged(flag: NonNullable<ClientFilter['flag']>, now: Date): SQL {
  const soon = new Date(now.getTime() + dueSoonDays * 86_400_000).toISOString();
  switch (flag) {
    case 'waiting':
      return sql`c.id in (select client_id from threads where state = 'open'
        union all select client_id from enrollments where state = 'held' and hold_until is null
        union all select client_id from tasks where state = 'open' and kind = 'approve_letter')`;
    case 'answered':
      return sql`c.id in (select t.client_id from replies r join threads t on t.id = r.thread_id)`;
    case 'due_soon':
      return sql`c.state = 'departed' and n.at <= ${soon}::timestamptz`;
    case 'held':
      return sql`c.id in (select client_id from enrollments where state = 'held')`;
    case 'stopped':
      return sql`c.state = 'departed' and c.id in (select client_id from enrollments where state = 'exited'
          and exit_code in ('unsubscribed', 'complained', 'do_not_contact', 'suppressed', 'hard_bounce', 'erased'))
        and c.id not in (select client_id from enrollments where state in ('active', 'held'))`;
    case 'won_back':
      return sql`c.state = 'won_back'`;
    case 'problem':
      return sql`c.id in (select client_id from messages where state in ('uncertain', 'failed')
        union all select client_id from enrollments where state = 'held' and hold_code in ('soft_bounces', 'check_address', 'unclear_stop', 'upset')
        union all select client_id from enrollments where state = 'exited' and exit_code = 'hard_bounce')`;
    case 'held_out':
      return sql`c.held_out`;
  }
}

function mentions(text: string): SQL {
  const pattern = `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return sql`(c.name ilike ${pattern} or c.domain ilike ${pattern} or c.id in (
    select client_id from contacts where email ilike ${pattern} or concat_ws(' ', first_name, last_name) ilike ${pattern}))`;
}
