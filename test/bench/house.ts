import { openApp, type App } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { openDb, openPool } from '../../src/db/db.ts';
import { ensureInstallation } from '../../src/flows/house/ensure-installation.ts';
import type { Transport } from '../../src/mail/out/transport.ts';

/** The instant of every round: a Tuesday at 13:00 in Berlin, 60 days after the departures. */
export const benchNow = new Date('2026-03-10T12:00:00Z');

const silent = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };
const logged = { ...silent, error: (fields: object, text: string) => console.error(text, fields) };

/** The product over a database, configured as for real letters; `transport` goes before the configured one. */
export async function openHouse(
  url: string,
  mail: { smtpPort?: number; transport?: Transport } = {},
): Promise<{ app: App; close: () => Promise<void> }> {
  const config = readConfig({
    DATABASE_URL: url,
    AJAR_SECRET: 'a secret for the bench, of 32 bytes and more',
    MAIL_TRANSPORT: 'smtp',
    SMTP_URL: `smtp://127.0.0.1:${mail.smtpPort ?? 1}`,
    MAIL_FROM: 'Harbour Studio <letters@agency.example>',
    SENDER_DOMAINS: 'agency.example',
    REPLY_DOMAIN: 'reply.agency.example',
    POSTAL_ADDRESS: '14 Harbour Street\nDublin 2\nIreland',
    PUBLIC_URL: 'https://ajar.agency.example',
  });
  const pool = openPool(url, logged);
  const db = openDb(pool);
  const secrets = [config.secret!] as const;
  const { addressKey } = await ensureInstallation(db, secrets, benchNow);
  const database = { db, pool, secrets: [...secrets] as [string] };
  const app = openApp({ config, database, addressKey, log: logged, now: () => benchNow, transport: mail.transport });
  return {
    app,
    close: async () => {
      await app.transport.close();
      await pool.end();
    },
  };
}
