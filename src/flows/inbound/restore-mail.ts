import type { App } from '../../app.ts';
import { announceChange } from '../../db/change-notice.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { type InboundRow, lockInbound, updateInbound } from '../../db/inbound/inbound.ts';
import { AjarError } from '../../errors.ts';

/**
 * Puts a mail back into the tray that was taken out of it by hand.
 *
 * @throws not_found; wrong_state unless it was dismissed and can still be read
 */
export async function restoreMail(app: App, by: string, id: string): Promise<InboundRow> {
  const now = app.now();
  return app.db.transaction(async (tx) => {
    const row = await lockInbound(tx, id);
    if (row === null) throw new AjarError('not_found');
    if (row.state !== 'dismissed' || row.contactId !== null || row.visibleText === null)
      throw new AjarError('wrong_state', 'Only a mail that was dismissed can be put back.');
    await insertAudit(tx, { at: now, actor: by, action: 'restore-mail', subjectKind: 'inbound', subjectId: id });
    await announceChange(tx, 'thread');
    return updateInbound(tx, id, { state: 'unmatched' });
  });
}
