import { Column, type GetColumnData, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Db } from './db.ts';

/** Columns by the group and name under which a row has them. */
type Groups = Record<string, Record<string, PgColumn>>;
type Rows<G extends Groups> = { [Group in keyof G]: { [Name in keyof G[Group]]: GetColumnData<G[Group][Name]> } }[];

/**
 * What drizzle's own select answers for these columns, in a fraction of its time: for batches of which every letter needs
 * hundreds of values. `build` writes the query around the selection it is given. A group of a left join that found nothing
 * is there, with nothing but nulls in it.
 */
export async function selectRows<G extends Groups>(
  db: Db,
  groups: G,
  build: (selection: Record<string, SQL.Aliased>) => SQLWrapper,
): Promise<Rows<G>> {
  const selection: Record<string, SQL.Aliased> = {};
  const shape = Object.entries(groups).map(([group, columns]) => ({
    group,
    columns: Object.entries(columns).map(([name, column]) => {
      const alias = `c${Object.keys(selection).length}`;
      selection[alias] = sql`${column}`.as(alias);
      return { name, alias, column: decodes(column) ? column : null };
    }),
  }));
  const { rows } = await db.execute(build(selection).getSQL());
  return rows.map((row) => {
    const answer: Record<string, Record<string, unknown>> = {};
    for (const { group, columns } of shape) {
      const values: Record<string, unknown> = {};
      for (const { name, alias, column } of columns) {
        const value = row[alias];
        values[name] = value === null || column === null ? value : column.mapFromDriverValue(value);
      }
      answer[group] = values;
    }
    return answer;
  }) as Rows<G>;
}

function decodes(column: Column): boolean {
  return column.mapFromDriverValue !== Column.prototype.mapFromDriverValue;
}
