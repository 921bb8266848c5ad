import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseProblem } from '../db-error.ts';
import type { Binaries } from './binaries.ts';
import { findLastPort, findPostmaster, isAlive } from './postmaster.ts';
import { findBarrier, mayReach, type SystemUser } from './system-user.ts';

/** A folder of data, the programs for it, and who runs them. */
export interface Cluster {
  /** The folder of the data folder that PostgreSQL owns. */
  folder: string;
  dataDir: string;
  binaries: Binaries;
  user: SystemUser | null;
  /** false: a crash of the machine may lose the data. For tests. */
  durable: boolean;
}

/** The one role in an embedded cluster; it owns everything in it. */
export const role = 'ajar';

const passwordFile = 'ajar-password';

/** The environment of the server: nothing of ours (PGPORT and its like would change it, secrets are none of its business). */
const serverEnv = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/**
 * Settings for a small machine that does other work too. All reach the server as arguments: what an older Ajar wrote into
 * the cluster never counts.
 */
function serverSettings(durable: boolean): Record<string, string> {
  return {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '100',
    shared_buffers: '64MB',
    max_wal_size: '256MB',
    min_wal_size: '32MB',
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_logical_replication_workers: '0',
    // A container often has 64 MB of shared memory, which parallel queries can exhaust.
    max_parallel_workers_per_gather: '0',
    io_method: 'sync',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    log_line_prefix: '%m ',
    // The log would hold what people wrote, if the statements that fail stood in it.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    ...(!durable && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
}

/** The password of the cluster, made with it. */
export function readPassword(cluster: Cluster): string {
  try {
    return readFileSync(path.join(cluster.folder, passwordFile), 'utf8').trim();
  } catch (error) {
    throw new DatabaseProblem(
      `The password of the database cannot be read from ${path.join(cluster.folder, passwordFile)}: put the file back from a backup.`,
      { cause: error },
    );
  }
}

/**
 * Makes the cluster when there is none: in a folder beside, renamed when it is whole, password included. So a start that
 * is cut off leaves no half of one, and of two at once one wins.
 *
 * @returns whether it was made just now.
 * @throws DatabaseProblem for a folder that is not ours to use, a full disk and the like.
 */
export async function ensureCluster(cluster: Cluster): Promise<boolean> {
  if (isMade(cluster)) return false;
  const draft = `${cluster.folder}.${process.pid}-${randomBytes(4).toString('hex')}.new`;
  const secret = `${draft}-password`;
  try {
    refuseFullDisk(cluster);
    mkdirSync(draft, { mode: 0o700 });
    removeOldDrafts(cluster, statSync(draft).mtimeMs);
    writeFileSync(secret, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
    if (cluster.user) for (const place of [draft, secret]) chownSync(place, cluster.user.uid, cluster.user.gid);
    await runInitdb(cluster, draft, secret);
    renameSync(secret, path.join(draft, passwordFile));
    renameSync(draft, cluster.folder);
    return true;
  } catch (error) {
    if (isMade(cluster)) return false; // Another start was faster.
    throw sayFileError(error, cluster);
  } finally {
    rmSync(draft, { recursive: true, force: true });
    rmSync(secret, { force: true });
  }
}

/** Asked before: initdb gives back what it took when it fails, and hides the reason behind a later one. */
function refuseFullDisk(cluster: Cluster): void {
  const { bavail, bsize } = statfsSync(cluster.dataDir);
  if (bavail * bsize < 100_000_000) throw new DatabaseProblem(sayFull(cluster));
}

/** What starts that were killed in the middle have left; their number may belong to another process by now. */
function removeOldDrafts(cluster: Cluster, nowMs: number): void {
  const pattern = new RegExp(`^${path.basename(cluster.folder)}\\.(\\d+)-[0-9a-f]+\\.new(-password)?$`);
  for (const name of readdirSync(cluster.dataDir)) {
    const pid = Number(pattern.exec(name)?.[1]);
    const file = path.join(cluster.dataDir, name);
    const madeAtMs = pid ? statSync(file, { throwIfNoEntry: false })?.mtimeMs : undefined;
    if (madeAtMs === undefined || (isAlive(pid) && nowMs - madeAtMs < 600_000)) continue;
    rmSync(file, { recursive: true, force: true });
  }
}

function isMade(cluster: Cluster): boolean {
  const { folder, binaries } = cluster;
  let version: string;
  try {
    if (readdirSync(folder).length === 0) return false;
    version = readFileSync(path.join(folder, 'PG_VERSION'), 'utf8').trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !statSync(folder, { throwIfNoEntry: false })) return false;
    if (code === 'ENOENT') {
      throw new DatabaseProblem(
        `${folder} holds something that is no PostgreSQL data: move it away, or set AJAR_DATA_DIR to another folder.`,
      );
    }
    if (code === 'EACCES' || code === 'EPERM') throw new DatabaseProblem(sayWrongOwner(cluster), { cause: error });
    throw error;
  }
  if (version !== String(binaries.major)) {
    throw new DatabaseProblem(
      `${folder} was made by PostgreSQL ${version}, and this Ajar brings PostgreSQL ${binaries.major}: start the Ajar that made it and move the data with pg_dump, or set AJAR_DATA_DIR to a new folder.`,
    );
  }
  const owner = statSync(folder).uid;
  if (owner !== (cluster.user?.uid ?? process.getuid?.() ?? owner)) throw new DatabaseProblem(sayWrongOwner(cluster));
  return true;
}

function sayWrongOwner({ folder }: Cluster): string {
  const owner = statSync(folder).uid;
  return `${folder} belongs to the user with number ${owner}, and Ajar runs as ${process.getuid?.()}: start Ajar as that user (or as root), or give it the folder with chown -R.`;
}

async function runInitdb(cluster: Cluster, folder: string, secret: string): Promise<void> {
  const input = openSync(secret, 'r');
  try {
    const args = ['-D', pathForServer(cluster, folder), '-U', role, '--pwfile=/dev/stdin', '--auth=scram-sha-256'];
    args.push(
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
    );
    if (!cluster.durable) args.push('--no-sync');
    // stdin is the file itself: it needs no path that the server's user may enter, and no password stands in `ps`.
    const child = spawn(cluster.binaries.initdb, args, {
      cwd: folder,
      env: serverEnv,
      stdio: [input, 'pipe', 'pipe'],
      ...cluster.user,
    });
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    if (code !== 0) throw new DatabaseProblem(sayServerError(said, cluster));
  } finally {
    closeSync(input);
  }
}

/**
 * The folder as the server is told it. Under a parent that its user may not enter (/root) it still can stand in the
 * folder, put there by us before the user changes; PostgreSQL never leaves it.
 */
function pathForServer(cluster: Cluster, folder: string): string {
  if (!cluster.user || mayReach(cluster.user, folder)) return folder;
  if (process.platform === 'linux') return '/proc/self/cwd';
  const barrier = findBarrier(cluster.user, folder);
  throw new DatabaseProblem(
    `PostgreSQL runs as the user ${cluster.user.uid}, who may not enter ${barrier}: run chmod o+x ${barrier}, or set AJAR_DATA_DIR to a folder outside of it.`,
  );
}

/**
 * Starts the server, in a process group of its own: Ctrl-C at a terminal reaches all of the group in the foreground, and
 * the database must be the last to go. Its log is a file and not a pipe, since it may outlive us.
 *
 * @returns once it answers to its port, or once another start was seen to be faster.
 * @throws DatabaseProblem with what PostgreSQL said.
 */
export async function startServer(cluster: Cluster): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const port = await choosePort(attempt === 1 ? findLastPort(cluster.folder) : null);
    const said = await tryStart(cluster, port);
    if (said === null || /lock file "postmaster.pid" already exists/.test(said)) return;
    const isTaken = /could not bind|Address already in use|could not create any TCP\/IP sockets/.test(said);
    if (!isTaken || attempt === 5) throw new DatabaseProblem(sayServerError(said, cluster));
  }
}

