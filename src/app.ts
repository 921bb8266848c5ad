import { EventEmitter } from 'node:events';
import type { Pool } from 'pg';
import { uuidv7 } from 'uuidv7';
import type { Config } from './config.ts';
import { type Db, openDb, openPool } from './db/db.ts';
import { connectOrStartEmbedded, embeddedSecret, startEmbedded } from './db/embedded.ts';
import { migrateDb } from './db/migrate.ts';
import { takeTurns } from './db/letters/send-paces.ts';
import type { InletEvent } from './domain/inbound/inlet-event.ts';
import { type DnsLookup, openDns } from './mail/in/check-sender.ts';
import { openCapture } from './mail/out/capture.ts';
import type { SharedPace } from './mail/out/pace.ts';
import { openResend } from './mail/out/resend.ts';
import { openSmtp } from './mail/out/smtp.ts';
import type { Transport } from './mail/out/transport.ts';
import type { TokenSecrets } from './mail/token.ts';

/** What pino offers and we use: ids and counts only, never names, addresses or texts. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  debug(fields: object, message: string): void;
}

/** Everything a flow needs that is not its input. openApp builds it, nothing else does. */
export interface App {
  db: Db;
  pool: Pool;
  /** The clock of the product; asked once per unit of work, handed on as an argument. */
  now: () => Date;
  config: Config;
  /** The current secret first; the others still verify. */
  secrets: TokenSecrets;
  /** The key of address hashes (mail/address-hash): the installation's own, the same whatever secret is in force. */
  addressKey: string;
  transport: Transport;
  /** The DNS, asked whether mail is from who it says; null or absent: nobody is asked. */
  dns?: DnsLookup | null;
  log: Log;
  /** What the doors for mail tell of their work, for whoever counts it; absent: nobody does. */
  inlets?: EventEmitter<{ event: [InletEvent] }>;
  /** This process, as the holder of leases. */
  processId: string;
  /** How long a claimed letter is left to the process that claimed it; 60 s unless given (tests wait less). */
  leaseSeconds?: number;
  /** Reads anew how far the demo runs ahead, after this process has moved its clock. */
  followDemo?: () => Promise<void>;
}

/** A migrated database, and what has to be done to leave it. */
export interface Database {
  url: string;
  secrets: TokenSecrets;
  db: Db;
  pool: Pool;
  /** The clock of the machine. */
  now: () => Date;
  /** An embedded database that was made just now. */
  freshlyMade: boolean;
  embedded: boolean;
  /** Closes the pool, then the embedded server: PostgreSQL stops last. */
  close: () => Promise<void>;
}

/**
 * The database of the configuration, or the embedded one, migrated. `serve` owns an embedded server; a command uses the
 * one of a running server, and otherwise starts and stops it.
 *
 * @throws DatabaseProblem with a sentence that says what is wrong and what to do.
 */
export async function openDatabase(config: Config, log: Log, as: 'serve' | 'command'): Promise<Database> {
  const start = as === 'serve' ? startEmbedded : connectOrStartEmbedded;
  const embedded = config.databaseUrl === null ? await start({ dataDir: config.dataDir, log }) : null;
  const url = config.databaseUrl ?? embedded!.url;
  try {
    await migrateDb(url);
    const secret = config.secret ?? embeddedSecret(config.dataDir);
    const pool = openPool(url, log);
    return {
      url,
      secrets: config.secretPrevious === null ? [secret] : [secret, config.secretPrevious],
      db: openDb(pool),
      pool,
      now: () => new Date(),
      freshlyMade: embedded?.freshlyMade ?? false,
      embedded: embedded !== null,
      close: async () => {
        await pool.end();
        await embedded?.stop();
      },
    };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

export interface AppOptions {
  config: Config;
  database: Pick<Database, 'db' | 'pool' | 'secrets'>;
  /** From `ensureInstallation`. */
  addressKey: string;
  log: Log;
  now?: () => Date;
  transport?: Transport;
}

/** Puts the app together over an open database. Whoever opened it closes the transport, then the database. */
export function openApp({ config, database, addressKey, log, now, transport }: AppOptions): App {
  return {
    db: database.db,
    pool: database.pool,
    now: now ?? (() => new Date()),
    config,
    secrets: database.secrets,
    addressKey,
    transport: transport ?? openTransport(config, database.db),
    // Where letters are only captured nothing is asked of the outside either.
    dns: config.transport.kind === 'capture' ? null : openDns(),
    log,
    inlets: new EventEmitter(),
    processId: uuidv7(),
  };
}

function openTransport(config: Config, db: Db): Transport {
  const share =
    (key: string): SharedPace =>
    (count, intervalMs, maxWaitMs) =>
      takeTurns(db, key, { count, intervalMs, maxWaitMs });
  switch (config.transport.kind) {
    case 'capture':
      return openCapture();
    case 'smtp':
      return openSmtp({ url: config.transport.url, dkim: config.transport.dkim, share: share('smtp') });
    case 'resend':
      return openResend({ apiKey: config.transport.apiKey, baseUrl: config.transport.baseUrl, share: share('resend') });
  }
}
