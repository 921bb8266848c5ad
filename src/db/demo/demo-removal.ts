import { sql } from 'drizzle-orm';
import type { HousePolicy } from '../../domain/policy.ts';
import type { Db } from '../db.ts';
import { findSettings, insertSettings } from '../house/settings.ts';

/**
 * Deletes the demo: its clients with everything that hangs on them, its offers, news and mails, and the people of its
 * house (`addresses`). Children go first; what others own only loses its pointer to a row of the demo. Run it in a
 * transaction, with nobody sending.
 */
export async function deleteDemo(db: Db, addresses: readonly string[]): Promise<void> {
  for (const [name, of] of [
    ['demo_clients', sql`select id from clients where is_demo`],
    ['demo_contacts', sql`select id from contacts where is_demo or client_id in (select id from demo_clients)`],
    ['demo_departures', sql`select id from departures where client_id in (select id from demo_clients)`],
    ['demo_enrollments', sql`select id from enrollments where client_id in (select id from demo_clients)`],
    ['demo_messages', sql`select id from messages where is_demo or client_id in (select id from demo_clients)`],
    ['demo_threads', sql`select id from threads where client_id in (select id from demo_clients)`],
    [
      'demo_mails',
      sql`select id from inbound_mails where source_id like 'demo/%' or client_id in (select id from demo_clients)
        or contact_id in (select id from demo_contacts) or message_id in (select id from demo_messages) or thread_id in (select id from demo_threads)`,
    ],
    ['demo_contents', sql`select id from offers where is_demo union all select id from news_items where is_demo`],
    ['demo_people', sql`select id from users where is_demo or email = any(${sql.param(addresses)}::text[])`],
    [
      'demo_users',
      // Who has answered a client of one's own, looking around, stays as the author; they only cannot get in any more.
      sql`select id from demo_people where id not in (select author_id from answers where thread_id not in (select id from demo_threads))`,
    ],
    [
      'demo_subjects',
      sql`select id::text as id from demo_clients union select id::text from demo_contacts union select id::text from demo_departures
        union select id::text from demo_enrollments union select id::text from demo_messages union select id::text from demo_threads
        union select id::text from demo_mails union select id::text from demo_contents union select id::text from demo_users
        union select id::text from tasks where client_id in (select id from demo_clients)`,
    ],
  ] as const)
    await db.execute(sql`create temporary table ${sql.identifier(name)} on commit drop as ${of}`);
  for (const statement of deletions) await db.execute(statement);
}

const deletions = [
  sql`delete from suppressions where client_id in (select id from demo_clients) or message_id in (select id from demo_messages)
    or address_hash in (select address_hash from contacts where id in (select id from demo_contacts)
      except select address_hash from contacts where id not in (select id from demo_contacts))`,
  sql`delete from replies where thread_id in (select id from demo_threads) or inbound_mail_id in (select id from demo_mails)`,
  sql`delete from tasks where client_id in (select id from demo_clients)`,
  sql`update tasks set about_client_id = null where about_client_id in (select id from demo_clients)`,
  sql`update tasks set owner_id = null where owner_id in (select id from demo_users)`,
  sql`delete from content_uses where message_id in (select id from demo_messages) or content_id in (select id from demo_contents)`,
  sql`delete from message_events where message_id in (select id from demo_messages)`,
  sql`delete from message_copies where message_id in (select id from demo_messages)`,
  sql`delete from provider_events where message_id in (select id from demo_messages)`,
  sql`delete from inbound_mails where id in (select id from demo_mails)`,
  sql`update messages set thread_id = null where thread_id in (select id from demo_threads)`,
  sql`delete from house_mails where user_id in (select id from demo_people) or thread_id in (select id from demo_threads)`,
  sql`delete from thread_drafts where user_id in (select id from demo_people) or thread_id in (select id from demo_threads)`,
  sql`delete from attachments where thread_id in (select id from demo_threads) or (message_id is null and user_id in (select id from demo_people))`,
  sql`delete from answers where message_id in (select id from demo_messages) or thread_id in (select id from demo_threads)`,
  sql`delete from threads where id in (select id from demo_threads)`,
  sql`delete from messages where id in (select id from demo_messages)`,
  sql`delete from step_skips where enrollment_id in (select id from demo_enrollments)`,
  sql`delete from step_moves where enrollment_id in (select id from demo_enrollments)`,
  sql`delete from deferrals where enrollment_id in (select id from demo_enrollments)`,
  sql`delete from enrollments where id in (select id from demo_enrollments)`,
  sql`delete from highlights where departure_id in (select id from demo_departures)`,
  sql`delete from win_backs where client_id in (select id from demo_clients)`,
  sql`delete from departures where id in (select id from demo_departures)`,
  sql`delete from activities where client_id in (select id from demo_clients)`,
  sql`delete from segment_members where client_id in (select id from demo_clients)`,
  sql`delete from bases where contact_id in (select id from demo_contacts)`,
  sql`delete from contact_aliases where contact_id in (select id from demo_contacts)`,
  sql`delete from idempotency_keys where contact_ids && (select coalesce(array_agg(id), '{}') from demo_contacts)`,
  sql`delete from contacts where id in (select id from demo_contacts)`,
  sql`delete from clients where id in (select id from demo_clients)`,
  sql`delete from offers where is_demo`,
  sql`delete from news_items where is_demo`,
  sql`update clients set owner_id = null where owner_id in (select id from demo_users)`,
  sql`update messages set owner_id = null where owner_id in (select id from demo_users)`,
  sql`update threads set assignee_id = null where assignee_id in (select id from demo_users)`,
  sql`update enrollments set hold_owner_id = null where hold_owner_id in (select id from demo_users)`,
  sql`update users set cover_id = null where cover_id in (select id from demo_users)`,
  sql`delete from sessions where user_id in (select id from demo_people)`,
  sql`delete from one_time_links where user_id in (select id from demo_people)`,
  sql`delete from saved_views where user_id in (select id from demo_people)`,
  sql`delete from users where id in (select id from demo_users)`,
  sql`update users set disabled_at = now(), is_default_owner = false where id in (select id from demo_people)`,
  sql`delete from audit_log where actor = 'demo' or subject_kind = 'demo' or subject_id in (select id from demo_subjects)`,
];

/** Takes the house policy of the demo back: its version goes, and what later versions took over from it is the default again. */
export async function resetDemoSettings(
  db: Db,
  { defaults, now }: { defaults: HousePolicy; now: Date },
): Promise<void> {
  const gone = await db.execute<{ policy: HousePolicy }>(
    sql`delete from settings where changed_by = 'demo' returning policy`,
  );
  const demo = gone.rows[0]?.policy;
  const { version, policy } = await findSettings(db);
  if (demo === undefined || version === 0) return;
  const names = Object.keys(defaults) as (keyof HousePolicy)[];
  const kept = names.filter((name) => JSON.stringify(policy[name]) !== JSON.stringify(demo[name]));
  const reset = { ...defaults, ...Object.fromEntries(kept.map((name) => [name, policy[name]])) };
  await insertSettings(db, { policy: reset, changedAt: now, changedBy: 'cli' });
}

/** People who have a password and may use it. */
export async function countSignIns(db: Db): Promise<number> {
  const found = await db.execute<{ count: number }>(
    sql`select count(*)::int as count from users where password_hash is not null and disabled_at is null`,
  );
  return found.rows[0]?.count ?? 0;
}
