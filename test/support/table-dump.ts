import type { Pool } from 'pg';

/** Every row of every table as text, bytes decoded as Latin-1, by table: what somebody with a dump could find. */
export async function dumpTables(pool: Pool): Promise<Map<string, string[]>> {
  const tables = await pool.query<{ table: string; columns: { name: string; type: string }[] }>(`
    select c.table_name as table, json_agg(json_build_object('name', c.column_name, 'type', c.data_type) order by c.ordinal_position) as columns
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE' group by 1 order by 1`);
  const dump = new Map<string, string[]>();
  for (const { table, columns } of tables.rows) {
    const cells = columns.map(({ name, type }) =>
      type === 'bytea' ? `coalesce(encode("${name}", 'escape'), '')` : `coalesce("${name}"::text, '')`,
    );
    const { rows } = await pool.query<{ row: string }>(
      `select concat_ws(' | ', ${cells.join(', ')}) as row from "${table}" order by 1`,
    );
    dump.set(
      table,
      rows.map(({ row }) => row),
    );
  }
  return dump;
}
