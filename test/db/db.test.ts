import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

describe('a statement that is sent again and again', () => {
  const silent = { info: () => {}, warn: () => {}, error: () => {} };
  const text = 'SELECT $1::int + 1 AS next';

  it('is prepared from the fifth time on, and answers as before', async () => {
    const pool = openPool(database.url, silent);
    const client = await pool.connect();
    const prepared = async () =>
      (await client.query<{ statement: string }>('SELECT statement FROM pg_prepared_statements')).rows.map(
        (row) => row.statement,
      );
    for (let n = 1; n <= 4; n += 1) expect((await client.query({ text }, [n])).rows).toEqual([{ next: n + 1 }]);
    expect(await prepared()).toEqual([]);
    for (let n = 5; n <= 8; n += 1) expect((await client.query({ text }, [n])).rows).toEqual([{ next: n + 1 }]);
    expect(await prepared()).toEqual([text]);
    client.release();
    await pool.end();
  });

  it('survives an error, a rollback and a change of its table', async () => {
    const pool = openPool(database.url, silent);
    const db = openDb(pool);
    await db.execute(sql`CREATE TABLE prepared_ones (a int NOT NULL)`);
    const put = (tx: Pick<typeof db, 'execute'>, a: number | null) =>
      tx.execute(sql`INSERT INTO prepared_ones (a) VALUES (${a})`);
    for (let n = 0; n < 6; n += 1) await db.transaction((tx) => put(tx, n));
    await expect(db.transaction((tx) => put(tx, null))).rejects.toThrow(/Failed query/);
    await db.execute(sql`ALTER TABLE prepared_ones ADD COLUMN b text`);
    await db.transaction((tx) => put(tx, 6));
    const { rows } = await db.execute<{ sum: number }>(sql`SELECT sum(a)::int AS sum FROM prepared_ones`);
    expect(rows).toEqual([{ sum: 21 }]);
    await pool.end();
  });

  it('is one of at most 128, however many there are', async () => {
    const pool = openPool(database.url, silent);
    const client = await pool.connect();
    for (let n = 0; n < 140; n += 1)
      for (let time = 0; time < 6; time += 1)
        expect((await client.query({ text: `SELECT $1::int AS n${n}` }, [time])).rows).toEqual([{ [`n${n}`]: time }]);
    const { rows } = await client.query<{ n: number }>('SELECT count(*)::int AS n FROM pg_prepared_statements');
    expect(rows).toEqual([{ n: 128 }]);
    client.release();
    await pool.end();
  });
});
