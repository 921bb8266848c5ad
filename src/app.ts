import type { Pool } from 'pg';
import { uuidv7 } from 'uuidv7';
import type { Config } from './config.ts';
import { type Db, openDb, openPool } from './db/db.ts';
import { openCapture } from './mail/out/capture.ts';
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
  log: Log;
  /** This process, as the holder of leases. */
  processId: string;
}

export interface AppOptions {
  config: Config;
  databaseUrl: string;
  secret: string;
  /** From `ensureInstallation`. */
  addressKey: string;
  log: Log;
  now?: () => Date;
  transport?: Transport;
}

/** Opens the pool and the transport. The caller has migrated the database and closes the app with `closeApp`. */
export function openApp(options: AppOptions): App {
  const { config, log } = options;
  const pool = openPool(options.databaseUrl, log);
  return {
    db: openDb(pool),
    pool,
    now: options.now ?? (() => new Date()),
    config,
    secrets: config.secretPrevious === null ? [options.secret] : [options.secret, config.secretPrevious],
    addressKey: options.addressKey,
    transport: options.transport ?? openTransport(config),
    log,
    processId: uuidv7(),
  };
}

function openTransport(config: Config): Transport {
  switch (config.transport.kind) {
    case 'capture':
      return openCapture();
    case 'smtp':
      return openSmtp({ url: config.transport.url, dkim: config.transport.dkim });
    case 'resend':
      return openResend({ apiKey: config.transport.apiKey, baseUrl: config.transport.baseUrl });
  }
}

export async function closeApp(app: App): Promise<void> {
  await app.transport.close();
  await app.pool.end();
}