async function choosePort(wanted: number | null): Promise<number> {
  const server = createServer();
  const listen = (port: number) =>
    new Promise<number>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
        const { port } = server.address() as AddressInfo;
        server.close(() => resolve(port));
      });
    });
  return wanted === null ? listen(0) : listen(wanted).catch(() => choosePort(null));
}

/** @returns null once the server is ready, else its last words. */
async function tryStart(cluster: Cluster, port: number): Promise<string | null> {
  const log = openLog(cluster);
  const from = fstatSync(log).size;
  try {
    const settings = Object.entries(serverSettings(cluster.durable)).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ]);
    const child = spawn(
      cluster.binaries.postgres,
      ['-D', pathForServer(cluster, cluster.folder), '-p', String(port), ...settings],
      { cwd: cluster.folder, env: serverEnv, detached: true, stdio: ['ignore', log, log], ...cluster.user },
    );
    const end: { error: Error | null; code: number | string | null } = { error: null, code: null };
    child.on('error', (error) => (end.error = error));
    child.on('exit', (code, signal) => (end.code = code ?? signal));
    child.unref();
    while (end.code === null) {
      if (end.error) throw sayFileError(end.error, cluster);
      if (findPostmaster(cluster.folder)?.ready) return null;
      await sleep(20);
    }
    return readFrom(log, from);
  } finally {
    closeSync(log);
  }
}

