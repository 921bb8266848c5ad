import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import type { NewSegment } from '../../contract/segments.ts';
import { insertAudit } from '../../db/house/audit.ts';
import type { Db } from '../../db/db.ts';
import { insertMembers, insertSegment, listUnknownClients, type SegmentRow } from '../../db/clients/segments.ts';
import { AjarError } from '../../errors.ts';

/**
 * Adds a segment that is a list, with the clients it begins with.
 *
 * @throws conflict when the slug is taken; invalid_request naming each id that is no client
 */
export async function createSegment(app: App, actor: string, input: NewSegment): Promise<SegmentRow> {
  const now = app.now();
  const { slug, name, clientIds = [] } = input;
  return app.db.transaction(async (tx) => {
    const row = await insertSegment(tx, { id: uuidv7(), slug, name, kind: 'list', createdAt: now });
    if (!row) throw refuseSlug();
    await refuseUnknownClients(tx, clientIds, 'clientIds');
    await insertMembers(tx, row.id, [...new Set(clientIds)], { at: now, why: 'listed' });
    await insertAudit(tx, { at: now, actor, action: 'create-segment', subjectKind: 'segment', subjectId: row.id });
    return row;
  });
}

function refuseSlug(): AjarError {
  const message = 'There is a segment with this slug.';
  return new AjarError('conflict', message, [{ pointer: '/slug', message }]);
}

/** @throws invalid_request naming each id in the field that is no client */
export async function refuseUnknownClients(tx: Db, ids: readonly string[], field: string): Promise<void> {
  const unknown = new Set(await listUnknownClients(tx, ids));
  if (unknown.size === 0) return;
  const errors = ids.flatMap((id, index) =>
    unknown.has(id) ? [{ pointer: `/${field}/${index}`, message: 'There is no such client.' }] : [],
  );
  throw new AjarError('invalid_request', 'Not all of these are clients.', errors.slice(0, 100));
}
