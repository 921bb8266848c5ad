import { afterEach, describe, expect, it } from 'vitest';
import { Client } from 'pg';
import { unwrapDbError } from '../../src/db/db-error.ts';
import { migrateDb } from '../../src/db/migrate.ts';
import { createDatabase, makeDatabase } from '../support/postgres.ts';

const drops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const drop of drops.splice(0)) await drop();
});

async function makeEmpty(options?: string): Promise<string> {
  const { url, drop } = await createDatabase(options);
  drops.push(drop);
  return url;
}

async function run(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

describe('migrating', () => {
  it('is done once when four processes start at the same time, and not again', async () => {
    const url = await makeEmpty();
    const results = await Promise.all([1, 2, 3, 4].map(() => migrateDb(url)));
    const applied = results.map((result) => result.applied).toSorted((a, b) => a - b);
    expect(applied.slice(0, 3)).toEqual([0, 0, 0]);
    expect(applied[3]).toBeGreaterThan(0);
    expect(await migrateDb(url)).toEqual({ applied: 0 });
    expect(await run(url, 'SELECT count(*)::int AS count FROM drizzle.__drizzle_migrations')).toEqual([
      { count: applied[3] },
    ]);
  });

  it('refuses a database that is newer', async () => {
    const url = await makeEmpty();
    await migrateDb(url);
    await run(
      url,
      `INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('later', ${Number.MAX_SAFE_INTEGER})`,
    );
    await expect(migrateDb(url)).rejects.toThrow(/newer than this Ajar/);
  });

  it('refuses a database with other migrations before it touches it', async () => {
    const url = await makeEmpty();
    await run(
      url,
      `CREATE SCHEMA drizzle;
       CREATE TABLE drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint);
       INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('other', 1)`,
    );
    await expect(migrateDb(url)).rejects.toThrow(/another line of Ajar/);
    expect(await run(url, `SELECT to_regclass('public.clients') AS found`)).toEqual([{ found: null }]);
  });

  it('refuses a database that cannot hold every name', async () => {
    const url = await makeEmpty(`TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C' LOCALE_PROVIDER libc`);
    await expect(migrateDb(url)).rejects.toThrow(/encoded in LATIN1/);
  });

  it.each([
    ['a port where nobody listens', (url: URL) => (url.port = '1'), /cannot be reached: check that it runs/],
    ['a missing database', (url: URL) => (url.pathname = '/nowhere'), /no database "nowhere"/],
    [
      'a wrong user',
      (url: URL) => (url.href = url.href.replace(/\/\/[^@]*@/, '//nobody:hunter2@')),
      /does not let the user/,
    ],
  ])('says in words what is wrong with %s', async (_what, spoil, words) => {
    const url = new URL(await makeEmpty());
    spoil(url);
    const error = await migrateDb(url.href).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ name: 'DatabaseProblem', message: expect.stringMatching(words) as unknown });
    expect((error as Error).message).not.toContain('hunter2');
  });
});

describe('a database of a test', () => {
  it('is migrated and in UTC', async () => {
    const { pool, close } = await makeDatabase();
    const { rows } = await pool.query(
      `SELECT current_setting('TimeZone') AS zone, to_regclass('public.clients') IS NOT NULL AS migrated`,
    );
    await close();
    expect(rows).toEqual([{ zone: 'UTC', migrated: true }]);
  });
});

describe('an error of the database', () => {
  it('is unwrapped to its code and constraint, wherever it is wrapped', async () => {
    const { db, close } = await makeDatabase();
    const error: unknown = await db
      .execute(`INSERT INTO drizzle.__drizzle_migrations (id, hash) SELECT id, hash FROM drizzle.__drizzle_migrations`)
      .catch((thrown: unknown) => thrown);
    await close();
    expect(unwrapDbError(error)).toEqual({
      code: '23505',
      constraint: '__drizzle_migrations_pkey',
      table: '__drizzle_migrations',
    });
    expect(unwrapDbError(new Error('23505'))).toBeNull();
    expect(unwrapDbError(null)).toBeNull();
  });
});
