import { type AnyColumn, sql, type SQL } from 'drizzle-orm';

/** One page of a list that is ordered by a key and, where keys are equal, by id. */
export interface PageRequest {
  limit: number;
  /** The last row of the page before; null at the beginning. */
  after: { key: string; id: string } | null;
}

/** The condition that a row comes after the last one of the page before. Undefined on the first page. */
export function isBeyond(
  { after }: PageRequest,
  direction: 'asc' | 'desc',
  key: AnyColumn,
  id: AnyColumn,
): SQL | undefined {
  if (after === null) return undefined;
  return direction === 'asc'
    ? sql`(${key}, ${id}) > (${after.key}, ${after.id})`
    : sql`(${key}, ${id}) < (${after.key}, ${after.id})`;
}
