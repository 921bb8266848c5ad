import { randomBytes } from 'node:crypto';
import { chownSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { DbLog } from './db.ts';
import { DatabaseProblem, unwrapDbError } from './db-error.ts';
import { prepareBinaries } from './embedded/binaries.ts';
import { type Cluster, ensureCluster, readPassword, role } from './embedded/cluster.ts';
import { type Hold, type HolderKind, holdServer } from './embedded/hold.ts';
import { findPostmaster } from './embedded/postmaster.ts';
import { sayFileError } from './embedded/refusal.ts';
import { startServer } from './embedded/server.ts';
import { findServerUser } from './embedded/system-user.ts';

export interface EmbeddedOptions {
  /** Absolute; made when missing. The cluster stands in its folder `postgres`. */
  dataDir: string;
  log: DbLog;
  /** false: faster, and a crash of the machine may lose the data. For tests. */
  durable?: boolean;
}

/** A running embedded PostgreSQL that this process uses. */
export interface Embedded {
  /** The database of Ajar, password included. */
  url: string;
  /** The server ran already: another Ajar uses it, or a killed one left it. */
  adopted: boolean;
  /** The database is new and empty. */
  freshlyMade: boolean;
  /** Gives the database up; whoever is last stops the server. Close the pool first. Never throws, may be repeated. */
  stop: () => Promise<void>;
}

const database = 'ajar';

/**
 * Starts the embedded PostgreSQL of a data folder for the one process that serves from it, or takes over the one that
 * runs there.
 *
 * @throws DatabaseProblem, also when another Ajar serves from this folder; it names the process.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  return openEmbedded(options, 'serve');
}

/**
 * The same for a command: beside a running server it uses that one's database, and otherwise starts and stops its own.
 *
 * @throws DatabaseProblem
 */
export async function connectOrStartEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  return openEmbedded(options, 'command');
}

/**
 * The secret of an Ajar with an embedded database: made once, then read.
 *
 * @throws DatabaseProblem when the folder cannot be written, or the file holds no secret.
 */
export function embeddedSecret(dataDir: string): string {
  const file = path.join(dataDir, 'secret');
  try {
    makeDataDir(dataDir);
    if (!statSync(file, { throwIfNoEntry: false })) writeOnce(file, `${randomBytes(32).toString('hex')}\n`);
    const secret = readFileSync(file, 'utf8').trim();
    if (Buffer.byteLength(secret) >= 32) return secret;
  } catch (error) {
    throw sayFileError(error, { dataDir, folder: path.join(dataDir, 'postgres') });
  }
  throw new DatabaseProblem(
    `${file} holds no secret of 32 bytes or more: put it back from a backup; a new one would break every link sent so far.`,
  );
}

/** Whole or not at all, and never over one that is there: another process may do the same at this moment. */
function writeOnce(file: string, text: string): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text, { mode: 0o600 });
  try {
    const owner = statSync(path.dirname(file));
    if (process.getuid?.() === 0) chownSync(draft, owner.uid, owner.gid);
    linkSync(draft, file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    // Some mounts of a container's host know no links; then it is at least never over one that is there.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(code ?? '')) throw error;
    writeFileSync(file, text, { mode: 0o600, flag: 'wx' });
  } finally {
    rmSync(draft, { force: true });
  }
}

function makeDataDir(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o750 });
}

async function openEmbedded(options: EmbeddedOptions, kind: HolderKind): Promise<Embedded> {
  const cluster = prepareCluster(options);
  let adopted = true;
  // Each round ends with the server in use, or with the reason why it was not there any more: it was just going down.
  for (let round = 0; round < 10; round++) {
    if (!findPostmaster(cluster.folder)) {
      await ensureCluster(cluster);
      await startServer(cluster);
      adopted = false;
    }
    const hold = await holdServer(cluster, kind, options.log);
    if (!hold) {
      adopted = true;
      continue;
    }
    try {
      const freshlyMade = await ensureDatabase(hold);
      return { url: urlOf(cluster, hold.port), adopted, freshlyMade, stop: () => hold.release() };
    } catch (error) {
      await hold.release();
      throw error;
    }
  }
  throw new DatabaseProblem(`The database in ${cluster.folder} keeps stopping: see postgres.log beside it.`);
}

function prepareCluster({ dataDir, durable = true }: EmbeddedOptions): Cluster {
  const folder = path.join(dataDir, 'postgres');
  try {
    makeDataDir(dataDir);
  } catch (error) {
    throw sayFileError(error, { dataDir, folder });
  }
  const user = findServerUser(folder);
  return { folder, dataDir, user, durable, binaries: prepareBinaries({ copyTo: dataDir, user }) };
}

/** @returns whether it was made just now. */
async function ensureDatabase({ client }: Hold): Promise<boolean> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
  if (rowCount) return false;
  try {
    await client.query(`CREATE DATABASE ${database}`);
    return true;
  } catch (error) {
    // Two starts at once: the other one made it.
    if (['42P04', '23505'].includes(unwrapDbError(error)?.code ?? '')) return false;
    throw error;
  }
}

function urlOf(cluster: Cluster, port: number): string {
  return `postgres://${role}:${readPassword(cluster)}@127.0.0.1:${port}/${database}`;
}
