import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDb, openPool } from '../../src/db/db.ts';
import { isDbUnreachable } from '../../src/db/db-error.ts';
import { makeDatabase, type TestDatabase } from '../support/postgres.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await makeDatabase();
});
afterAll(() => database.close());

it('works in UTC whatever the zone of the server', async () => {
  await database.pool.query(
    `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET timezone TO %L', current_database(), 'Asia/Tokyo'); END $$`,
  );
  const pool = openPool(database.url, { info: () => {}, warn: () => {}, error: () => {} });
  const { rows } = await openDb(pool).execute<{ zone: string }>(sql`SELECT current_setting('TimeZone') AS zone`);
  await pool.end();
  expect(rows).toEqual([{ zone: 'UTC' }]);
});

it('logs a connection that breaks while idle, and opens another', async () => {
  const warnings: string[] = [];
  const pool = openPool(database.url, {
    info: () => {},
    warn: (_, message) => warnings.push(message),
    error: () => {},
  });
  const { rows } = await pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  await database.pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
  await expect.poll(() => warnings).toHaveLength(1);
  expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  await pool.end();
});

it('tells a database that is away from one that says no', async () => {
  const url = new URL(database.url);
  url.port = '1';
  const away = openPool(url.href, { info: () => {}, warn: () => {}, error: () => {} });
  const refused: unknown = await openDb(away)
    .execute(sql`SELECT 1`)
    .catch((error: unknown) => error);
  await away.end();
  expect(isDbUnreachable(refused)).toBe(true);
  const said: unknown = await database.db.execute(sql`SELECT nonsense`).catch((error: unknown) => error);
  expect(isDbUnreachable(said)).toBe(false);
});