function logFile(cluster: Cluster): string {
  return path.join(cluster.dataDir, 'postgres.log');
}

function openLog(cluster: Cluster): number {
  const file = logFile(cluster);
  try {
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 4_000_000) renameSync(file, `${file}.1`);
    return openSync(file, 'a+', 0o600);
  } catch (error) {
    throw sayFileError(error, cluster);
  }
}

function readFrom(log: number, from: number): string {
  const buffer = Buffer.alloc(Math.min(fstatSync(log).size - from, 64_000));
  readSync(log, buffer, 0, buffer.length, from);
  return buffer.toString();
}

/**
 * Ends the server: open transactions are rolled back, everything is written, sessions that are left are cut off. If that
 * takes more than `patienceMs` it ends at once; the next start then recovers from its log, and nothing is lost.
 */
export async function stopServer(cluster: Cluster, pid: number, patienceMs = 30_000): Promise<void> {
  const isGone = () => findPostmaster(cluster.folder)?.pid !== pid;
  for (const [signal, waitMs] of [
    ['SIGINT', patienceMs],
    ['SIGQUIT', 5_000],
  ] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    for (let waited = 0; waited < waitMs; waited += 20) {
      if (isGone()) return;
      await sleep(20);
    }
  }
}

function sayServerError(said: string, cluster: Cluster): string {
  if (/No space left on device|Disk quota exceeded/i.test(said)) return sayFull(cluster);
  const lines = said.split('\n').map((line) => line.replace(/^\d{4}-[-:. \d]+ UTC/, '').trim());
  const telling = [/FATAL|PANIC|ERROR|error:/, /cannot|could not/, /./].map((sign) =>
    lines.findLast((line) => sign.test(line)),
  );
  return `PostgreSQL does not start in ${cluster.folder}: ${telling.find(Boolean) ?? 'it said nothing'} (its log: ${logFile(cluster)}).`;
}

function sayFull({ dataDir }: Cluster): string {
  return `The disk that holds ${dataDir} is full: make room (PostgreSQL needs about 100 MB to begin with), then start again.`;
}

/** What the file system refused, in words; anything else stays what it is. */
export function sayFileError(error: unknown, cluster: Pick<Cluster, 'dataDir' | 'folder'>): unknown {
  const { code, path: place = cluster.dataDir } = error as NodeJS.ErrnoException;
  const say = (message: string) => new DatabaseProblem(message, { cause: error });
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return say(sayFull(cluster as Cluster));
    case 'EACCES':
    case 'EPERM':
      return say(
        `Ajar may not write to ${place}: give this user the folder, or set AJAR_DATA_DIR to one that is its own.`,
      );
    case 'EROFS':
      return say(`${place} is on a read-only file system: set AJAR_DATA_DIR to a folder that can be written.`);
    case 'EBUSY':
    case 'EXDEV':
      return say(`${cluster.folder} is a mount of its own: mount the folder above it (${cluster.dataDir}) instead.`);
    case 'ENOTDIR':
    case 'EEXIST':
      return say(`${place} is in the way: Ajar needs ${cluster.dataDir} to be a folder.`);
    default:
      return error;
  }
}
