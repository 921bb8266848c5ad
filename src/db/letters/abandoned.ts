import { and, eq, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { messages } from '../schema.ts';

/** Letters in `sending` whose lease ran out: their process died. Locked. */
export async function lockAbandoned(db: Db, limit: number): Promise<{ id: string; awaitsTurn: boolean }[]> {
  return db
    .select({ id: messages.id, awaitsTurn: messages.awaitsTurn })
    .from(messages)
    .where(and(eq(messages.state, 'sending'), sql`${messages.leaseUntil} < clock_timestamp()`))
    .orderBy(messages.id)
    .limit(limit)
    .for('update', { skipLocked: true });
}

/** Moves letters whose outcome nobody can know to `uncertain`, each with its event. */
export async function markUncertain(
  db: Db,
  ids: readonly string[],
  mark: { now: Date; code: string; text: string; newId: () => string },
): Promise<void> {
  if (ids.length === 0) return;
  const at = mark.now.toISOString();
  await db.execute(sql`
    with written as (
      update messages set state = 'uncertain', awaits_turn = false, lease_until = null, leased_by = null, ended_at = ${at}::timestamptz,
        error_code = ${mark.code}, error_text = ${mark.text}
      where id = any(${sql.param(ids)}::uuid[]) and state = 'sending' returning id
    )
    insert into message_events (id, message_id, at, kind, detail)
    select u.e, u.i, ${at}::timestamptz, 'uncertain', ${mark.code}
    from unnest(${sql.param(ids)}::uuid[], ${sql.param(ids.map(() => mark.newId()))}::uuid[]) as u (i, e) join written w on w.id = u.i`);
}

/**
 * Letters whose process died before their turn had come go back to the queue as if they had not been tried: certainly
 * nobody had them. What they would have told of is free again.
 */
export async function requeueUnbegun(
  db: Db,
  ids: readonly string[],
  mark: { now: Date; newId: () => string },
): Promise<void> {
  if (ids.length === 0) return;
  await db.execute(sql`
    with written as (
      update messages set state = 'queued', lease_until = null, leased_by = null, awaits_turn = false, handover_id = null,
        attempts = attempts - 1
      where id = any(${sql.param(ids)}::uuid[]) and state = 'sending' and awaits_turn returning id
    ), freed as (
      delete from content_uses c using written w where c.message_id = w.id
    )
    insert into message_events (id, message_id, at, kind, detail)
    select u.e, u.i, ${mark.now.toISOString()}::timestamptz, 'queued', 'not_tried The process died before its turn had come.'
    from unnest(${sql.param(ids)}::uuid[], ${sql.param(ids.map(() => mark.newId()))}::uuid[]) as u (i, e) join written w on w.id = u.i`);
}
