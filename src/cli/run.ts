import pino from 'pino';
import { type App, type Database, type Log, openApp, openDatabase } from '../app.ts';
import { type Config, loadConfig } from '../config.ts';
import { ensureBuiltIns } from '../flows/house/ensure-built-ins.ts';
import { ensureInstallation } from '../flows/house/ensure-installation.ts';
import { type DemoClock, openDemoClock } from './demo-clock.ts';

/** Opens the app, does the work, closes it again, whatever happens. */
export type RunWithApp = <T>(work: (app: App) => Promise<T>) => Promise<T>;

export interface OpenedApp {
  app: App;
  database: Database;
  config: Config;
  log: Log;
  clock: DemoClock;
  close: () => Promise<void>;
}

/** Logs go to stderr, one JSON object a line; stdout belongs to the command. */
function openLog(config: Config): Log {
  return pino(
    { level: config.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );
}

/** Everything between the environment and a working app: configuration, database, migrations, what ships with the product. */
export async function openAll(as: 'serve' | 'command'): Promise<OpenedApp> {
  const config = loadConfig();
  const log = openLog(as === 'command' && config.logLevel === 'info' ? { ...config, logLevel: 'warn' } : config);
  for (const warning of config.warnings) log.warn({}, warning);
  const database = await openDatabase(config, log, as);
  try {
    const { addressKey } = await ensureInstallation(database.db, database.secrets, database.now());
    const clock = await openDemoClock(database);
    const app: App = {
      ...openApp({ config, database, addressKey, log, now: clock.now }),
      followDemo: clock.follow,
    };
    await ensureBuiltIns(app);
    return {
      app,
      database,
      config,
      log,
      clock,
      close: async () => {
        clock.stop();
        await app.transport.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** For commands: beside a running server they use its database, otherwise they start and stop their own. */
export const runWithApp: RunWithApp = async (work) => {
  const opened = await openAll('command');
  try {
    return await work(opened.app);
  } finally {
    await opened.close();
  }
};
