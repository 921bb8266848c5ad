import { type Check, checkOf } from './check.ts';

/** What a PostgreSQL server says of itself. */
export interface ServerFacts {
  version: string;
  versionNumber: number;
  encoding: string;
  fsync: string;
  synchronousCommit: string;
  fullPageWrites: string;
  maxConnections: number;
}

/** A process of Ajar holds up to a pool of ten and two that listen; two processes and a person beside them fit into this. */
const fewConnections = 25;

/** Whether the database keeps what it says that it kept: promises about letters hang on it. */
export function judgeServer(server: ServerFacts): Check {
  const says = checkOf('database', 'Database');
  const set = (line: string) => `Run on the server: ALTER SYSTEM SET ${line}; SELECT pg_reload_conf();`;
  if (server.versionNumber < 150_000)
    return says.failure(`PostgreSQL ${server.version} is too old.`, 'Upgrade it to 15 or newer.');
  if (server.encoding !== 'UTF8')
    return says.failure(
      `It is encoded in ${server.encoding}, which cannot hold every name.`,
      `Make one with: createdb --encoding=UTF8`,
    );
  if (server.fsync === 'off')
    return says.failure('fsync is off: a power cut can corrupt everything.', set('fsync = on'));
  if (server.synchronousCommit === 'off')
    return says.failure(
      'synchronous_commit is off: after a crash a letter that left may be forgotten, and leave again.',
      `${set('synchronous_commit = on')} It may also be set for the database or the user (ALTER DATABASE, ALTER ROLE … RESET synchronous_commit).`,
    );
  if (server.fullPageWrites === 'off')
    return says.failure('full_page_writes is off: a crash can leave half a page.', set('full_page_writes = on'));
  if (server.maxConnections < fewConnections)
    return says.warning(
      `It takes ${server.maxConnections} connections, and each process of Ajar may want twelve.`,
      `Run on the server: ALTER SYSTEM SET max_connections = 100; and restart it.`,
    );
  return says.ok(
    `PostgreSQL ${server.version}, which writes through, with room for ${server.maxConnections} connections.`,
  );
}

export function judgeMigrations(applied: number, shipped: number): Check {
  const says = checkOf('migrations', 'Migrations');
  if (applied === shipped) return says.ok(`All ${shipped} are applied.`);
  return applied < shipped
    ? says.failure(`${shipped - applied} of ${shipped} are not applied.`, 'npx ajar migrate')
    : says.failure(`The database has ${applied}, this Ajar knows ${shipped}.`, 'Start the newer version of Ajar.');
}

/** `aheadMs`: how far the database's clock is ahead of ours. */
export function judgeClock(aheadMs: number): Check {
  const says = checkOf('clock', 'Clocks');
  const off = Math.abs(aheadMs) / 1000;
  if (off < 2) return says.ok('This machine and the database have the same time.');
  const words = `The database is ${off < 120 ? `${Math.round(off)} s` : `${Math.round(off / 60)} min`} ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine.`;
  const fix = 'Let both take their time from the network: timedatectl set-ntp true';
  return off < 30 ? says.warning(words, fix) : says.failure(`${words} Leases end too early or too late.`, fix);
}

/** `freeBytes` null: there is no folder of ours, the database is elsewhere. */
export function judgeDisk(folder: string, freeBytes: number | null): Check {
  const says = checkOf('disk', 'Space for data');
  if (freeBytes === null) return says.skipped('The database is on a server of its own.');
  const free = `${(freeBytes / 1e9).toFixed(1)} GB are free for ${folder}.`;
  const fix = `Free some space, or move the folder: AJAR_DATA_DIR=<a larger disk>`;
  if (freeBytes < 200e6) return says.failure(`${free} The database stops when it is full.`, fix);
  return freeBytes < 2e9 ? says.warning(free, fix) : says.ok(free);
}

export interface SecretFacts {
  secret: string;
  /** Whether the database was made with it. */
  isKnown: boolean;
  hasPrevious: boolean;
  /** The file that keeps it, when others than its owner may read it. */
  openFile: string | null;
}

/** Whether the key of links, reply addresses and sessions can be guessed. Says nothing of the secret itself. */
export function judgeSecret({ secret, isKnown, hasPrevious, openFile }: SecretFacts): Check {
  const says = checkOf('secret', 'Secret');
  const change = 'Set AJAR_SECRET to the output of "openssl rand -hex 32", and AJAR_SECRET_PREVIOUS to what it was.';
  if (!isKnown)
    return says.failure(
      'The database was made with another secret.',
      'Set AJAR_SECRET to the secret it knows, or AJAR_SECRET_PREVIOUS when it was changed.',
    );
  if (bitsOf(secret) < 64) return says.failure('It can be guessed: it repeats itself.', change);
  if (bitsOf(secret) < 100 || /secret|password|change|example/i.test(secret))
    return says.warning('It looks as if a person had made it up.', change);
  if (openFile !== null) return says.warning(`Others on this machine may read ${openFile}.`, `chmod 600 ${openFile}`);
  return says.ok(
    `It is long, looks random, and is the one the database knows.${hasPrevious ? ' The one before it still verifies.' : ''}`,
  );
}

/** Shannon's measure over the characters, counted once where the text repeats itself. */
function bitsOf(text: string): number {
  const once = [...text].slice(0, periodOf(text));
  const counts = new Map<string, number>();
  for (const one of once) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - count * Math.log2(count / once.length), 0);
}

/** After how many characters a text begins anew, to its end; its length where it never does. */
function periodOf(text: string): number {
  for (let period = 1; period < text.length; period++) if (text.startsWith(text.slice(period))) return period;
  return text.length;
}
