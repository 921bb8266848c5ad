import { sql } from 'drizzle-orm';
import type { WorkFacts } from '../../domain/doctor/work.ts';
import type { Db } from '../db.ts';
import { clients, contacts, departures, enrollments, messageCopies, messages, users } from '../schema.ts';

/** What was lost or waits for a person; `late`: an open enrollment whose next action is before it was passed over. */
export async function countWork(db: Db, late: Date): Promise<Omit<WorkFacts, 'failures'>> {
  const { rows } = await db.execute<{ [Name in keyof Omit<WorkFacts, 'failures'>]: number }>(sql`
    select
      (select count(*)::int from ${enrollments} where state in ('active', 'held') and next_action_at is null)
        as "withoutNextAction",
      (select count(*)::int from ${enrollments} where state = 'active' and next_action_at < ${late.toISOString()}::timestamptz)
        as overdue,
      (select count(*)::int from ${enrollments}
        where state = 'held' and hold_until is null and (hold_owner_id is null or hold_review_on is null))
        as "endlessHolds",
      (select count(*)::int from ${departures} d join ${clients} c on c.id = d.client_id
        where d.undone_at is null and d.ended_at is null and d.pursue and c.state = 'departed'
          and not exists (select from ${contacts} p where p.client_id = c.id))
        as "withoutContact",
      (select count(*)::int from ${messages} where state = 'uncertain') as uncertain,
      (select count(*)::int from ${messages} where state = 'failed') as failed`);
  if (!rows[0]) throw new Error('Nothing was counted.');
  return rows[0];
}

/** Clients without an owner, and those whose owner was named by an address that no user has; the demo's left out. */
export async function countOwnerless(
  db: Db,
): Promise<{ unowned: number; unknownOwners: number; hasDefaultOwner: boolean }> {
  const { rows } = await db.execute<{ unowned: number; unknownOwners: number; hasDefaultOwner: boolean }>(sql`
    select
      (select count(*)::int from ${clients} where owner_id is null and not is_demo) as unowned,
      (select count(*)::int from ${clients} c where c.owner_email is not null and not c.is_demo
        and not exists (select from ${users} u where u.email = c.owner_email)) as "unknownOwners",
      exists (select from ${users} where is_default_owner and disabled_at is null) as "hasDefaultOwner"`);
  if (!rows[0]) throw new Error('Nothing was counted.');
  return rows[0];
}

/** Of the latest letters that left, those whose links lead elsewhere than to this address. */
export async function countForeignLinks(db: Db, publicUrl: string): Promise<number> {
  const { rows } = await db.execute<{ count: number }>(sql`
    select count(*)::int as count from (
      select k.headers from ${messages} m join ${messageCopies} k on k.message_id = m.id
        where m.accepted_at is not null and not m.is_demo order by m.queued_at desc, m.id desc limit 500) as latest
    where exists (select from jsonb_array_elements(latest.headers) as h
      where h ->> 0 = 'List-Unsubscribe' and position(${`<${publicUrl}/`} in h ->> 1) = 0)`);
  return rows[0]?.count ?? 0;
}
