import type { App } from '../../app.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { listOpenEnrollments, lockEnrollments, markToReplan } from '../../db/enrollments/enrollments.ts';
import { markHandoversEnded } from '../../db/letters/handovers.ts';
import { deleteContentUses } from '../../db/letters/mail-events.ts';
import {
  findMessage,
  insertMessageEvent,
  lockMessage,
  type MessageRow,
  updateMessage,
} from '../../db/letters/messages.ts';
import type { Db } from '../../db/db.ts';
import { unwrapDbError } from '../../db/db-error.ts';
import { AjarError } from '../../errors.ts';

/**
 * A person says what became of an `uncertain` letter: it left (accepted), or it did not (failed, and may be retried).
 * Its handover is not repeated any more.
 *
 * @throws not_found; wrong_state unless it is uncertain.
 */
export async function settleMessage(app: App, id: string, left: boolean, by: string): Promise<MessageRow> {
  const now = app.now();
  return app.db.transaction(async (tx) => {
    const message = await lockWithEnrollment(tx, id);
    if (message.state !== 'uncertain')
      throw new AjarError('wrong_state', `Only an uncertain letter is settled by hand; this one is ${message.state}.`);
    if (message.handoverId !== null) await markHandoversEnded(tx, [message.handoverId], now);
    const settled = left
      ? { state: 'accepted' as const, acceptedAt: message.sendingAt ?? now, endedAt: null }
      : { state: 'failed' as const, endedAt: now };
    const row = await updateMessage(tx, id, { ...settled, settledBy: by });
    if (!left) await deleteContentUses(tx, id);
    // What waits for it (the step behind it, the end after a last letter) is planned anew.
    await markToReplan(tx, message.enrollmentId === null ? [] : [message.enrollmentId], now);
    await insertMessageEvent(tx, {
      messageId: id,
      at: now,
      kind: 'settled',
      detail: left ? 'it left' : 'it did not leave',
    });
    await insertAudit(tx, {
      at: now,
      actor: by,
      action: 'settle-message',
      subjectKind: 'message',
      subjectId: id,
      detail: { left },
    });
    return row;
  });
}

/**
 * Queues a letter that failed once more; the claim judges it anew, so it leaves only if it may.
 *
 * @throws not_found; wrong_state unless it failed and its enrollment is still open.
 */
export async function retryMessage(app: App, id: string, by: string): Promise<MessageRow> {
  const now = app.now();
  return app.db.transaction(async (tx) => {
    const message = await lockWithEnrollment(tx, id);
    if (message.state !== 'failed')
      throw new AjarError('wrong_state', `Only a letter that failed can be retried; this one is ${message.state}.`);
    const open = message.enrollmentId === null ? [] : await listOpenEnrollments(tx, { id: message.enrollmentId });
    if (message.enrollmentId !== null && open.length === 0)
      throw new AjarError('wrong_state', 'Its enrollment has ended, so the letter must not leave any more.');
    const row = await queueAgain(tx, message, by, now);
    await insertMessageEvent(tx, { messageId: id, at: now, kind: 'retried', detail: null });
    await insertAudit(tx, { at: now, actor: by, action: 'retry-message', subjectKind: 'message', subjectId: id });
    await markToReplan(
      tx,
      open.map((one) => one.id),
      now,
    );
    return row;
  });
}

async function queueAgain(tx: Db, { id }: MessageRow, by: string, now: Date): Promise<MessageRow> {
  const changes = { state: 'queued', notBefore: now, attempts: 0, endedAt: null, handoverId: null } as const;
  try {
    return await updateMessage(tx, id, { ...changes, errorCode: null, errorText: null, settledBy: by });
  } catch (error) {
    if (unwrapDbError(error)?.constraint !== 'messages_first_letter_once') throw error;
    throw new AjarError('wrong_state', 'Somebody else at this client has had the first letter since.');
  }
}

/** Enrollments before messages: the order in which everybody locks. */
async function lockWithEnrollment(tx: Db, id: string): Promise<MessageRow> {
  const found = await findMessage(tx, id);
  if (found === null) throw new AjarError('not_found', 'There is no message with this id.');
  await lockEnrollments(tx, found.message.enrollmentId === null ? [] : [found.message.enrollmentId]);
  return (await lockMessage(tx, id))!;
}
