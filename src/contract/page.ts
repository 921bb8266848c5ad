import { z } from 'zod';

/** Every list is read in pages: `{ data, nextCursor }` with `?limit=&cursor=`. */

const maxPageSize = 200;

/** Spread into the query schema of a list. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(maxPageSize).default(50),
  cursor: z.string().min(1).max(500).optional().describe('The nextCursor of the page before.'),
};

/** One page of things; `name` is the id of the schema, such as OfferPage. */
export function pageOf<Item extends z.ZodType>(item: Item, name: string) {
  return z
    .object({ data: z.array(item), nextCursor: z.string().nullable().describe('Null on the last page.') })
    .meta({ id: name });
}
