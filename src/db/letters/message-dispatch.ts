import { sql } from 'drizzle-orm';
import type { MessageKind } from '../../domain/message.ts';
import type { Db } from '../db.ts';
import { among, texts, uuids } from '../rows.ts';
import { contentUses, installation } from '../schema.ts';

/** A letter that was claimed, with its exact copy. */
export interface ClaimedCopy {
  messageId: string;
  messageIdHeader: string;
  handoverId: string | null;
  /** What it turned out to be on the facts of the claim. */
  kind: MessageKind;
  fromName: string | null;
  fromAddress: string;
  toName: string | null;
  toAddress: string;
  replyTo: string;
  envelopeFrom: string;
  subject: string;
  html: string;
  text: string;
  headers: [string, string][];
  inReplyTo: string | null;
  references: string[];
  wordingId: string | null;
}

/** How long a claimed letter is left to the process that claimed it, on the database's clock. */
export const defaultLeaseSeconds = 60;

/** Who holds the letters it claimed, and for how long. */
export interface Holder {
  processId: string;
  leaseSeconds?: number | undefined;
}

/** Why nothing may be claimed now; null when sending is on. Holds off whoever wants to pause until the claim has ended. */
export async function lockSending(db: Db): Promise<'paused' | 'locked' | null> {
  const [row] = await db
    .select({ pausedAt: installation.pausedAt, lockedAt: installation.lockedAt })
    .from(installation)
    .for('share');
  if (row?.lockedAt) return 'locked';
  return row?.pausedAt ? 'paused' : null;
}

/** Moves locked letters to `sending` under a lease and keeps their exact copies; one statement each. */
export async function markSending(
  db: Db,
  copies: readonly ClaimedCopy[],
  claim: Holder & { now: Date },
): Promise<void> {
  if (copies.length === 0) return;
  const uuidColumn = (of: (copy: ClaimedCopy) => string | null) => uuids(copies.map(of));
  const textColumn = (of: (copy: ClaimedCopy) => string | null) => texts(copies.map(of));
  const at = claim.now.toISOString();
  await db.execute(sql`
    update messages m set state = 'sending', awaits_turn = true, sending_at = ${at}::timestamptz, attempts = attempts + 1, leased_by = ${claim.processId}::uuid,
      lease_until = clock_timestamp() + make_interval(secs => ${claim.leaseSeconds ?? defaultLeaseSeconds}), message_id_header = u.h, handover_id = u.o,
      kind = u.k, error_code = null, error_text = null
    from unnest(${uuidColumn((one) => one.messageId)}, ${textColumn((one) => one.messageIdHeader)}, ${uuidColumn((one) => one.handoverId)},
      ${textColumn((one) => one.kind)}) as u (i, h, o, k)
    where m.id = u.i`);
  // A letter that was refused once and is claimed again is a new letter: its copy is what leaves now.
  await db.execute(sql`
    insert into message_copies (message_id, from_name, from_address, to_name, to_address, reply_to, envelope_from, subject, html, text, headers, in_reply_to, refs, date_at, wording_id)
    select i, fn, fa, tn, ta, rt, ef, su, ht, tx, he::jsonb, ir, string_to_array(re, ' '), ${at}::timestamptz, wo
    from unnest(${uuidColumn((one) => one.messageId)}, ${textColumn((one) => one.fromName)}, ${textColumn((one) => one.fromAddress)},
      ${textColumn((one) => one.toName)}, ${textColumn((one) => one.toAddress)}, ${textColumn((one) => one.replyTo)},
      ${textColumn((one) => one.envelopeFrom)}, ${textColumn((one) => one.subject)}, ${textColumn((one) => one.html)},
      ${textColumn((one) => one.text)}, ${textColumn((one) => JSON.stringify(one.headers))}, ${textColumn((one) => one.inReplyTo)},
      ${textColumn((one) => one.references.join(' '))}, ${uuidColumn((one) => one.wordingId)})
      as u (i, fn, fa, tn, ta, rt, ef, su, ht, tx, he, ir, re, wo)
    on conflict (message_id) do update set from_name = excluded.from_name, from_address = excluded.from_address, to_name = excluded.to_name,
      to_address = excluded.to_address, reply_to = excluded.reply_to, envelope_from = excluded.envelope_from, subject = excluded.subject,
      html = excluded.html, text = excluded.text, headers = excluded.headers, in_reply_to = excluded.in_reply_to, refs = excluded.refs,
      date_at = excluded.date_at, wording_id = excluded.wording_id`);
}

