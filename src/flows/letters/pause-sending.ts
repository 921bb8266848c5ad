import type { App } from '../../app.ts';
import { announceChange } from '../../db/change-notice.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { lockInstallation, markPaused, markResumed, markUnlocked } from '../../db/house/installation.ts';

/**
 * Pauses all sending. Waits for claims that run at this moment; what they took counts as handed over, and nothing else
 * leaves until `resumeSending`. To do it again changes nothing: the first one who paused stays on record.
 */
export async function pauseSending(app: App, actor: string): Promise<void> {
  const now = app.now();
  await app.db.transaction(async (tx) => {
    const row = await lockInstallation(tx);
    if (!row) throw new Error('There is no installation row.');
    if (row.pausedAt) return;
    await markPaused(tx, actor, now);
    await announceChange(tx, 'sending');
    await insertAudit(tx, { at: now, actor, action: 'pause-sending', subjectKind: 'sending', subjectId: null });
  });
}

/** Lets letters leave again; what is overdue is judged anew. A lock (after a restore) is another matter and stays. */
export async function resumeSending(app: App, actor: string): Promise<void> {
  const now = app.now();
  await app.db.transaction(async (tx) => {
    const row = await lockInstallation(tx);
    if (!row) throw new Error('There is no installation row.');
    if (!row.pausedAt) return;
    await markResumed(tx);
    await announceChange(tx, 'sending');
    await insertAudit(tx, { at: now, actor, action: 'resume-sending', subjectKind: 'sending', subjectId: null });
  });
}

/**
 * Takes off the lock of a restore or clone, once a person has seen that no second installation sends the same letters. A
 * pause is another matter and stays.
 *
 * @returns why it was locked; null when it was not.
 */
export async function unlockSending(app: App, actor: string): Promise<{ why: string | null } | null> {
  const now = app.now();
  return app.db.transaction(async (tx) => {
    const row = await lockInstallation(tx);
    if (!row) throw new Error('There is no installation row.');
    if (!row.lockedAt) return null;
    await markUnlocked(tx);
    await announceChange(tx, 'sending');
    await insertAudit(tx, { at: now, actor, action: 'unlock-sending', subjectKind: 'sending', subjectId: null });
    return { why: row.lockedWhy };
  });
}
