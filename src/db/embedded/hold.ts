import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { DbLog } from '../db.ts';
import { DatabaseProblem, isDbUnreachable, unwrapDbError } from '../db-error.ts';
import { type Cluster, readPassword, role } from './cluster.ts';
import { findPostmaster, type Postmaster } from './postmaster.ts';
import { startServer, stopServer } from './server.ts';

/** That this process uses the server: while anybody does, nobody stops it. */
export interface Hold {
  port: number;
  client: Client;
  /** Gives it up; whoever is last stops the server. Never throws, may be repeated. */
  release: () => Promise<void>;
}

export type HolderKind = 'serve' | 'command';

interface Session {
  client: Client;
  postmaster: { pid: number; port: number };
}

/**
 * Advisory locks in the maintenance database, on a session kept for them: `used` is shared by all who use the server,
 * `served` belongs to the one that serves. The server frees them when a process ends, however it does, so unlike a lock
 * file they are never stale.
 */
const used = 0x616a6101;
const served = 0x616a6102;

/** How long a server may take to come up again after a crash of the machine, and to go down. */
const patienceMs = 120_000;

/**
 * Takes a share in the server that runs.
 *
 * @returns null when it went away meanwhile: the last one that used it was stopping it.
 * @throws DatabaseProblem when another process serves, or the server is not ours or does not answer.
 */
export async function holdServer(cluster: Cluster, kind: HolderKind, log: DbLog): Promise<Hold | null> {
  let session = await openSession(cluster, kind);
  if (!session) return null;
  const state = { released: false };

  const watch = ({ client }: Session) => {
    // pg tells of a session that the server ended twice: of its last words, and of the closed connection.
    client.once('error', () => {
      if (!state.released) void holdAgain();
    });
  };
  /** The server restarted, or somebody ended our session or the server: take the share again, start it if need be. */
  const holdAgain = async () => {
    log.warn({ kind }, 'The embedded database broke off; looking after it.');
    while (!state.released) {
      await sleep(1000, undefined, { ref: false });
      try {
        if (!findPostmaster(cluster.folder)) await startServer(cluster);
        const next = await openSession(cluster, kind);
        if (!next) continue;
        session = next;
        if (state.released) return await leave(cluster, next, log);
        watch(next);
        return log.info({ port: next.postmaster.port }, 'The embedded database is back.');
      } catch (error) {
        log.error(
          { problem: error instanceof DatabaseProblem ? error.message : null },
          'The embedded database is away.',
        );
      }
    }
  };
  watch(session);
  return {
    port: session.postmaster.port,
    client: session.client,
    release: async () => {
      if (state.released || !session) return;
      state.released = true;
      await leave(cluster, session, log);
    },
  };
}

/**
 * A share is given back before the whole is asked for. Of several that leave at once the last to ask gets it; and who
 * comes while the server goes down waits for the share, is cut off by the end of the server, and starts it again.
 */
async function leave(cluster: Cluster, { client, postmaster }: Session, log: DbLog): Promise<void> {
  try {
    await client.query('SELECT pg_advisory_unlock_shared($1)', [used]);
    const { rows } = await client.query<{ last: boolean }>('SELECT pg_try_advisory_lock($1) AS last', [used]);
    if (rows[0]?.last) await stopServer(cluster, postmaster.pid);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    log.warn({ code }, 'The embedded database was not stopped; the next start takes it over.');
  } finally {
    await client.end().catch(() => {});
  }
}

async function openSession(cluster: Cluster, kind: HolderKind): Promise<Session | null> {
  for (let waited = 0; waited < patienceMs; waited += 50) {
    const postmaster = findPostmaster(cluster.folder);
    if (!postmaster) return null;
    const session = await tryConnect(cluster, postmaster, kind);
    if (session && (await takeShare(session))) {
      if (kind === 'serve') await takeServing(cluster, session);
      return session;
    }
    await sleep(50);
  }
  throw new DatabaseProblem(
    `PostgreSQL in ${cluster.folder} runs but does not answer for two minutes: see postgres.log beside it.`,
  );
}

/** null while the server is on its way up or down. */
async function tryConnect(cluster: Cluster, postmaster: Postmaster, kind: HolderKind): Promise<Session | null> {
  const { pid, port } = postmaster;
  if (port === null) return null;
  const client = new Client({
    host: '127.0.0.1',
    port,
    user: role,
    password: readPassword(cluster),
    database: 'postgres',
    application_name: `ajar ${kind} ${process.pid}`,
    connectionTimeoutMillis: 10_000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ file: string }>(`SELECT pg_read_file('postmaster.pid') AS file`);
    if (Number.parseInt(rows[0]?.file ?? '', 10) === pid) return { client, postmaster: { pid, port } };
  } catch (error) {
    await client.end().catch(() => {});
    if (isDbUnreachable(error)) return null;
    const said = unwrapDbError(error)?.code ?? (error as Error).message;
    throw new DatabaseProblem(
      `PostgreSQL in ${cluster.folder} (process ${pid}) does not let Ajar in (${said}): stop it with kill ${pid}, and put the file ajar-password there back from a backup.`,
      { cause: error },
    );
  }
  await client.end().catch(() => {});
  throw new DatabaseProblem(
    `At port ${port} answers another PostgreSQL than that of ${cluster.folder}: stop process ${pid}.`,
  );
}

/** false when the server went down while we waited for whoever was stopping it. */
async function takeShare({ client }: Session): Promise<boolean> {
  try {
    await client.query('SELECT pg_advisory_lock_shared($1)', [used]);
    return true;
  } catch {
    await client.end().catch(() => {});
    return false;
  }
}

/** One that was killed a moment ago is given time to be noticed. */
async function takeServing(cluster: Cluster, session: Session): Promise<void> {
  for (let attempt = 0; attempt < 10; attempt++) {
    const { rows } = await session.client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1) AS got', [served]);
    if (rows[0]?.got) return;
    await sleep(100);
  }
  const { rows } = await session.client.query<{ name: string }>(
    `SELECT application_name AS name FROM pg_locks JOIN pg_stat_activity USING (pid)
      WHERE locktype = 'advisory' AND objid = $1 AND granted LIMIT 1`,
    [served],
  );
  await session.client.end().catch(() => {});
  const pid = /\d+$/.exec(rows[0]?.name ?? '')?.[0];
  throw new DatabaseProblem(
    `Another Ajar${pid ? ` (process ${pid})` : ''} already serves from ${cluster.dataDir}: stop it first, or set AJAR_DATA_DIR and PORT to others.`,
  );
}
