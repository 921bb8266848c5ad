import { spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseProblem } from '../db-error.ts';
import { type Cluster, pathForServer, serverEnv } from './cluster.ts';
import { findLastPort, findPostmaster } from './postmaster.ts';
import { logFile, sayFileError, sayServerError } from './refusal.ts';

/**
 * Settings for a small machine that does other work too. All reach the server as arguments: what an older Ajar wrote into
 * the cluster never counts.
 */
function serverSettings(durable: boolean): Record<string, string> {
  return {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '100',
    max_wal_size: '256MB',
    // Of the log so much is used again: a batch that touches thousands of pages would else wait for new files to be filled with zeros,
    min_wal_size: '128MB',
    // and, with room for a few MB alone, write page by page in its own time.
    wal_buffers: '16MB',
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
