import { randomBytes } from 'node:crypto';
import { Client, type Pool } from 'pg';
import { inject } from 'vitest';
import { type Db, openDb, openPool } from '../../src/db/db.ts';
import { until } from './product.ts';

/** A database of its own, migrated and empty. */
export interface TestDatabase {
  url: string;
  db: Db;
  pool: Pool;
  /** Closes the pool and drops the database, whoever is still connected. */
  close: () => Promise<void>;
}

const silent = { info: () => {}, warn: () => {}, error: () => {} };

/** Copies the migrated database of this run, in about 50 ms: one per test file, in `beforeAll`, closed in `afterAll`. */
export async function makeDatabase(): Promise<TestDatabase> {
  const { template } = inject('testServer');
  const { url, drop } = await createDatabase(`TEMPLATE ${template}`);
  const pool = openPool(url, silent);
  return {
    url,
    db: openDb(pool),
    pool,
    close: async () => {
      await pool.end();
      await drop();
    },
  };
}

/** Waits until some statement in this database waits for a lock that another transaction has. */
export async function untilBlocked(pool: Pool): Promise<void> {
  const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  await until('a statement that waits', async () => (await pool.query(waiting)).rows.length > 0);
}

/** An empty database without any table, for tests of migrating and the like. */
export async function createDatabase(
  options = `TEMPLATE template0 ENCODING 'UTF8'`,
): Promise<{ url: string; drop: () => Promise<void> }> {
  const server = new URL(inject('testServer').url);
  const name = `ajar_test_${process.pid}_${randomBytes(5).toString('hex')}`;
  await runOn(server.href, `CREATE DATABASE ${name} ${options}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => runOn(server.href, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function runOn(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
