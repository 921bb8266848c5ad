import { statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseProblem } from '../db-error.ts';

/** Where an embedded database lives, as far as the words for what is wrong need it. */
interface Place {
  folder: string;
  dataDir: string;
}

export function logFile({ dataDir }: Place): string {
  return path.join(dataDir, 'postgres.log');
}

export function sayWrongOwner({ folder }: Place): string {
  const owner = statSync(folder).uid;
  return `${folder} belongs to the user with number ${owner}, and Ajar runs as ${process.getuid?.()}: start Ajar as that user (or as root), or give it the folder with chown -R.`;
}

/** The telling line of what PostgreSQL said when it ended. */
export function sayServerError(said: string, cluster: Place): string {
  if (/No space left on device|Disk quota exceeded/i.test(said)) return sayFull(cluster);
  const lines = said.split('\n').map((line) => line.replace(/^\d{4}-[-:. \d]+ UTC/, '').trim());
  const telling = [/FATAL|PANIC|ERROR|error:/, /cannot|could not/, /./].map((sign) =>
    lines.findLast((line) => sign.test(line)),
  );
  return `PostgreSQL does not start in ${cluster.folder}: ${telling.find(Boolean) ?? 'it said nothing'} (its log: ${logFile(cluster)}).`;
}

export function sayFull({ dataDir }: Place): string {
  return `The disk that holds ${dataDir} is full: make room (PostgreSQL needs about 100 MB to begin with), then start again.`;
}

/** What the file system refused, in words; anything else stays what it is. */
export function sayFileError(error: unknown, cluster: Place): unknown {
  const { code, path: place = cluster.dataDir } = error as NodeJS.ErrnoException;
  const say = (message: string) => new DatabaseProblem(message, { cause: error });
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return say(sayFull(cluster));
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