/** Records which person gets which offer or news item by these letters; answers those letters whose content somebody else had meanwhile. */
export async function insertContentUses(
  db: Db,
  uses: readonly { addressHash: string; contentId: string; kind: 'offer' | 'news'; messageId: string }[],
  now: Date,
): Promise<Set<string>> {
  if (uses.length === 0) return new Set();
  const uuidColumn = (of: (use: (typeof uses)[number]) => string | null) => uuids(uses.map(of));
  const textColumn = (of: (use: (typeof uses)[number]) => string | null) => texts(uses.map(of));
  const made = await db.execute<{ message_id: string; content_id: string }>(sql`
    insert into content_uses (address_hash, content_id, kind, message_id, used_at)
    select h, c, k, m, ${now.toISOString()}::timestamptz
    from unnest(${textColumn((one) => one.addressHash)}, ${uuidColumn((one) => one.contentId)}, ${textColumn((one) => one.kind)}, ${uuidColumn((one) => one.messageId)}) as u (h, c, k, m)
    on conflict do nothing returning message_id, content_id`);
  const kept = new Set(made.rows.map((row) => `${row.message_id} ${row.content_id}`));
  const lost = new Set(
    uses.filter((use) => !kept.has(`${use.messageId} ${use.contentId}`)).map((use) => use.messageId),
  );
  // A letter that lost one item is made anew: what it did get is free again.
  if (lost.size > 0) await db.delete(contentUses).where(among(contentUses.messageId, [...lost]));
  return lost;
}

/**
 * Serialises, until the transaction ends, claims of letters to one address in several drips: whoever comes second would
 * not see the first letter. Answers the letters whose address somebody else has; nobody waits.
 */
export async function lockAddresses(db: Db, messageIds: readonly string[]): Promise<Set<string>> {
  if (messageIds.length === 0) return new Set();
  const rows = await db.execute<{ id: string }>(sql`
    with shared as materialized (
      select distinct m.address_hash as h from messages m
      where m.id = any(${uuids(messageIds)}) and exists (
        select 1 from messages o where o.address_hash = m.address_hash and o.id <> m.id and o.state in ('queued', 'sending'))
    ), tried as materialized (select h, pg_try_advisory_xact_lock(hashtext('letters to'), hashtext(h)) as ok from shared)
    select m.id from messages m join tried t on t.h = m.address_hash where not t.ok and m.id = any(${uuids(messageIds)})`);
  return new Set(rows.rows.map((row) => row.id));
}

/** SMTP's temporary refusals are tried again after 5, 10, 20 … minutes, at most every 4 hours, so often; then the letter has failed. */
const mostTries = 8;
const firstBackoffSeconds = 300;
const longestBackoffSeconds = 14_400;

export type RecordedState = 'accepted' | 'queued' | 'failed' | 'uncertain';

/** What is written of a letter after its handover. */
export interface DispatchResult {
  messageId: string;
  /** `queued`: certainly not taken, its turn comes again. `retry`: refused for now, tried again with backoff until the bound, then failed. */
  state: 'accepted' | 'queued' | 'retry' | 'failed' | 'uncertain';
  providerId: string | null;
  code: string | null;
  text: string | null;
  /** For `queued`: not before this instant. */
  notBefore: Date | null;
}

/**
 * Records the answers of a batch, each with its event. Only letters that this process still holds are touched: one
 * whose lease ran out was settled by somebody else, and only that it was taken is still news. The same statement says of
 * the letters that are next that they begin. Answers how many were written, by state, and which may begin.
 */
