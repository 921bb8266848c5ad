import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseProblem } from '../db-error.ts';

/** Who PostgreSQL runs as when we are root, which it refuses to be. */
export interface SystemUser {
  uid: number;
  gid: number;
}

/**
 * null: we are not root, and the server runs as we do. Else the owner of the cluster if there is one already, so that
 * one made without root keeps working, and otherwise the user `postgres`, made when missing.
 *
 * @throws DatabaseProblem when there is no such user and it cannot be made.
 */
export function findServerUser(cluster: string): SystemUser | null {
  if (process.getuid?.() !== 0) return null;
  const owner = statSync(cluster, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const known = findUser();
  if (known) return known;
  for (const command of makeUserCommands) {
    if (spawnSync('/bin/sh', ['-c', command], { stdio: 'ignore', env: rootEnv }).status === 0) break;
  }
  const made = findUser();
  if (made) return made;
  throw new DatabaseProblem(
    'PostgreSQL does not run as root, and the user "postgres" it would run as does not exist and could not be made. Run: useradd --system postgres. Or start Ajar as a normal user, or set DATABASE_URL.',
  );
}

const rootEnv = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };
const makeUserCommands = [
  'useradd --system --user-group --no-create-home --shell /usr/sbin/nologin postgres',
  'useradd --system -g postgres --no-create-home --shell /usr/sbin/nologin postgres',
  'addgroup -S postgres; adduser -S -D -H -G postgres -s /sbin/nologin postgres',
];

function findUser(): SystemUser | null {
  const ask = (flag: string) => spawnSync('id', [flag, 'postgres'], { encoding: 'utf8', env: rootEnv });
  const [user, group] = [ask('-u'), ask('-g')];
  if (user.status !== 0 || group.status !== 0) return null;
  return { uid: Number(user.stdout), gid: Number(group.stdout) };
}

/** Whether the server's user gets to this file or folder; the kernel is asked, since modes alone do not tell (ACLs). */
export function mayReach(user: SystemUser, place: string): boolean {
  const { status } = spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', place], { ...user, cwd: '/', env: rootEnv });
  return status === 0;
}

/** The first folder on the way that this user may not enter, e.g. /root. */
export function findBarrier(user: SystemUser, place: string): string {
  const parents: string[] = [];
  for (let folder = place; !parents.includes(folder); folder = path.dirname(folder)) parents.unshift(folder);
  return parents.find((folder) => !mayReach(user, folder)) ?? place;
}
