import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { type LetterKind, letterGone } from '../../domain/message.ts';
import type { Db } from '../db.ts';
import { isBeyond, type PageRequest } from '../page.ts';
import { clients, contacts, enrollments, messageCopies, messages, wordings } from '../schema.ts';

export type WordingRevisionRow = typeof wordings.$inferSelect;

/** The revisions of one wording, the latest first. */
export async function listRevisions(
  db: Db,
  of: { kind: LetterKind; locale: string },
  page: PageRequest,
): Promise<WordingRevisionRow[]> {
  return db
    .select()
    .from(wordings)
    .where(
      and(
        eq(wordings.kind, of.kind),
        eq(wordings.locale, of.locale),
        isBeyond(page, 'desc', wordings.createdAt, wordings.id),
      ),
    )
    .orderBy(desc(wordings.createdAt), desc(wordings.id))
    .limit(page.limit);
}

/** The latest revision of every wording that somebody has edited, with who wrote it and when. */
export async function listLatestRevisions(db: Db): Promise<WordingRevisionRow[]> {
  return db
    .selectDistinctOn([wordings.kind, wordings.locale])
    .from(wordings)
    .orderBy(wordings.kind, wordings.locale, desc(wordings.revision));
}

/** Until the end of the transaction nobody else adds a revision; letters go on reading them. */
export async function lockWordings(db: Db): Promise<void> {
  await db.execute(sql`lock table ${wordings} in share row exclusive mode`);
}

/** Stores the next revision. The caller holds the lock. */
export async function insertRevision(
  db: Db,
  row: Omit<typeof wordings.$inferInsert, 'revision'>,
): Promise<WordingRevisionRow> {
  const [inserted] = await db
    .insert(wordings)
    .values({
      ...row,
      revision: sql`(select coalesce(max(revision), 0) + 1 from wordings where kind = ${row.kind} and locale = ${row.locale})`,
    })
    .returning();
  if (!inserted) throw new Error('The wording was not stored.');
  return inserted;
}

/** Letters of a kind that have left with another wording than this one, by the locale of their recipients. */
export async function countGoneByLocale(
  db: Db,
  kind: LetterKind,
  exceptWordingId: string | null,
): Promise<{ locale: string | null; count: number }[]> {
  const locale = sql<string | null>`coalesce(${contacts.locale}, ${clients.locale})`;
  return db
    .select({ locale, count: sql<number>`count(*)::int` })
    .from(messages)
    .innerJoin(contacts, eq(contacts.id, messages.contactId))
    .innerJoin(clients, eq(clients.id, messages.clientId))
    .leftJoin(messageCopies, eq(messageCopies.messageId, messages.id))
    .where(
      and(
        eq(messages.kind, kind),
        inArray(messages.state, [...letterGone]),
        sql`${messageCopies.wordingId} is distinct from ${exceptWordingId}::uuid`,
      ),
    )
    .groupBy(locale);
}

/** Open enrollments, in the order of their ids, from one on. */
export async function listOpenIds(db: Db, after: string | null, limit: number): Promise<string[]> {
  const rows = await db
    .select({ id: enrollments.id })
    .from(enrollments)
    .where(
      and(
        inArray(enrollments.state, ['active', 'held']),
        after === null ? undefined : sql`${enrollments.id} > ${after}::uuid`,
      ),
    )
    .orderBy(enrollments.id)
    .limit(limit);
  return rows.map((row) => row.id);
}

/** Letters of a kind that wait in the queue, by enrollment. */
export async function listQueuedEnrollments(
  db: Db,
  kind: LetterKind,
): Promise<{ id: string; enrollmentId: string | null }[]> {
  return db
    .select({ id: messages.id, enrollmentId: messages.enrollmentId })
    .from(messages)
    .where(and(eq(messages.kind, kind), eq(messages.state, 'queued')));
}
