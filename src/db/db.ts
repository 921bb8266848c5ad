import { drizzle, type NodePgQueryResultHKT } from 'drizzle-orm/node-postgres';
import type { PgDatabase } from 'drizzle-orm/pg-core';
import { Pool, type PoolClient } from 'pg';
import { PreparingClient } from './preparing-client.ts';
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
 * When a connection that says nothing begins to be asked whether its other end is still there. Routers forget a silent one after
 * minutes; the system's own two hours would leave a listener deaf, and a query waiting, for as long.
 */
export const keepAliveInitialDelayMillis = 30_000;

/**
 * A pool of connections, none of which is opened yet. A connection that breaks while idle (the server restarts) is
 * logged and replaced; without a listener it would end the process.
 */
export function openPool(url: string, log: DbLog): Pool {
  const pool = new Pool({
    Client: PreparingClient,
    connectionString: url,
    application_name: 'ajar',
    max: 10,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis,
    // Awaited by pg-pool, so that the connection is not handed out before; its types do not say so yet.
    onConnect: (client) => prepareSession(client as PoolClient) as unknown as void,
  });
  pool.on('error', (error) => {
    const { code } = error as NodeJS.ErrnoException;
    log.warn({ code }, 'An idle database connection broke; the next query opens another.');
  });
  return pool;
}

/**
 * UTC, so that SQL never depends on the zone of a server. And a batch is found row by row through its indexes: as it is
 * set by default, for disks that turn, PostgreSQL would rather read whole tables of some ten thousand rows each time.
 */
async function prepareSession(client: PoolClient): Promise<void> {
  await client.query(`SET TIME ZONE 'UTC'; SET random_page_cost = 1.1`);
}

export function openDb(pool: Pool): Db {
  return drizzle(pool, { schema, casing: 'snake_case' });
}
