import { sql } from 'drizzle-orm';
import type { ServerFacts } from '../../domain/doctor/machine.ts';
import type { Db } from '../db.ts';

/** What the server says of itself, as it holds for our connections. */
export async function findServerFacts(db: Db): Promise<ServerFacts> {
  const { rows } = await db.execute<{ [Name in keyof ServerFacts]: ServerFacts[Name] }>(sql`
    select current_setting('server_version') as version,
      current_setting('server_version_num')::int as "versionNumber",
      current_setting('server_encoding') as encoding,
      current_setting('fsync') as fsync,
      current_setting('synchronous_commit') as "synchronousCommit",
      current_setting('full_page_writes') as "fullPageWrites",
      current_setting('max_connections')::int as "maxConnections"`);
  if (!rows[0]) throw new Error('The server says nothing of itself.');
  return rows[0];
}

/** The server's own clock at this moment. */
export async function findServerTime(db: Db): Promise<Date> {
  const { rows } = await db.execute<{ ms: number }>(
    sql`select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms`,
  );
  return new Date(rows[0]!.ms);
}
