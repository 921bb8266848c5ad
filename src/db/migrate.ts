import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { Client } from 'pg';
import { DatabaseProblem, isDbUnreachable, unwrapDbError } from './db-error.ts';

interface Migration {
  tag: string;
  hash: string;
}

/** Any number that nobody else uses for an advisory lock in this database: the letters "ajar". */
const migrationLock = 0x616a6172;

/**
 * Brings the tables of a database to this version of Ajar. Safe to run from any number of processes at once (one does
 * it, the others wait) and to run again. Drizzle passes over a migration that is older than the newest one applied, so
 * what is in the database is compared with what we ship before and after.
 *
 * @returns how many migrations were applied just now.
 * @throws DatabaseProblem when the database cannot be reached, is too old, or holds other migrations than ours.
 */
export async function migrateDb(url: string): Promise<{ applied: number }> {
  const client = await connect(url);
  try {
    await refuseUnfit(client);
    await client.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    const folder = findMigrations();
    const ours = readMigrations(folder);
    const before = await listApplied(client);
    refuseOthers(ours, before);
    if (before.length < ours.length) await migrate(drizzle(client), { migrationsFolder: folder });
    const after = await listApplied(client);
    refuseOthers(ours, after);
    if (after.length < ours.length) {
      throw new DatabaseProblem(
        `Only ${after.length} of ${ours.length} migrations could be applied: the times in drizzle/meta/_journal.json are not in order.`,
      );
    }
    return { applied: after.length - before.length };
  } finally {
    // Ending the session frees the lock, also after an error inside a transaction.
    await client.end().catch(() => {});
  }
}

/** Opens one connection; what commonly goes wrong with a DATABASE_URL is told in words. */
async function connect(url: string): Promise<Client> {
  const client = new Client({
    connectionString: url,
    application_name: 'ajar migrate',
    connectionTimeoutMillis: 10_000,
  });
  // A connection that breaks later fails the query that runs; without a listener it would end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    return client;
  } catch (error) {
    const { host, port, database, user } = client;
    const said = sayConnectError(error, { server: `${host}:${port}`, database: database ?? '', user: user ?? '' });
    throw new DatabaseProblem(said, { cause: error });
  }
}

function sayConnectError(error: unknown, to: { server: string; database: string; user: string }): string {
  switch (unwrapDbError(error)?.code) {
    case '28P01':
    case '28000':
      return `PostgreSQL at ${to.server} does not let the user "${to.user}" in: check user and password in DATABASE_URL.`;
    case '3D000':
      return `There is no database "${to.database}" at ${to.server}: create it (createdb ${to.database}), or correct DATABASE_URL.`;
    case '42501':
      return `The user "${to.user}" may not connect to the database "${to.database}" at ${to.server}: grant it CONNECT.`;
    case undefined:
    default:
      return isDbUnreachable(error)
        ? `PostgreSQL at ${to.server} cannot be reached: check that it runs, and host and port in DATABASE_URL.`
        : `The connection to PostgreSQL at ${to.server} fails (${(error as Error).message}): check DATABASE_URL.`;
  }
}

/** How many migrations this version of Ajar ships; a database that is current has as many. */
export function countShippedMigrations(): number {
  return readMigrations(findMigrations()).length;
}

async function refuseUnfit(client: Client): Promise<void> {
  const { rows } = await client.query<{ version: string; number: number; encoding: string }>(
    `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
            current_setting('server_encoding') AS encoding`,
  );
  const [server] = rows;
  if (!server) throw new Error('The server does not say its version.');
  if (server.number < 150_000) {
    throw new DatabaseProblem(`Ajar needs PostgreSQL 15 or newer, and this is ${server.version}: upgrade it.`);
  }
  if (server.encoding !== 'UTF8') {
    throw new DatabaseProblem(
      `The database is encoded in ${server.encoding}, which cannot hold every name: create one with ENCODING 'UTF8'.`,
    );
  }
}

async function listApplied(client: Client): Promise<{ hash: string }[]> {
  const { rows: exists } = await client.query<{ found: boolean }>(
    `SELECT to_regclass('drizzle.__drizzle_migrations') IS NOT NULL AS found`,
  );
  if (!exists[0]?.found) return [];
  const { rows } = await client.query<{ hash: string }>('SELECT hash FROM drizzle.__drizzle_migrations ORDER BY id');
  return rows;
}

function refuseOthers(ours: Migration[], applied: { hash: string }[]): void {
  const different = ours.find(({ hash }, index) => applied[index] && applied[index].hash !== hash);
  if (different) {
    throw new DatabaseProblem(
      `The database was made by another line of Ajar: its migrations differ from ours at ${different.tag}. Start the version that made it, or use another database.`,
    );
  }
  if (applied.length > ours.length) {
    throw new DatabaseProblem(
      `The database is newer than this Ajar (${applied.length} migrations, we know ${ours.length}): start the newer version.`,
    );
  }
}

/** The folder `drizzle/` stands beside package.json; this file runs from src/db/ and, bundled, from dist/. */
function findMigrations(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = path.join(folder, 'drizzle');
    if (existsSync(path.join(candidate, 'meta', '_journal.json'))) return candidate;
    const parent = path.dirname(folder);
    if (parent === folder)
      throw new DatabaseProblem('The folder drizzle/ with the migrations is missing: install Ajar again.');
    folder = parent;
  }
}

/** In the order of the journal, hashed as drizzle does. */
function readMigrations(folder: string): Migration[] {
  const journal = JSON.parse(readFileSync(path.join(folder, 'meta', '_journal.json'), 'utf8')) as {
    entries: { tag: string }[];
  };
  return journal.entries.map(({ tag }) => {
    const text = readFileSync(path.join(folder, `${tag}.sql`), 'utf8');
    return { tag, hash: createHash('sha256').update(text).digest('hex') };
  });
}
