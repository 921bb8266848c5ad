import { type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';

/** `column = any(array)`: one parameter however many ids, and one plan. */
export function among(column: PgColumn, ids: readonly string[], type: 'uuid' | 'text' = 'uuid'): SQL {
  return sql`${column} = any(${type === 'uuid' ? uuids(ids) : texts(ids)})`;
}

/** UUIDs as one array parameter: nothing in them has to be escaped, so nothing is searched for it. */
export function uuids(values: readonly (string | null)[]): SQL {
  return sql`${sql.param(`{${values.map((value) => value ?? 'null').join(',')}}`)}::uuid[]`;
}

const textType = 25;

/**
 * Texts as one array parameter, in PostgreSQL's own binary form: written as they are. As a literal each would be searched
 * for what has to be escaped, here and there again, which for whole letters costs more than storing them.
 */
export function texts(values: readonly (string | null)[]): SQL {
  const lengths = values.map((value) => (value === null ? -1 : Buffer.byteLength(value)));
  const bytes = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + 4 + Math.max(0, length), 20));
  const dimensions = 1;
  const hasNulls = lengths.includes(-1) ? 1 : 0;
  const firstIndex = 1;
  let at = 0;
  for (const head of [dimensions, hasNulls, textType, values.length, firstIndex]) at = bytes.writeInt32BE(head, at);
  for (const [index, value] of values.entries()) {
    at = bytes.writeInt32BE(lengths[index]!, at);
    if (value !== null) at += bytes.write(value, at);
  }
  return sql`${sql.param(bytes)}::text[]`;
}

/** The rows by key, in their order; rows without a key are left out. */
export function group<T>(rows: readonly T[], keyOf: (row: T) => string | null): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key === null) continue;
    const list = groups.get(key);
    if (list === undefined) groups.set(key, [row]);
    else list.push(row);
  }
  return groups;
}
