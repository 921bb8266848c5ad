import type { App } from '../../src/app.ts';
import { findDemoOffset } from '../../src/db/demo/demo.ts';
import { advanceDemo, type DemoWalk } from '../../src/flows/demo/advance-demo.ts';
import { ensureBuiltIns } from '../../src/flows/house/ensure-built-ins.ts';
import { openCapture } from '../../src/mail/out/capture.ts';
import { makeApi } from './api.ts';

/** A database as a first start finds it: installation and built-ins, nothing else; the clock is that of the demo. */
export interface EmptyHouse {
  app: App;
  /** What a running server does when another process has moved the clock. */
  followClock: () => Promise<void>;
  forward: (step: string) => Promise<DemoWalk>;
  rows: <T>(statement: string, ...values: unknown[]) => Promise<T[]>;
  close: () => Promise<void>;
}

export async function makeEmptyHouse(start: Date): Promise<EmptyHouse> {
  let offsetMs = 0;
  const api = await makeApi({ now: () => new Date(start.getTime() + offsetMs) });
  const app: App = { ...api.app, transport: openCapture() };
  // The key of the test's own server is no part of an empty house.
  await app.pool.query('delete from api_keys');
  await app.pool.query('delete from audit_log');
  await ensureBuiltIns(app);
  const followClock = async () => {
    offsetMs = (await findDemoOffset(app.db)) * 1000;
  };
  return {
    app,
    followClock,
    forward: async (step) => {
      const walk = await advanceDemo(app, step);
      await followClock();
      return walk;
    },
    rows: async (statement, ...values) => (await app.pool.query(statement, values)).rows,
    close: api.close,
  };
}
