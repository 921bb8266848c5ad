import { readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import path from 'node:path';

/** What `postmaster.pid` says about the server of a cluster. */
export interface Postmaster {
  pid: number;
  /** null while it has not got that far. */
  port: number | null;
  /** Whether it takes connections: not while it recovers, nor while it goes down. */
  ready: boolean;
}

/**
 * The server that runs on this cluster; null when none does. A killed Ajar leaves its server running, and a killed
 * machine leaves the file with a number that another program may have by now (in a container nearly always): PostgreSQL
 * would then refuse to start for good. So the process is looked at, and a file that names a stranger is removed.
 */
export function findPostmaster(cluster: string): Postmaster | null {
  const file = path.join(cluster, 'postmaster.pid');
  const lines = readLines(file);
  const pid = Number(lines?.[0]);
  if (!lines || !Number.isInteger(pid) || pid <= 0) return null;
  if (!isAlive(pid)) return null; // PostgreSQL itself replaces the file of a process that is gone.
  if (isServerOf(pid, cluster)) {
    return { pid, port: Number(lines[3]) || null, ready: lines[7]?.trim() === 'ready' };
  }
  // Between the two readings the server may have ended, and another have begun.
  if (readLines(file)?.[0] === lines[0]) rmSync(file, { force: true });
  return null;
}

/** The port of the last start, from the options that PostgreSQL notes down; null when there was none. */
export function findLastPort(cluster: string): number | null {
  const options = readLines(path.join(cluster, 'postmaster.opts'))?.[0] ?? '';
  return Number(/"-p" "(\d+)"/.exec(options)?.[1]) || null;
}

function readLines(file: string): string[] | null {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return null;
  }
}

/** Whether there is a process with this number, whoever it belongs to. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A zombie is none: nobody may be there to reap it. A server always stands in the folder of its cluster. */
function isServerOf(pid: number, cluster: string): boolean {
  if (process.platform !== 'linux') return isPostgresByName(pid);
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    if (/^\d+ \(postgres\) [ZX]/.test(stat)) return false;
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster);
  } catch {
    return false; // Gone meanwhile, or another user's: the folder of a cluster belongs to who runs its server.
  }
}

function isPostgresByName(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=,comm=', '-p', String(pid)], { encoding: 'utf8' });
  return /postgres/.test(stdout) && !stdout.trim().startsWith('Z');
}
