import { insertAudit } from '../../db/house/audit.ts';
import type { Db } from '../../db/db.ts';
import { type StopWish, stopEverything } from './stop-everything.ts';

/** Stops everything to an address because of what a mail or the provider said, within the caller's transaction, and puts it on record. */
export async function stopForPerson(tx: Db, wish: StopWish): Promise<void> {
  const stopped = await stopEverything(tx, wish);
  if (!stopped.isNew) return;
  await insertAudit(tx, {
    at: wish.now,
    actor: wish.by,
    action: 'suppress-address',
    subjectKind: 'suppression',
    subjectId: stopped.suppressionId,
    detail: { reason: wish.reason, source: wish.source, messageId: wish.messageId, ended: stopped.ended },
  });
}
