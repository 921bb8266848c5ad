import { and, asc, eq, isNotNull, sql } from 'drizzle-orm';
import type { LetterKind } from '../../domain/message.ts';
import type { Why } from '../../domain/why.ts';
import type { Db } from '../db.ts';
import { texts, uuids } from '../rows.ts';
import { messages } from '../schema.ts';

/** A letter that the planner decided on. */
export interface NewLetter {
  id: string;
  enrollmentId: string;
  contactId: string;
  clientId: string;
  departureId: string;
  campaignId: string;
  addressHash: string;
  ownerId: string | null;
  isDemo: boolean;
  isFirst: boolean;
  stepKey: string;
  occurrence: number;
  kind: LetterKind;
  dueAt: Date;
  why: Why[];
}

/**
 * Puts letters into the outbox; answers how many. One that is there already (enrollment, step, occurrence) stays what it
 * is, unless it was canceled before anybody claimed it: then it is queued again. A first letter of which somebody else
 * at the client has one already is left out, new or canceled (messages_first_letter_once).
 */
export async function insertLetters(db: Db, letters: readonly NewLetter[], now: Date): Promise<number> {
  if (letters.length === 0) return 0;
  const column = <T>(of: (letter: NewLetter) => T) => sql.param(letters.map(of));
  const uuidColumn = (of: (letter: NewLetter) => string | null) => uuids(letters.map(of));
  const textColumn = (of: (letter: NewLetter) => string | null) => texts(letters.map(of));
  const at = now.toISOString();
  const { rows } = await db.execute<{ id: string }>(sql`
    insert into messages (id, enrollment_id, contact_id, client_id, departure_id, campaign_id, address_hash, owner_id, is_demo, is_first,
      step_key, occurrence, kind, state, due_at, queued_at, not_before, why)
    select i, e, c, cl, d, ca, h, o, dm, f, s, oc, k, 'queued', du::timestamptz, ${at}::timestamptz, ${at}::timestamptz, w::jsonb
    from unnest(${uuidColumn((one) => one.id)}, ${uuidColumn((one) => one.enrollmentId)}, ${uuidColumn((one) => one.contactId)},
      ${uuidColumn((one) => one.clientId)}, ${uuidColumn((one) => one.departureId)}, ${uuidColumn((one) => one.campaignId)},
      ${textColumn((one) => one.addressHash)}, ${uuidColumn((one) => one.ownerId)}, ${column((one) => one.isDemo)}::bool[],
      ${column((one) => one.isFirst)}::bool[], ${textColumn((one) => one.stepKey)}, ${column((one) => one.occurrence)}::int[],
      ${textColumn((one) => one.kind)}, ${textColumn((one) => one.dueAt.toISOString())}, ${textColumn((one) => JSON.stringify(one.why))})
      as u (i, e, c, cl, d, ca, h, o, dm, f, s, oc, k, du, w)
    on conflict do nothing
    returning id`);
  const inserted = new Set(rows.map((row) => row.id));
  const revived = await reviveCanceled(
    db,
    letters.filter((letter) => !inserted.has(letter.id)),
    now,
  );
  return inserted.size + revived;
}

async function reviveCanceled(db: Db, letters: readonly NewLetter[], now: Date): Promise<number> {
  if (letters.length === 0) return 0;
  const column = <T>(of: (letter: NewLetter) => T) => sql.param(letters.map(of));
  const uuidColumn = (of: (letter: NewLetter) => string | null) => uuids(letters.map(of));
  const textColumn = (of: (letter: NewLetter) => string | null) => texts(letters.map(of));
  const at = now.toISOString();
  const { rows } = await db.execute(sql`
    update messages m set state = 'queued', queued_at = ${at}::timestamptz, not_before = ${at}::timestamptz, ended_at = null, kind = u.k, why = u.w::jsonb,
      due_at = u.d::timestamptz, is_first = u.f
    from unnest(${uuidColumn((one) => one.enrollmentId)}, ${textColumn((one) => one.stepKey)}, ${column((one) => one.occurrence)}::int[],
      ${textColumn((one) => one.kind)}, ${textColumn((one) => JSON.stringify(one.why))}, ${textColumn((one) => one.dueAt.toISOString())},
      ${column((one) => one.isFirst)}::bool[]) as u (e, s, o, k, w, d, f)
    where m.enrollment_id = u.e and m.step_key = u.s and m.occurrence = u.o and m.state = 'canceled'
      and not (u.k in ('thank_you', 'apology') and exists (
        select 1 from messages o where o.departure_id = m.departure_id and o.kind = u.k and o.state not in ('canceled', 'failed')))
    returning m.id`);
  return rows.length;
}

