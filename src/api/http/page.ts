import { isDay } from '../../domain/calendar.ts';
import type { PageRequest } from '../../db/page.ts';
import { AjarError } from '../../errors.ts';

/** What a list is ordered by, besides the id: cursors of another kind are refused before they reach SQL. */
export type CursorKind = 'instant' | 'day' | 'text' | 'id';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const accepts: Record<CursorKind, (key: string) => boolean> = {
  instant: (key) => /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(key) && !Number.isNaN(Date.parse(key)),
  day: isDay,
  text: (key) => key.length <= 300 && !key.includes('\u0000'),
  id: (key) => uuid.test(key),
};

/**
 * Reads `?limit=&cursor=` into what a query takes. It asks for one row more than a page holds: that row says whether
 * there is a next page.
 */
export function readPage(query: { limit: number; cursor?: string | undefined }, kind: CursorKind): PageRequest {
  return { limit: query.limit + 1, after: query.cursor === undefined ? null : readCursor(query.cursor, kind) };
}

/** The answer of a list: `rows` as the query gave them, `cursorOf` the sort key and id of a row. */
export function makePage<Row, Item>(
  rows: readonly Row[],
  { limit }: PageRequest,
  cursorOf: (row: Row) => [key: string | Date, id: string],
  present: (row: Row) => Item,
): { data: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit - 1);
  const last = shown.at(-1);
  const more = rows.length >= limit && last !== undefined;
  return { data: shown.map(present), nextCursor: more ? writeCursor(...cursorOf(last)) : null };
}

function writeCursor(key: string | Date, id: string): string {
  const text = key instanceof Date ? key.toISOString() : key;
  return Buffer.from(JSON.stringify([text, id])).toString('base64url');
}

function readCursor(cursor: string, kind: CursorKind): { key: string; id: string } {
  const [key, id] = parse(cursor);
  if (typeof key === 'string' && typeof id === 'string' && uuid.test(id) && accepts[kind](key)) return { key, id };
  throw new AjarError('invalid_request', undefined, [
    { pointer: '/query/cursor', message: 'Not a cursor of this list: take it from nextCursor.' },
  ]);
}

function parse(cursor: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(value) && value.length === 2 ? value : [];
  } catch {
    return [];
  }
}
