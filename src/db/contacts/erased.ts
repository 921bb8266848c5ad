import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { among, uuids } from '../rows.ts';
import { suppressions } from '../schema.ts';

/** What is known of people who were erased: the hashes of their addresses, and which letters were theirs. */

/**
 * Whoever stores what came from outside takes this first, whoever erases `lockForErasure`: either the one sees that the
 * person is erased, or the other finds what was stored.
 */
export async function lockAgainstErasure(db: Db): Promise<void> {
  await db.execute(sql`select pg_advisory_xact_lock_shared(hashtext('erasure'), 0)`);
}

export async function lockForErasure(db: Db): Promise<void> {
  await db.execute(sql`select pg_advisory_xact_lock(hashtext('erasure'), 0)`);
}

/** Those of the hashes under which a person was erased. */
export async function listErasedHashes(db: Db, hashes: readonly string[]): Promise<Set<string>> {
  if (hashes.length === 0) return new Set();
  const rows = await db
    .selectDistinct({ hash: suppressions.addressHash })
    .from(suppressions)
    .where(
      and(
        among(suppressions.addressHash, hashes, 'text'),
        eq(suppressions.reason, 'erased'),
        isNull(suppressions.liftedAt),
      ),
    );
  return new Set(rows.flatMap(({ hash }) => hash ?? []));
}

const answered = String.raw`(?<![\w+@.-])[245]\d\d(?=[ -]|$)`;
const enhanced = String.raw`(?<![\w+@.-])[245]\.\d{1,3}\.\d{1,3}(?![\w@])`;

/**
 * What a server or a provider said of letters to people who are erased: only the codes in it stay (`550 5.1.1`), because its
 * words repeat the address. Comes after the write, within its transaction: an erasure waits for the same rows.
 */
export async function keepCodesOfErased(db: Db, messageIds: readonly string[]): Promise<void> {
  const erased = await listLettersOfErased(db, messageIds);
  if (erased.length === 0) return;
  const codes = (column: 'error_text' | 'detail') => sql`nullif(concat_ws(' ',
    substring(${sql.identifier(column)} from ${answered}::text), substring(${sql.identifier(column)} from ${enhanced}::text)), '')`;
  await db.execute(sql`
    with of_letters as (
      update messages set error_text = ${codes('error_text')}
      where id = any(${uuids(erased)}) and error_text is not null
    )
    update message_events set detail = ${codes('detail')}
    where message_id = any(${uuids(erased)}) and detail is not null`);
}

/** Which of these letters went to somebody who is erased. */
async function listLettersOfErased(db: Db, messageIds: readonly string[]): Promise<string[]> {
  if (messageIds.length === 0) return [];
  const { rows } = await db.execute<{ id: string }>(sql`
    select m.id from messages m join contacts c on c.id = m.contact_id
    where m.id = any(${uuids(messageIds)}) and c.erased_at is not null`);
  return rows.map((row) => row.id);
}

/** Whether a letter went to somebody who is erased. */
export async function isLetterOfErased(db: Db, messageId: string): Promise<boolean> {
  return (await listLettersOfErased(db, [messageId])).length > 0;
}