/** A queued letter, as far as the claim has to know it before it is locked. */
export interface QueuedLetter {
  id: string;
  enrollmentId: string | null;
  stepKey: string | null;
  occurrence: number | null;
  dueAt: Date;
  /** Why it came back to the queue, if it did. */
  errorCode: string | null;
}

/** Queued letters whose time has come, oldest first. Nothing is locked: they are only looked at. */
export async function listQueued(
  db: Db,
  options: { now: Date; limit: number; withDemo: boolean },
): Promise<QueuedLetter[]> {
  return db
    .select({
      id: messages.id,
      enrollmentId: messages.enrollmentId,
      stepKey: messages.stepKey,
      occurrence: messages.occurrence,
      dueAt: messages.dueAt,
      errorCode: messages.errorCode,
    })
    .from(messages)
    .where(
      and(
        eq(messages.state, 'queued'),
        // Answers of a rep have a way of their own; one that waits must not stand in the way of letters.
        isNotNull(messages.enrollmentId),
        sql`${messages.notBefore} <= ${options.now.toISOString()}::timestamptz`,
        options.withDemo ? undefined : eq(messages.isDemo, false),
      ),
    )
    .orderBy(asc(messages.notBefore), asc(messages.id))
    .limit(options.limit);
}

/** Locks those of the letters that are still queued and that nobody else holds; answers which. */
export async function lockQueued(db: Db, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db.execute<{ id: string }>(sql`
    select id from messages where id = any(${uuids(ids)}) and state = 'queued' order by id for update skip locked`);
  return new Set(rows.rows.map((row) => row.id));
}

/** Puts off queued letters that may not leave now. */
export async function deferQueued(db: Db, list: readonly { id: string; until: Date; why: Why[] }[]): Promise<void> {
  if (list.length === 0) return;
  await db.execute(sql`
    update messages m set not_before = u.t::timestamptz, why = u.w::jsonb
    from unnest(${uuids(list.map((one) => one.id))}, ${sql.param(list.map((one) => one.until.toISOString()))}::text[],
      ${sql.param(list.map((one) => JSON.stringify(one.why)))}::text[]) as u (i, t, w)
    where m.id = u.i and m.state = 'queued'`);
}

/** Cancels queued letters that are not to leave any more. */
export async function cancelLetters(db: Db, list: readonly { id: string; why: Why[] }[], now: Date): Promise<void> {
  if (list.length === 0) return;
  await db.execute(sql`
    update messages m set state = 'canceled', ended_at = ${now.toISOString()}::timestamptz, why = u.w::jsonb
    from unnest(${uuids(list.map((one) => one.id))}, ${sql.param(list.map((one) => JSON.stringify(one.why)))}::text[]) as u (i, w)
    where m.id = u.i and m.state = 'queued'`);
}

/** Fails queued letters that cannot be made; a person can retry them. */
export async function failQueued(
  db: Db,
  list: readonly { id: string; code: string; text: string }[],
  now: Date,
): Promise<void> {
  if (list.length === 0) return;
  await db.execute(sql`
    update messages m set state = 'failed', ended_at = ${now.toISOString()}::timestamptz, error_code = u.c, error_text = u.t
    from unnest(${uuids(list.map((one) => one.id))}, ${sql.param(list.map((one) => one.code))}::text[],
      ${sql.param(list.map((one) => one.text))}::text[]) as u (i, c, t)
    where m.id = u.i and m.state = 'queued'`);
}
