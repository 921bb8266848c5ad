import { uuidv7 } from 'uuidv7';
import { readConfig } from '../../src/config.ts';
import { openDb, openPool } from '../../src/db/db.ts';
import { ensureInstallation } from '../../src/flows/house/ensure-installation.ts';
import { tick } from '../../src/flows/tick.ts';
import { openSmtp } from '../../src/mail/out/smtp.ts';

/** Ticks again and again as of one instant, letters leaving over SMTP, and tells each tick; until it is killed or `ticks` are over. */
const [, , url = '', smtpUrl = '', secret = '', at = '', ticks = '1', env = '{}'] = process.argv;
const log = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };
const pool = openPool(url, log);
const db = openDb(pool);
const now = new Date(at);
const transport = openSmtp({ url: smtpUrl });
const app = {
  db,
  pool,
  log,
  now: () => now,
  secrets: [secret] as const,
  transport,
  ...(await ensureInstallation(db, [secret], now)),
  config: readConfig(JSON.parse(env) as Record<string, string>),
  processId: uuidv7(),
  // Short, for a test waits for its end; longer than a living process may be held up before it keeps it.
  leaseSeconds: 5,
};
process.stdout.write('ready\n');
for (let turn = 0; turn < Number(ticks); turn += 1) process.stdout.write(`${JSON.stringify(await tick(app, now))}\n`);
await transport.close();
await pool.end();
