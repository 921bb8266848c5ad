import { and, asc, gt, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { among } from '../rows.ts';
import { attachments, handovers, inboundMails, messages, providerEvents, threads } from '../schema.ts';

/** Whose mail is erased. Addresses in lower case. */
export interface MailOfPerson {
  contactIds: readonly string[];
  clientIds: readonly string[];
  addresses: readonly string[];
  /** Stored mails that name the person once they are decoded: of the clients, and of nobody known. */
  mailsNaming: { ofClients: readonly string[]; ofNobody: readonly string[] };
  /** Files in answers to others of the clients, and in drafts of such, that name the person. */
  filesNaming: readonly string[];
  now: Date;
}

/** Raw mails in which the person may be named: of these clients, and those of nobody known. In the order of their ids. */
export async function listMailsToSearch(
  db: Db,
  of: { clientIds: readonly string[]; after: string | null; limit: number },
): Promise<{ id: string; isOfClient: boolean }[]> {
  const isOfClient = among(inboundMails.clientId, of.clientIds);
  return db
    .select({ id: inboundMails.id, isOfClient: sql<boolean>`coalesce(${isOfClient}, false)` })
    .from(inboundMails)
    .where(
      and(
        isNotNull(inboundMails.raw),
        or(isOfClient, isNull(inboundMails.contactId)),
        of.after === null ? undefined : gt(inboundMails.id, of.after),
      ),
    )
    .orderBy(asc(inboundMails.id))
    .limit(of.limit);
}

/** Files that go or went to these clients and are kept: each may name somebody else there. In the order of their ids. */
export async function listFilesToSearch(db: Db, clientIds: readonly string[]): Promise<string[]> {
  const theirs = db.select({ id: threads.id }).from(threads).where(among(threads.clientId, clientIds));
  const rows = await db
    .select({ id: attachments.id })
    .from(attachments)
    .where(and(isNotNull(attachments.bytes), inArray(attachments.threadId, theirs)))
    .orderBy(asc(attachments.id));
  return rows.map((row) => row.id);
}

/**
 * Files in conversations with the person go. Of those that name the person to somebody else the bytes go, with whatever payload
 * carried them; one that is only attached to a draft goes whole. An answer that has not left does not leave without its file.
 */
export async function eraseFiles(db: Db, { contactIds, filesNaming, now }: MailOfPerson): Promise<void> {
  const named = sql`${sql.param(filesNaming)}::uuid[]`;
  await db.execute(sql`
    delete from attachments
    where thread_id in (select id from threads where contact_id = any(${sql.param(contactIds)}::uuid[]))
      or (id = any(${named}) and message_id is null)`);
  await db.execute(sql`
    update handovers set bytes = ''::bytea, ended_at = coalesce(ended_at, ${now.toISOString()}::timestamptz)
    where length(bytes) > 0 and id in (
      select m.handover_id from messages m join attachments a on a.message_id = m.id where a.id = any(${named}))`);
  await db.execute(sql`update attachments set bytes = null where id = any(${named})`);
}

/** Payloads that carried letters to these clients, and events about them: others than the person may be named in the same bytes. */
export async function listPayloadsOf(db: Db, clientIds: readonly string[]) {
  const theirs = db.select({ id: messages.id }).from(messages).where(among(messages.clientId, clientIds));
  const carried = db.select({ id: messages.handoverId }).from(messages).where(among(messages.clientId, clientIds));
  return {
    handovers: await db
      .select({ id: handovers.id, bytes: handovers.bytes })
      .from(handovers)
      .where(and(inArray(handovers.id, carried), sql`length(${handovers.bytes}) > 0`)),
    events: await db
      .select({ id: providerEvents.id, bytes: providerEvents.body })
      .from(providerEvents)
      .where(and(inArray(providerEvents.messageId, theirs), isNotNull(providerEvents.body))),
  };
}

export async function erasePayloads(
  db: Db,
  of: { handovers: readonly string[]; events: readonly string[]; now: Date },
): Promise<void> {
  await db.execute(sql`
    update handovers set bytes = ''::bytea, ended_at = coalesce(ended_at, ${of.now.toISOString()}::timestamptz)
    where id = any(${sql.param(of.handovers)}::uuid[])`);
  await db.execute(sql`update provider_events set body = null where id = any(${sql.param(of.events)}::uuid[])`);
}

/** Copies of letters, what the provider said of them, the payloads that carried them. States and times stay. */
export async function eraseLetters(db: Db, { contactIds, addresses, now }: MailOfPerson): Promise<void> {
  const own = sql`(select id from messages where contact_id = any(${sql.param(contactIds)}::uuid[]))`;
  await db.execute(sql`delete from message_copies where message_id in ${own}`);
  await db.execute(sql`update messages set error_text = null where contact_id = any(${sql.param(contactIds)}::uuid[])`);
  await db.execute(sql`update message_events set detail = null where message_id in ${own}`);
  await db.execute(sql`update answers set to_address = '', subject = '', body = '' where message_id in ${own}`);
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
 * address the raw bytes go, with a note of why, and its texts are cleaned elsewhere. What was waiting to be handled is dismissed with it.
 */
export async function eraseInbound(
  db: Db,
  { contactIds, clientIds, addresses, mailsNaming }: MailOfPerson,
): Promise<void> {
  const ids = sql.param(contactIds);
  await db.execute(sql`
    update inbound_mails set raw = null, from_address = null, from_name = null, subject = null, visible_text = null,
      message_id_header = null, evidence = null, error = null, authentication = null, attachments = null,
      state = case when state in ('stored', 'unmatched', 'failed') then 'dismissed' else state end
    where lower(from_address) = any(${sql.param(addresses)}::text[])
      or (contact_id = any(${ids}::uuid[]) and not exists (
        select 1 from replies r where r.inbound_mail_id = inbound_mails.id and not r.sender_is_contact))
      or message_id in (select id from messages where contact_id = any(${ids}::uuid[]))
      or ((from_address is null or contact_id is null) and raw is not null
        and (id = any(${sql.param(mailsNaming.ofNobody)}::uuid[]) or ${mentions('raw', addresses)}))`);
  await db.execute(sql`
    update inbound_mails set raw = null, evidence = coalesce(evidence, '[]') || '["names_erased_person"]'
    where raw is not null and (id = any(${sql.param(mailsNaming.ofClients)}::uuid[])
      or (client_id = any(${sql.param(clientIds)}::uuid[]) and ${mentions('raw', addresses)}))`);
  await db.execute(sql`
    update replies set from_address = null, visible_text = ''
    where lower(from_address) = any(${sql.param(addresses)}::text[]) or (contact_id = any(${ids}::uuid[]) and sender_is_contact)`);
  await db.execute(sql`
    update threads set subject = '', outcome_note = null where contact_id = any(${ids}::uuid[])`);
  await db.execute(sql`
    delete from thread_drafts where thread_id in (select id from threads where contact_id = any(${ids}::uuid[]))`);
}

/** Kept answers of the API that name the person (the key itself goes where it names them), and files of rejected rows. */
export async function eraseAnswers(db: Db, { contactIds, addresses }: MailOfPerson): Promise<void> {
  await db.execute(sql`
    delete from idempotency_keys where ${textMentions('key', addresses)} or ${textMentions('path', addresses)}`);
  await db.execute(sql`
    update idempotency_keys set body = null, contact_ids = null
    where contact_ids && ${sql.param(contactIds)}::uuid[] or ${textMentions('body', addresses)}`);
  await db.execute(sql`
    update imports set rejected_csv = null where rejected_csv is not null and ${mentions('rejected_csv', addresses)}`);
}

/** Whether bytes hold one of the addresses, whatever they are written in: ASCII stays as it is in the escaped form. */
function mentions(column: 'bytes' | 'body' | 'raw' | 'rejected_csv', addresses: readonly string[]) {
  return sql`exists (select 1 from unnest(${sql.param(addresses)}::text[]) as of (address)
    where position(of.address in lower(encode(${sql.identifier(column)}, 'escape'))) > 0)`;
}

function textMentions(column: 'key' | 'path' | 'body', addresses: readonly string[]) {
  return sql`exists (select 1 from unnest(${sql.param(addresses)}::text[]) as of (address)
    where position(of.address in lower(${sql.identifier(column)})) > 0)`;
}