export async function recordResults(
  db: Db,
  results: readonly DispatchResult[],
  record: { now: Date; newId: () => string; holder: Holder; next: readonly string[] },
): Promise<{ counts: Record<RecordedState, number>; begun: string[] }> {
  const counts = { accepted: 0, queued: 0, failed: 0, uncertain: 0 };
  if (results.length === 0) return { counts, begun: await beginLetters(db, record.next, record.holder) };
  const uuidColumn = (of: (result: DispatchResult) => string | null) => uuids(results.map(of));
  const textColumn = (of: (result: DispatchResult) => string | null) => texts(results.map(of));
  const at = record.now.toISOString();
  const rows = await db.execute<{ id: string; state: RecordedState | 'begun' }>(sql`
    with answers as (
      select * from unnest(${uuidColumn((one) => one.messageId)}, ${textColumn((one) => one.state)}, ${textColumn((one) => one.providerId)},
        ${textColumn((one) => one.code)}, ${textColumn((one) => one.text)}, ${textColumn((one) => one.notBefore?.toISOString() ?? null)},
        ${uuidColumn(() => record.newId())}) as u (id, state, provider_id, code, text, not_before, event_id)
    ), written as (
      update messages m set lease_until = null, leased_by = null, awaits_turn = false,
        state = case when a.state <> 'retry' then a.state when m.attempts >= ${mostTries} then 'failed' else 'queued' end,
        attempts = case when a.state = 'queued' then m.attempts - 1 else m.attempts end,
        provider_id = coalesce(a.provider_id, m.provider_id), error_code = a.code, error_text = a.text,
        accepted_at = case when a.state = 'accepted' then ${at}::timestamptz else m.accepted_at end,
        ended_at = case when a.state in ('failed', 'uncertain') or (a.state = 'retry' and m.attempts >= ${mostTries}) then ${at}::timestamptz end,
        handover_id = case when a.state in ('queued', 'retry') then null else m.handover_id end,
        not_before = case when a.state = 'retry'
          then ${at}::timestamptz + make_interval(secs => least(${firstBackoffSeconds} * power(2, m.attempts - 1), ${longestBackoffSeconds}))
          else coalesce(a.not_before::timestamptz, m.not_before) end
      from answers a where m.id = a.id
        and ((m.state = 'sending' and m.leased_by = ${record.holder.processId}::uuid) or (m.state = 'uncertain' and a.state = 'accepted'))
      returning m.id, m.state
    ), freed as (
      delete from content_uses c using answers a join written w on w.id = a.id
      where c.message_id = a.id and a.state in ('queued', 'retry', 'failed')
    ), told as (
      insert into message_events (id, message_id, at, kind, detail)
      select a.event_id, a.id, ${at}::timestamptz, a.state, nullif(concat_ws(' ', a.code, a.text), '') from answers a join written w on w.id = a.id
    ), begun as (${beginning(record.next, record.holder)})
    select id, state from written union all select id, 'begun' from begun`);
  const begun: string[] = [];
  for (const { id, state } of rows.rows) {
    if (state === 'begun') begun.push(id);
    else counts[state] += 1;
  }
  return { counts, begun };
}

/** Says of claimed letters that they may leave from now on; answers which of them this process still holds: only those may. */
async function beginLetters(db: Db, ids: readonly string[], holder: Holder): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await db.execute<{ id: string }>(beginning(ids, holder));
  return rows.rows.map((row) => row.id);
}

function beginning(ids: readonly string[], holder: Holder) {
  return sql`
    update messages set awaits_turn = false
    where id = any(${uuids(ids)}) and state = 'sending' and leased_by = ${holder.processId}::uuid
    returning id`;
}

/** Keeps the leases of letters that are still being handed over. */
export async function extendLeases(db: Db, ids: readonly string[], holder: Holder): Promise<void> {
  if (ids.length === 0) return;
  await db.execute(sql`
    update messages set lease_until = clock_timestamp() + make_interval(secs => ${holder.leaseSeconds ?? defaultLeaseSeconds})
    where id = any(${uuids(ids)}) and state = 'sending' and leased_by = ${holder.processId}::uuid`);
}
