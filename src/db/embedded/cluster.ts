import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { DatabaseProblem } from '../db-error.ts';
import type { Binaries } from './binaries.ts';
import { isAlive } from './postmaster.ts';
import { sayFileError, sayFull, sayServerError, sayWrongOwner } from './refusal.ts';
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
export const serverEnv = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

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
export function pathForServer(cluster: Cluster, folder: string): string {
  if (!cluster.user || mayReach(cluster.user, folder)) return folder;
  if (process.platform === 'linux') return '/proc/self/cwd';
  const barrier = findBarrier(cluster.user, folder);
  throw new DatabaseProblem(
    `PostgreSQL runs as the user ${cluster.user.uid}, who may not enter ${barrier}: run chmod o+x ${barrier}, or set AJAR_DATA_DIR to a folder outside of it.`,
  );
}
