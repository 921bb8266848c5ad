import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Paths of everything that belongs to the repository: tracked, or new and not ignored; deleted files are left out. */
export function listFiles(): string[] {
  return (listWithGit() ?? listWithoutGit()).filter((path) => existsSync(join(root, path))).toSorted();
}

export function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Text as git sees it: no NUL byte near the beginning. */
export function isText(path: string): boolean {
  return !readFileSync(join(root, path)).subarray(0, 8000).includes(0);
}

/** null without git: none installed, no repository, or one that belongs to somebody else. */
function listWithGit(): string[] | null {
  if (!existsSync(join(root, '.git'))) return null;
  const flags = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const { status, stdout } = spawnSync('git', flags, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });
  return status === 0 ? [...new Set(stdout.split('\0').filter(Boolean))] : null;
}

function listWithoutGit(folder = root): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return /^(\.git|node_modules|dist|data|coverage)$/.test(entry.name) ? [] : listWithoutGit(path);
    return /^\.env$|\.log$/.test(entry.name) ? [] : relative(root, path).replaceAll('\\', '/');
  });
}
