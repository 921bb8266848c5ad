import { sql } from 'drizzle-orm';
import type { Db } from '../db.ts';

/** Whose mail is erased. Addresses in lower case. */
export interface MailOfPerson {
  contactIds: readonly string[];
  clientIds: readonly string[];
  addresses: readonly string[];
  now: Date;
}

/** Copies of letters, what the provider said of them, the payloads that carried them. States and times stay. */
export async function eraseLetters(db: Db, { contactIds, addresses, now }: MailOfPerson): Promise<void> {
  const own = sql`(select id from messages where contact_id = any(${sql.param(contactIds)}::uuid[]))`;
  await db.execute(sql`delete from message_copies where message_id in ${own}`);
  await db.execute(sql`update messages set error_text = null where contact_id = any(${sql.param(contactIds)}::uuid[])`);
  await db.execute(sql`update message_events set detail = null where message_id in ${own}`);
  // A payload holds the letters of several people; one that is still open must not be repeated without its bytes.
  await db.execute(sql`
    update handovers set bytes = ''::bytea, ended_at = coalesce(ended_at, ${now.toISOString()}::timestamptz)
    where length(bytes) > 0 and (
      id in (select handover_id from messages where contact_id = any(${sql.param(contactIds)}::uuid[]))
      or ${mentions('bytes', addresses)})`);
  await db.execute(sql`
    update provider_events set body = null, error = null, state = 'handled', next_try_at = null,
      handled_at = coalesce(handled_at, ${now.toISOString()}::timestamptz)
    where message_id in ${own} or (body is not null and ${mentions('body', addresses)})`);
}

/**
 * Mail that came from the person or about their letters loses everything but the fact; of other mail that names the
 * address the raw bytes go, and its texts are cleaned elsewhere. What was waiting to be handled is dismissed with it.
 */
export async function eraseInbound(db: Db, { contactIds, clientIds, addresses }: MailOfPerson): Promise<void> {
  const ids = sql.param(contactIds);
  await db.execute(sql`
    update inbound_mails set raw = null, from_address = null, from_name = null, subject = null, visible_text = null,
      message_id_header = null, evidence = null, error = null,
      state = case when state in ('stored', 'unmatched', 'failed') then 'dismissed' else state end
    where lower(from_address) = any(${sql.param(addresses)}::text[])
      or (contact_id = any(${ids}::uuid[]) and not exists (
        select 1 from replies r where r.inbound_mail_id = inbound_mails.id and not r.sender_is_contact))
      or message_id in (select id from messages where contact_id = any(${ids}::uuid[]))
      or ((from_address is null or contact_id is null) and raw is not null and ${mentions('raw', addresses)})`);
  await db.execute(sql`
    update inbound_mails set raw = null
    where raw is not null and client_id = any(${sql.param(clientIds)}::uuid[]) and ${mentions('raw', addresses)}`);
  await db.execute(sql`
    update replies set from_address = null, visible_text = ''
    where lower(from_address) = any(${sql.param(addresses)}::text[]) or (contact_id = any(${ids}::uuid[]) and sender_is_contact)`);
  await db.execute(sql`
    update threads set subject = '', outcome_note = null where contact_id = any(${ids}::uuid[])`);
}

/** Kept answers of the API that name the person; the key itself goes where it names them. */
export async function eraseAnswers(db: Db, { contactIds, addresses }: MailOfPerson): Promise<void> {
  await db.execute(sql`
    delete from idempotency_keys where ${textMentions('key', addresses)} or ${textMentions('path', addresses)}`);
  await db.execute(sql`
    update idempotency_keys set body = null, contact_ids = null
    where contact_ids && ${sql.param(contactIds)}::uuid[] or ${textMentions('body', addresses)}`);
}

/** Whether bytes hold one of the addresses, whatever they are written in: ASCII stays as it is in the escaped form. */
function mentions(column: 'bytes' | 'body' | 'raw', addresses: readonly string[]) {
  return sql`exists (select 1 from unnest(${sql.param(addresses)}::text[]) as of (address)
    where position(of.address in lower(encode(${sql.identifier(column)}, 'escape'))) > 0)`;
}

function textMentions(column: 'key' | 'path' | 'body', addresses: readonly string[]) {
  return sql`exists (select 1 from unnest(${sql.param(addresses)}::text[]) as of (address)
    where position(of.address in lower(${sql.identifier(column)})) > 0)`;
}
