import type { App } from '../../app.ts';
import type { SegmentChange } from '../../contract/segments.ts';
import { insertAudit } from '../../db/house/audit.ts';
import {
  insertMembers,
  lockSegment,
  markMembersRemoved,
  type SegmentRow,
  updateSegmentName,
} from '../../db/clients/segments.ts';
import { AjarError } from '../../errors.ts';
import { refuseUnknownClients } from './create-segment.ts';

/**
 * Renames a segment, and has clients join or leave a list; who is in it or out of it already stays so. Who is in another
 * kind of segment follows from what happened to the client, not from a wish.
 *
 * @throws not_found, wrong_state, invalid_request
 */
export async function changeSegment(
  app: App,
  actor: string,
  slug: string,
  { name, add = [], remove = [] }: SegmentChange,
): Promise<SegmentRow> {
  const now = app.now();
  return app.db.transaction(async (tx) => {
    const before = await lockSegment(tx, slug);
    if (!before) throw new AjarError('not_found');
    if (add.length + remove.length > 0 && before.kind !== 'list')
      throw new AjarError('wrong_state', 'Only a list takes clients by hand.');
    await refuseUnknownClients(tx, add, 'add');
    await insertMembers(tx, before.id, [...new Set(add)], { at: now, why: 'listed' });
    await markMembersRemoved(tx, before.id, remove, { at: now, why: 'unlisted' });
    if (name !== undefined) await updateSegmentName(tx, before.id, name);
    const subject = { subjectKind: 'segment', subjectId: before.id };
    const detail = { add, remove, renamed: name !== undefined };
    await insertAudit(tx, { at: now, actor, action: 'change-segment', ...subject, detail });
    return { ...before, name: name ?? before.name };
  });
}
