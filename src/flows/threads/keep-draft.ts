import type { App } from '../../app.ts';
import { lockAgainstErasure } from '../../db/contacts/erased.ts';
import { deleteDraft, updateDraft } from '../../db/threads/drafts.ts';
import { lockThread } from '../../db/threads.ts';
import { AjarError } from '../../errors.ts';

/**
 * Keeps what somebody is writing in a conversation; nothing but blanks removes it.
 *
 * @throws not_found; contact_erased
 */
export async function keepDraft(
  app: App,
  userId: string,
  threadId: string,
  body: string,
): Promise<{ body: string; updatedAt: Date | null }> {
  const now = app.now();
  return app.db.transaction(async (tx) => {
    await lockAgainstErasure(tx);
    if ((await lockThread(tx, threadId)) === null) throw new AjarError('not_found');
    if (body.trim() === '') {
      await deleteDraft(tx, threadId, userId);
      return { body: '', updatedAt: null };
    }
    await updateDraft(tx, { threadId, userId, body, updatedAt: now });
    return { body, updatedAt: now };
  });
}

/** Throws away what somebody was writing; twice changes nothing. */
export async function discardDraft(app: App, userId: string, threadId: string): Promise<void> {
  await deleteDraft(app.db, threadId, userId);
}
