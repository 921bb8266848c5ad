import { uuidv7 } from 'uuidv7';
import type { App } from '../app.ts';
import type { NewSegment } from '../contract/segments.ts';
import { insertAudit } from '../db/audit.ts';
import { insertMembers, insertSegment, listUnknownClients, type SegmentRow } from '../db/segments.ts';
import { AjarError } from '../errors.ts';

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
    const unknown = new Set(await listUnknownClients(tx, clientIds));
    if (unknown.size > 0) throw refuseClients(clientIds, unknown);
    await insertMembers(tx, row.id, [...new Set(clientIds)], { at: now, why: 'listed' });
    await insertAudit(tx, { at: now, actor, action: 'create-segment', subjectKind: 'segment', subjectId: row.id });
    return row;
  });
}

function refuseSlug(): AjarError {
  const message = 'There is a segment with this slug.';
  return new AjarError('conflict', message, [{ pointer: '/slug', message }]);
}

function refuseClients(ids: readonly string[], unknown: Set<string>): AjarError {
  const errors = ids.flatMap((id, index) =>
    unknown.has(id) ? [{ pointer: `/clientIds/${index}`, message: 'There is no such client.' }] : [],
  );
  return new AjarError('invalid_request', 'Not all of these are clients.', errors.slice(0, 100));
}
