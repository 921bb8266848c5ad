import type { App } from '../../app.ts';
import { announceChange } from '../../db/change-notice.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { type InboundRow, lockInbound, updateInbound } from '../../db/inbound/inbound.ts';
import { AjarError } from '../../errors.ts';

/**
 * Takes a mail out of the tray that concerns nobody of ours; it is kept. Twice changes nothing.
 *
 * @throws not_found; wrong_state for a mail that was acted upon.
 */
export async function dismissMail(app: App, by: string, id: string): Promise<InboundRow> {
  const now = app.now();
  return app.db.transaction(async (tx) => {
    const row = await lockInbound(tx, id);
    if (row === null) throw new AjarError('not_found');
    if (row.state === 'dismissed') return row;
    if (row.state === 'handled') throw new AjarError('wrong_state', 'This mail was acted upon; it is not in the tray.');
    await insertAudit(tx, { at: now, actor: by, action: 'dismiss-mail', subjectKind: 'inbound', subjectId: id });
    await announceChange(tx, 'thread');
    return updateInbound(tx, id, { state: 'dismissed', handledAt: now });
  });
}
