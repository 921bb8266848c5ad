import type { App } from '../../app.ts';
import type { Db } from '../../db/db.ts';
import { lockAgainstErasure } from '../../db/contacts/erased.ts';
import { deleteDraftFiles, listDraftFiles } from '../../db/threads/attachments.ts';
import { deleteDraft, findDraft, updateDraft } from '../../db/threads/drafts.ts';
import { lockThread } from '../../db/threads.ts';
import { AjarError } from '../../errors.ts';

export interface Draft {
  body: string;
  updatedAt: Date | null;
  attachments: { id: string; filename: string; contentType: string; size: number }[];
}

/** What somebody is writing in a conversation, and what is attached to it; empty where there is nothing. */
export async function readDraft(db: Db, userId: string, threadId: string): Promise<Draft> {
  const draft = await findDraft(db, threadId, userId);
  return { body: '', updatedAt: null, ...draft, attachments: await listDraftFiles(db, threadId, userId) };
}

/**
 * Keeps what somebody is writing in a conversation; nothing but blanks removes it. Files stay attached.
 *
 * @throws not_found; contact_erased
 */
export async function keepDraft(app: App, userId: string, threadId: string, body: string): Promise<Draft> {
  const now = app.now();
  return app.db.transaction(async (tx) => {
    await lockAgainstErasure(tx);
    if ((await lockThread(tx, threadId)) === null) throw new AjarError('not_found');
    if (body.trim() === '') {
      await deleteDraft(tx, threadId, userId);
    } else {
      await updateDraft(tx, { threadId, userId, body, updatedAt: now });
    }
    return readDraft(tx, userId, threadId);
  });
}

/** Throws away what somebody was writing, with the files attached to it; twice changes nothing. */
export async function discardDraft(app: App, userId: string, threadId: string): Promise<void> {
  await app.db.transaction(async (tx) => {
    await deleteDraft(tx, threadId, userId);
    await deleteDraftFiles(tx, threadId, userId);
  });
}
