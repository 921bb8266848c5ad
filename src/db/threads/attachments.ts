import { and, asc, eq, isNotNull, isNull, lt, notExists, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { among, group } from '../rows.ts';
import { attachments, threadDrafts } from '../schema.ts';

export type AttachmentRow = typeof attachments.$inferSelect;

/** A file without its bytes. */
export interface KeptFile {
  id: string;
  filename: string;
  contentType: string;
  size: number;
  /** Whether its bytes are still there. */
  isKept: boolean;
}

const columns = {
  id: attachments.id,
  filename: attachments.filename,
  contentType: attachments.contentType,
  size: attachments.sizeBytes,
  isKept: sql<boolean>`${attachments.bytes} is not null`,
};

const ofDraft = (threadId: string, userId: string) =>
  and(eq(attachments.threadId, threadId), eq(attachments.userId, userId), isNull(attachments.messageId));

/** What is attached to somebody's draft, in the order in which it was attached. */
export async function listDraftFiles(db: Db, threadId: string, userId: string): Promise<KeptFile[]> {
  return db.select(columns).from(attachments).where(ofDraft(threadId, userId)).orderBy(asc(attachments.id));
}

/** A file with its bytes, wherever it belongs and whosever it is. */
export async function findAttachment(db: Db, id: string): Promise<AttachmentRow | null> {
  const rows = await db.select().from(attachments).where(eq(attachments.id, id));
  return rows[0] ?? null;
}

export async function insertAttachment(db: Db, row: typeof attachments.$inferInsert): Promise<void> {
  await db.insert(attachments).values(row);
}

/** A file of somebody's draft, with its bytes. */
export async function findDraftFile(
  db: Db,
  of: { id: string; threadId: string; userId: string },
): Promise<AttachmentRow | null> {
  const rows = await db
    .select()
    .from(attachments)
    .where(and(eq(attachments.id, of.id), ofDraft(of.threadId, of.userId)));
  return rows[0] ?? null;
}

/** A file that went with an answer, or is to go with it. */
export async function findAnswerFile(db: Db, of: { id: string; messageId: string }): Promise<AttachmentRow | null> {
  const rows = await db
    .select()
    .from(attachments)
    .where(and(eq(attachments.id, of.id), eq(attachments.messageId, of.messageId)));
  return rows[0] ?? null;
}

/** What goes with these answers, by answer. */
export async function listAnswerFiles(db: Db, messageIds: readonly string[]): Promise<Map<string, KeptFile[]>> {
  if (messageIds.length === 0) return new Map();
  const rows = await db
    .select({ ...columns, messageId: attachments.messageId })
    .from(attachments)
    .where(among(attachments.messageId, messageIds))
    .orderBy(asc(attachments.id));
  const groups = group(rows, (row) => row.messageId);
  return new Map([...groups].map(([id, files]) => [id, files.map(({ messageId: _, ...file }) => file)]));
}

/** The files of one answer with their bytes, in the order in which they were attached. */
export async function listAnswerFilesWithBytes(db: Db, messageId: string): Promise<AttachmentRow[]> {
  return db.select().from(attachments).where(eq(attachments.messageId, messageId)).orderBy(asc(attachments.id));
}

/** The files of a draft go with its answer. */
export async function markAttached(db: Db, ids: readonly string[], messageId: string): Promise<void> {
  if (ids.length === 0) return;
  await db.update(attachments).set({ messageId }).where(among(attachments.id, ids));
}

/** The files of an answer that did not leave belong to the draft of whoever attached them again. */
export async function returnFilesToDraft(db: Db, messageId: string, now: Date): Promise<void> {
  await db
    .update(attachments)
    .set({ messageId: null, attachedAt: now })
    .where(and(eq(attachments.messageId, messageId), isNotNull(attachments.bytes)));
}

export async function deleteDraftFile(db: Db, of: { id: string; threadId: string; userId: string }): Promise<void> {
  await db.delete(attachments).where(and(eq(attachments.id, of.id), ofDraft(of.threadId, of.userId)));
}

export async function deleteDraftFiles(db: Db, threadId: string, userId: string): Promise<void> {
  await db.delete(attachments).where(ofDraft(threadId, userId));
}

/** Files of drafts that were given up: attached, and not a word changed, before then. */
export async function removeAbandonedFiles(db: Db, before: Date, limit: number): Promise<number> {
  const draft = db
    .select({ one: sql`1` })
    .from(threadDrafts)
    .where(
      and(
        eq(threadDrafts.threadId, attachments.threadId),
        eq(threadDrafts.userId, attachments.userId),
        sql`${threadDrafts.updatedAt} >= ${before.toISOString()}::timestamptz`,
      ),
    );
  const abandoned = db
    .select({ id: attachments.id })
    .from(attachments)
    .where(and(isNull(attachments.messageId), lt(attachments.attachedAt, before), notExists(draft)))
    .orderBy(asc(attachments.attachedAt))
    .limit(limit);
  const { rowCount } = await db.execute(sql`delete from attachments where id in (${abandoned})`);
  return rowCount ?? 0;
}

/** The bytes of files that went with answers whose exact copy is not kept any more; name, kind and size stay. */
export async function removeAnswerFiles(db: Db, before: Date, limit: number): Promise<number> {
  const { rowCount } = await db.execute(sql`
    update attachments set bytes = null where id in (
      select a.id from attachments a join messages m on m.id = a.message_id
      where a.bytes is not null and m.state not in ('queued', 'sending')
        and coalesce(m.sending_at, m.ended_at, m.queued_at) < ${before.toISOString()}::timestamptz
      limit ${limit})`);
  return rowCount ?? 0;
}
