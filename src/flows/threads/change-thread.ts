import type { App } from '../../app.ts';
import { announceChange } from '../../db/change-notice.ts';
import { insertAudit } from '../../db/house/audit.ts';
import type { Db } from '../../db/db.ts';
import { updateHoldOwner } from '../../db/enrollments/open-drips.ts';
import { findColleague } from '../../db/house/stand-ins.ts';
import { lockThread, markWoken, type ThreadRow, updateThread } from '../../db/threads.ts';
import { AjarError } from '../../errors.ts';

/**
 * Gives a conversation to somebody (null: to nobody), and with it the holds that it made.
 *
 * @throws not_found; wrong_state when it is closed; invalid_request for nobody of the house.
 */
export async function assignThread(app: App, by: string, id: string, userId: string | null): Promise<ThreadRow> {
  const now = app.now();
  return app.db.transaction(async (tx) => {
    await lockUnlessClosed(tx, id);
    const user = userId === null ? null : await findColleague(tx, userId);
    if (userId !== null && (user === null || user.disabledAt !== null)) {
      const message = 'There is no such user, or they are disabled.';
      throw new AjarError('invalid_request', message, [{ pointer: '/userId', message }]);
    }
    if (userId !== null) await updateHoldOwner(tx, id, userId, now);
    const detail = { userId };
    await insertAudit(tx, {
      at: now,
      actor: by,
      action: 'assign-thread',
      subjectKind: 'thread',
      subjectId: id,
      detail,
    });
    await announceChange(tx, 'thread', id);
    return updateThread(tx, id, { assigneeId: userId });
  });
}

/**
 * Puts a conversation aside until an instant; an answer, or that instant, brings it back. The letters stay held.
 *
 * @throws not_found; wrong_state when it is closed; invalid_request for an instant that has passed.
 */
export async function snoozeThread(app: App, by: string, id: string, until: Date): Promise<ThreadRow> {
  const now = app.now();
  return app.db.transaction(async (tx) => {
    await lockUnlessClosed(tx, id);
    if (until <= now) {
      const message = 'Must be in the future.';
      throw new AjarError('invalid_request', message, [{ pointer: '/until', message }]);
    }
    const detail = { until: until.toISOString() };
    await insertAudit(tx, {
      at: now,
      actor: by,
      action: 'snooze-thread',
      subjectKind: 'thread',
      subjectId: id,
      detail,
    });
    await announceChange(tx, 'thread', id);
    return updateThread(tx, id, { state: 'snoozed', snoozedUntil: until });
  });
}

/**
 * Brings a conversation back that was put aside; one that is open stays so.
 *
 * @throws not_found; wrong_state when it is closed.
 */
export async function unsnoozeThread(app: App, by: string, id: string): Promise<ThreadRow> {
  const now = app.now();
  return app.db.transaction(async (tx) => {
    await lockUnlessClosed(tx, id);
    await insertAudit(tx, { at: now, actor: by, action: 'unsnooze-thread', subjectKind: 'thread', subjectId: id });
    await announceChange(tx, 'thread', id);
    return updateThread(tx, id, { state: 'open', snoozedUntil: null });
  });
}

/** A pass of the worker: conversations whose time has come are open again; how many. */
export async function wakeThreads(app: App, now: Date): Promise<number> {
  return app.db.transaction(async (tx) => {
    const woken = await markWoken(tx, now);
    for (const id of woken) await announceChange(tx, 'thread', id);
    return woken.length;
  });
}

async function lockUnlessClosed(tx: Db, id: string): Promise<void> {
  const thread = await lockThread(tx, id);
  if (thread === null) throw new AjarError('not_found');
  if (thread.state === 'closed') throw new AjarError('wrong_state', 'This conversation is closed.');
}
