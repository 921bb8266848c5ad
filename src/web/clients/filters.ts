import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import type { QueryOf } from '../../contract/routes.ts';

/** What the list can be narrowed by; everything stands in the address, so that a link shows the same list. */
export const filterKeys = [
  'q',
  'flag',
  'state',
  'reason',
  'owner',
  'country',
  'currency',
  'minValue',
  'maxValue',
  'since',
  'until',
] as const;
export type FilterKey = (typeof filterKeys)[number];
export type Filters = Partial<Record<FilterKey, string>>;

export const sorts = { name: 'Name', departedOn: 'Left', value: 'Value', nextLetter: 'Next letter' } as const;
export type Sort = keyof typeof sorts;
export type Order = 'asc' | 'desc';

/** The order in which a column is most useful at the first click. */
const firstOrder: Record<Sort, Order> = { name: 'asc', departedOn: 'desc', value: 'desc', nextLetter: 'asc' };

export interface ClientList {
  filters: Filters;
  sort: Sort;
  order: Order;
  /** What the API is asked: filters, and with them the order. */
  filterQuery: QueryOf<'GET /v1/clients/count'>;
  query: QueryOf<'GET /v1/clients'>;
  /** What a saved view keeps. */
  kept: Record<string, string>;
  setFilters: (changes: Filters, how?: { replace?: boolean }) => void;
  clear: () => void;
  sortBy: (sort: Sort, order?: Order) => void;
  show: (kept: Readonly<Record<string, string>>) => void;
}

export function useClientList(): ClientList {
  const [params, setParams] = useSearchParams();
  return useMemo(() => {
    const filters: Filters = {};
    for (const key of filterKeys) {
      const value = params.get(key);
      if (value !== null && value !== '') filters[key] = value;
    }
    const asked = params.get('sort');
    const sort: Sort = asked !== null && asked in sorts ? (asked as Sort) : 'departedOn';
    const order: Order =
      params.get('order') === 'asc' ? 'asc' : params.get('order') === 'desc' ? 'desc' : firstOrder[sort];
    // The API checks each value: a link with a wrong one shows its refusal.
    const filterQuery = filters as QueryOf<'GET /v1/clients/count'>;
    const change = (changes: Record<string, string | undefined>, replace = false) =>
      setParams(
        (before) => {
          const after = new URLSearchParams(before);
          for (const [key, value] of Object.entries(changes)) {
            if (value === undefined || value === '') after.delete(key);
            else after.set(key, value);
          }
          return after;
        },
        { replace },
      );
    return {
      filters,
      sort,
      order,
      filterQuery,
      query: { ...filterQuery, sort, order },
      kept: { ...filters, sort, order },
      setFilters: (changes, { replace } = {}) => change(changes, replace),
      clear: () => change(Object.fromEntries(filterKeys.map((key) => [key, undefined]))),
      sortBy: (by, how) => change({ sort: by, order: how ?? (by === sort ? flip(order) : firstOrder[by]) }),
      show: (kept) => setParams(new URLSearchParams(kept)),
    };
  }, [params, setParams]);
}

function flip(order: Order): Order {
  return order === 'asc' ? 'desc' : 'asc';
}
