import type { App } from '../../app.ts';
import { announceChange } from '../../db/change-notice.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { insertMessageEvent, lockMessage, type MessageRow, updateMessage } from '../../db/letters/messages.ts';
import { findAnswer } from '../../db/threads/answers.ts';
import { returnFilesToDraft } from '../../db/threads/attachments.ts';
import { returnToDraft } from '../../db/threads/drafts.ts';
import { why } from '../../domain/why.ts';
import { AjarError } from '../../errors.ts';

/**
 * Takes an answer back that has not left: its words and files are the draft of its author again.
 *
 * @throws not_found; wrong_state for what is no answer, or is on its way.
 */
export async function cancelAnswer(app: App, by: string, id: string): Promise<MessageRow> {
  const now = app.now();
  return app.db.transaction(async (tx) => {
    const message = await lockMessage(tx, id);
    if (message === null) throw new AjarError('not_found');
    const answer = await findAnswer(tx, id);
    if (answer === null)
      throw new AjarError(
        'wrong_state',
        'Only an answer can be taken back; hold or skip the step of a letter instead.',
      );
    if (message.state !== 'queued')
      throw new AjarError('wrong_state', `It cannot be taken back any more: it is ${message.state}.`);
    const row = await updateMessage(tx, id, {
      state: 'canceled',
      endedAt: now,
      settledBy: by,
      why: [why('manual')],
    });
    await returnToDraft(tx, {
      threadId: answer.threadId,
      userId: answer.authorId,
      body: answer.body,
      updatedAt: now,
    });
    await returnFilesToDraft(tx, id, now);
    await insertMessageEvent(tx, { messageId: id, at: now, kind: 'canceled', detail: null });
    await insertAudit(tx, { at: now, actor: by, action: 'cancel-answer', subjectKind: 'message', subjectId: id });
    await announceChange(tx, 'thread', answer.threadId);
    return row;
  });
}
