import type { App } from '../../app.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { findInbound } from '../../db/inbound/inbound.ts';
import { AjarError } from '../../errors.ts';
import { type ReceivedMail, settleMail } from './receive-mail.ts';

/**
 * Tries a mail again that could not be handled.
 *
 * @throws not_found; wrong_state for a mail that did not fail.
 */
export async function replayMail(app: App, by: string, id: string): Promise<ReceivedMail> {
  const now = app.now();
  const row = await findInbound(app.db, id);
  if (row === null) throw new AjarError('not_found');
  if (row.state !== 'failed' && row.state !== 'stored')
    throw new AjarError('wrong_state', 'Only a mail that could not be handled can be tried again.');
  await insertAudit(app.db, { at: now, actor: by, action: 'replay-mail', subjectKind: 'inbound', subjectId: id });
  return settleMail(app, id, now, by);
}
