import { drizzle, type NodePgQueryResultHKT } from 'drizzle-orm/node-postgres';
import type { PgDatabase } from 'drizzle-orm/pg-core';
import { Pool, type PoolClient } from 'pg';
import * as schema from './schema.ts';

/** A pool or an open transaction: a query cannot tell which, and must not care. */
export type Db = PgDatabase<NodePgQueryResultHKT, typeof schema>;

/** The part of the log that the database writes to. */
export interface DbLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/**
 * A pool of connections, none of which is opened yet. A connection that breaks while idle (the server restarts) is
 * logged and replaced; without a listener it would end the process. Sessions run in UTC, so that SQL never depends on
 * the zone of a server.
 */
export function openPool(url: string, log: DbLog): Pool {
  const pool = new Pool({
    connectionString: url,
    application_name: 'ajar',
    max: 10,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
    // Awaited by pg-pool, so that the connection is not handed out before; its types do not say so yet.
    onConnect: (client) => setUtc(client as PoolClient) as unknown as void,
  });
  pool.on('error', (error) => {
    const { code } = error as NodeJS.ErrnoException;
    log.warn({ code }, 'An idle database connection broke; the next query opens another.');
  });
  return pool;
}

async function setUtc(client: PoolClient): Promise<void> {
  await client.query(`SET TIME ZONE 'UTC'`);
}

export function openDb(pool: Pool): Db {
  return drizzle(pool, { schema, casing: 'snake_case' });
}
