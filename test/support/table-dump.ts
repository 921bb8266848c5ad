import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import type { Pool } from 'pg';

/**
 * Every row of every table as text, by table: what somebody with a dump could find who also opens what is packed. Behind the
 * cells stands what their bytes say: as Latin-1 and UTF-8, inflated, and out of base64, quoted-printable and encoded words.
 */
export async function dumpTables(pool: Pool): Promise<Map<string, string[]>> {
  const tables = await pool.query<{ table: string; columns: { name: string; type: string }[] }>(`
    select c.table_name as table, json_agg(json_build_object('name', c.column_name, 'type', c.data_type) order by c.ordinal_position) as columns
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE' group by 1 order by 1`);
  const dump = new Map<string, string[]>();
  for (const { table, columns } of tables.rows) {
    const cells = columns.filter(({ type }) => type !== 'bytea').map(({ name }) => `coalesce("${name}"::text, '')`);
    const blobs = columns.filter(({ type }) => type === 'bytea').map(({ name }) => `"${name}"`);
    const { rows } = await pool.query<{ row: string; blobs: Record<string, unknown> }>(
      `select concat_ws(' | ', ${cells.join(', ')}) as row, ${blobs.length === 0 ? 'null' : blobs.join(', ')} from "${table}" order by 1`,
    );
    dump.set(
      table,
      rows.map(({ row, ...others }) =>
        [row, ...Object.values(others).flatMap((cell) => (Buffer.isBuffer(cell) ? said(cell) : []))].join(' | '),
      ),
    );
  }
  return dump;
}

/** Written apart from the product's own reading of mail, so that the one shows what the other misses. */
function said(bytes: Buffer, depth = 0): string[] {
  const latin = bytes.toString('latin1');
  const found = [latin, bytes.toString('utf8')];
  if (depth > 4) return found;
  const inner: Buffer[] = [];
  for (const open of [gunzipSync, inflateSync]) {
    try {
      inner.push(open(bytes));
    } catch {
      // It is not packed that way.
    }
  }
  for (let at = latin.indexOf('PK\u0003\u0004'); at >= 0; at = latin.indexOf('PK\u0003\u0004', at + 4)) {
    const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
    try {
      inner.push(inflateRawSync(bytes.subarray(start)));
    } catch {
      // Stored, or no archive after all.
    }
  }
  for (const [block] of latin.matchAll(/(?:^[A-Za-z0-9+/]{8,}={0,2}\r?$\n?)+/gm))
    inner.push(Buffer.from(block, 'base64'));
  if (/=[0-9A-F]{2}|=\r?\n/.test(latin)) {
    const plain = latin.replaceAll(/=\r?\n/g, '');
    const unquoted = plain.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) =>
      String.fromCodePoint(Number.parseInt(hex, 16)),
    );
    if (unquoted !== latin) inner.push(Buffer.from(unquoted, 'latin1'));
  }
  for (const [, kind, word] of latin.matchAll(/=\?[^?]+\?([bq])\?([^?]*)\?=/gi))
    inner.push(
      kind!.toLowerCase() === 'b' ? Buffer.from(word!, 'base64') : Buffer.from(word!.replaceAll('_', ' '), 'latin1'),
    );
  return [...found, ...inner.flatMap((one) => said(one, depth + 1))];
}
