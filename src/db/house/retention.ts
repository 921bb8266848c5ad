import { sql } from 'drizzle-orm';
import type { Db } from '../db.ts';

/** Removing what has been kept long enough. Each statement takes a bounded number of rows; the caller goes on until 0. */

/** Raw bytes of mail that has been dealt with; what could not be handled yet is kept, so that it can be replayed. */
export async function removeRawMail(db: Db, before: Date, limit: number): Promise<number> {
  const { rowCount } = await db.execute(sql`
    update inbound_mails set raw = null where id in (
      select id from inbound_mails
      where raw is not null and received_at < ${before.toISOString()}::timestamptz and state not in ('stored', 'failed')
      order by received_at limit ${limit})`);
  return rowCount ?? 0;
}

/** Bodies of webhooks are raw mail of another kind. */
export async function removeProviderBodies(db: Db, before: Date, limit: number): Promise<number> {
  const { rowCount } = await db.execute(sql`
    update provider_events set body = null where id in (
      select id from provider_events
      where body is not null and received_at < ${before.toISOString()}::timestamptz and state = 'handled'
      order by received_at limit ${limit})`);
  return rowCount ?? 0;
}

/** Exact copies of letters that are not on their way. */
export async function removeCopies(db: Db, before: Date, limit: number): Promise<number> {
  const { rowCount } = await db.execute(sql`
    delete from message_copies where message_id in (
      select c.message_id from message_copies c join messages m on m.id = c.message_id
      where c.date_at < ${before.toISOString()}::timestamptz and m.state not in ('queued', 'sending')
      order by c.date_at limit ${limit})`);
  return rowCount ?? 0;
}

/** Payloads that will not be repeated any more: what is in them is kept as copies. */
export async function removePayloads(db: Db, before: Date, limit: number): Promise<number> {
  const { rowCount } = await db.execute(sql`
    update handovers set bytes = ''::bytea where id in (
      select id from handovers
      where length(bytes) > 0 and ended_at < ${before.toISOString()}::timestamptz
      order by ended_at limit ${limit})`);
  return rowCount ?? 0;
}

/** Files of rejected rows: they hold addresses and notes of people who are nowhere else. */
export async function removeRejectedRows(db: Db, before: Date, limit: number): Promise<number> {
  const { rowCount } = await db.execute(sql`
    update imports set rejected_csv = null where id in (
      select id from imports
      where rejected_csv is not null and created_at < ${before.toISOString()}::timestamptz
      order by created_at limit ${limit})`);
  return rowCount ?? 0;
}
