import { readConfig } from '../../src/config.ts';
import { openDb, openPool } from '../../src/db/db.ts';
import { ensureInstallation } from '../../src/flows/house/ensure-installation.ts';
import { examineCsv } from '../../src/flows/imports/examine-csv.ts';
import { importDepartures } from '../../src/flows/imports/import-departures.ts';
import type { Transport } from '../../src/mail/out/transport.ts';

/** Imports a file into a database and tells each row, until somebody kills it. */
const [, , url = '', file = '', secret = ''] = process.argv;
const log = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };
const pool = openPool(url, log);
const db = openDb(pool);
const now = new Date('2026-11-21T12:00:00.000Z');
const app = {
  db,
  pool,
  log,
  now: () => now,
  secrets: [secret] as const,
  transport: {} as Transport,
  ...(await ensureInstallation(db, [secret], now)),
  config: readConfig({}),
  processId: '01930000-0000-7000-8000-000000000002',
};
await importDepartures(app, await examineCsv(file), {
  by: 'test',
  onProgress: (done) => void process.stdout.write(`${done}\n`),
});
await pool.end();
