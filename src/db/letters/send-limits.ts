import { sql } from 'drizzle-orm';
import { capturedId } from '../../domain/message.ts';
import type { Db } from '../db.ts';
import { texts } from '../rows.ts';

/** A span of time in which something is limited, e.g. letters to a domain in this minute. */
export interface LimitSpan {
  key: string;
  span: Date;
}

/** How many have been taken in each span, in the order given; nobody else takes any until the transaction ends. */
export async function lockSendCounts(db: Db, spans: readonly LimitSpan[]): Promise<number[]> {
  if (spans.length === 0) return [];
  const { rows } = await db.execute<{ key: string; used: number }>(sql`
    insert into send_counts as c (key, span)
    select k, s::timestamptz from unnest(${texts(spans.map(({ key }) => key))}, ${texts(spans.map(({ span }) => span.toISOString()))}) as u (k, s)
    order by 1, 2
    on conflict (key, span) do update set used = c.used
    returning key, used`);
  const used = new Map(rows.map((row) => [row.key, row.used]));
  return spans.map(({ key }) => used.get(key) ?? 0);
}

/** Adds to what was taken, or gives back (a negative count). */
export async function addSendCounts(db: Db, list: readonly (LimitSpan & { count: number })[]): Promise<void> {
  if (list.length === 0) return;
  await db.execute(sql`
    update send_counts c set used = greatest(0, c.used + u.n)
    from unnest(${texts(list.map(({ key }) => key))}, ${texts(list.map(({ span }) => span.toISOString()))}, ${sql.param(list.map(({ count }) => count))}::int[]) as u (k, s, n)
    where c.key = u.k and c.span = u.s::timestamptz`);
}

/**
 * When the first letter from a domain of ours left; now, where none did. Looked up in the letters once a domain: those
 * that were only captured left nothing behind at anybody's server.
 */
export async function findFirstLetterAt(db: Db, domain: string, now: Date): Promise<Date> {
  const known = sql`select first_at as "firstAt" from sending_domains where domain = ${domain}`;
  const [row] = (await db.execute<{ firstAt: Date | string }>(known)).rows;
  if (row !== undefined) return new Date(row.firstAt);
  await db.execute(sql`
    insert into sending_domains (domain, first_at)
    select ${domain}, coalesce(min(m.accepted_at), ${now.toISOString()}::timestamptz)
    from message_copies c join messages m on m.id = c.message_id
    where split_part(c.from_address, '@', 2) = ${domain} and m.accepted_at is not null
      and m.provider_id is distinct from ${capturedId('')} || m.id::text
    on conflict do nothing`);
  const [made] = (await db.execute<{ firstAt: Date | string }>(known)).rows;
  return made === undefined ? now : new Date(made.firstAt);
}

/** Spans that are over. */
export async function removeSendCounts(db: Db, before: Date, limit: number): Promise<number> {
  const { rowCount } = await db.execute(sql`
    delete from send_counts where ctid in (
      select ctid from send_counts where span < ${before.toISOString()}::timestamptz limit ${limit})`);
  return rowCount ?? 0;
}
