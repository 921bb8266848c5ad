import type { App } from '../../src/app.ts';
import { findDemoOffset } from '../../src/db/demo/demo.ts';
import { advanceDemo, type DemoWalk } from '../../src/flows/demo/advance-demo.ts';
import { makeDemo } from '../../src/flows/demo/make-demo.ts';
import { ensureBuiltIns } from '../../src/flows/house/ensure-built-ins.ts';
import { openCapture } from '../../src/mail/out/capture.ts';
import { makeApi, noon, type TestApi } from './api.ts';

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
  await emptyHouse(app);
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

/** As a first start finds it, nobody has done anything yet: the key of the test's own server is no part of that. */
async function emptyHouse(app: App): Promise<void> {
  await app.pool.query('delete from api_keys');
  await app.pool.query('delete from audit_log');
  await ensureBuiltIns(app);
}

/** The seed of `openAjar` for the demo, whose clock the server follows. */
export async function seedDemo({ api: { app, setNow } }: { api: TestApi }): Promise<void> {
  await emptyHouse(app);
  if (!(await makeDemo(app))) throw new Error('The demo was not made.');
  app.followDemo = async () => setNow(new Date(noon.getTime() + (await findDemoOffset(app.db)) * 1000));
}
