import { stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { App } from '../../app.ts';
import { findDemoOffset } from '../../db/demo/demo.ts';
import { findInstallation } from '../../db/house/installation.ts';
import { countAppliedMigrations } from '../../db/house/readiness.ts';
import { findServerFacts, findServerTime } from '../../db/house/server-facts.ts';
import { countShippedMigrations } from '../../db/migrate.ts';
import type { Check } from '../../domain/doctor/check.ts';
import { judgeClock, judgeDisk, judgeMigrations, judgeSecret, judgeServer } from '../../domain/doctor/machine.ts';
import { knowsSecret } from '../house/ensure-installation.ts';

/** What Ajar stands on: the database, its tables, clocks, the secret, the disk. */
export async function checkMachine(app: App): Promise<Check[]> {
  const { db, config } = app;
  return [
    judgeServer(await findServerFacts(db)),
    judgeMigrations(await countAppliedMigrations(db), countShippedMigrations()),
    judgeClock(await measureSkew(app)),
    await checkSecret(app),
    judgeDisk(config.dataDir, config.databaseUrl === null ? await freeBytes(config.dataDir) : null),
  ];
}

/** How far the database is ahead, in ms: its answer is set against the middle of asking. The demo's clock runs ahead by itself. */
async function measureSkew({ db, now }: App): Promise<number> {
  const aheadMs = (await findDemoOffset(db)) * 1000;
  const before = now().getTime();
  const there = await findServerTime(db);
  const here = (before + now().getTime()) / 2 - aheadMs;
  return there.getTime() - here;
}

async function checkSecret({ db, config, secrets }: App): Promise<Check> {
  const row = await findInstallation(db);
  const file = config.secret === null ? path.join(config.dataDir, 'secret') : null;
  return judgeSecret({
    secret: secrets[0],
    isKnown: row !== null && knowsSecret(row, secrets[0]),
    hasPrevious: secrets.length > 1,
    openFile: file !== null && (await isOpen(file)) ? file : null,
  });
}

/** Windows knows no such modes. */
async function isOpen(file: string): Promise<boolean> {
  if (process.platform === 'win32') return false;
  const found = await stat(file).catch(() => null);
  return found !== null && (found.mode & 0o077) !== 0;
}

async function freeBytes(folder: string): Promise<number | null> {
  const found = await statfs(folder).catch(() => null);
  return found === null ? null : found.bavail * found.bsize;
}
