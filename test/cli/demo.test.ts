import { Command, CommanderError } from 'commander';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openDemoClock } from '../../src/cli/demo-clock.ts';
import { registerDemo } from '../../src/cli/demo.ts';
import { greeting } from '../../src/cli/greeting.ts';
import type { OpenedApp } from '../../src/cli/run.ts';
import { startDemo } from '../../src/cli/start-demo.ts';
import { StartProblem } from '../../src/cli/start-problem.ts';
import { noon } from '../support/api.ts';
import { type EmptyHouse, makeEmptyHouse } from '../support/demo.ts';

let house: EmptyHouse;
let opened: OpenedApp;
const watched: string[] = [];
beforeAll(async () => {
  house = await makeEmptyHouse(noon);
  const { app } = house;
  opened = {
    app,
    config: app.config,
    log: app.log,
    database: { db: app.db, pool: app.pool, now: () => noon, embedded: true } as OpenedApp['database'],
    clock: { now: app.now, follow: async () => {}, watch: () => void watched.push('watched'), stop: () => {} },
    close: () => Promise.resolve(),
  };
});
afterAll(() => house.close());
afterEach(() => vi.restoreAllMocks());

/** What the command prints on stdout. */
async function run(...args: string[]): Promise<string> {
  let printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  const program = new Command('ajar').exitOverride().configureOutput({ writeErr: () => {} });
  registerDemo(program, async (work) => {
    const answer = await work(house.app);
    await house.followClock();
    return answer;
  });
  await program.parseAsync(['demo', ...args], { from: 'user' });
  return printed;
}

describe('the first start', () => {
  it('says that nobody is here, where no demo is wanted', async () => {
    await startDemo({ ...opened, config: { ...opened.config, demo: false } });
    expect(await greeting(opened, 3000)).toContain('No client has left yet.');
    expect(watched).toEqual([]);
  });

  it('makes no demo in a database of somebody else', async () => {
    await startDemo({ ...opened, database: { ...opened.database, embedded: false } });
    expect(await house.rows('select 1 from clients')).toEqual([]);
  });

  it('makes the demo, follows its clock, and greets with what is there and what to try', async () => {
    await startDemo(opened);
    expect(watched).toEqual(['watched']);
    const told = await greeting(opened, 3000);
    expect(told).toContain('Nothing leaves this computer');
    expect(told.replaceAll(/[A-Za-z0-9_-]{32,}/g, '<token>')).toBe(`Ajar is running at http://localhost:3000

  Look around   http://localhost:3000/demo/<token>    one click, signs you in as Ruth (admin)
  Make it yours http://localhost:3000/claim/<token>   sets the first password, valid 24 hours

  Nothing leaves this computer: letters are kept on the page "Mailbox".
  13 demo clients are here. 1 mail is in the tray, 4 letters wait for a look.

  Try: 1. open "Northwind GmbH" and read what Jo will get, when, and why
       2. press "+1 week" at the top, and answer Jo
       3. npx ajar explain jo@northwind.example

  API: /docs   Data: ./data   Empty start: AJAR_DEMO=false AJAR_DATA_DIR=./mine npm start   Stop: Ctrl-C

`);
  });

  it('refuses to start beside it with a real transport, and says what to do', async () => {
    const real = { ...opened, app: { ...opened.app, transport: { ...opened.app.transport, kind: 'smtp' as const } } };
    await expect(startDemo(real)).rejects.toThrow(StartProblem);
    await expect(startDemo(real)).rejects.toThrow('npx ajar demo --remove');
  });
});

describe('the command', () => {
  it('lets a week go by and says what happened', async () => {
    const printed = await run('--fast-forward', 'P1W');
    expect(printed).toMatch(
      /^9 letters left, .*Jo answered, .*is due\.\nIt is Saturday, 28 November 2026 in the demo, 7 days ahead of the clock\.\n$/,
    );
    expect(await greeting(opened, 3000)).toMatch(/2 replies are waiting.*\n {2}Its clock runs 7 days ahead\./);
  });

  it('prints one line of JSON when asked', async () => {
    const printed = await run('--fast-forward', 'next', '--json');
    expect(printed.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(printed)).toMatchObject({ today: expect.stringMatching(/^2026-1[12]-/) as string });
  });

  it('is followed by a server that runs beside it', async () => {
    const clock = await openDemoClock({ db: house.app.db, now: () => noon });
    expect(clock.now()).toEqual(house.app.now());
    clock.watch();
    await run('--fast-forward', 'P1D');
    await vi.waitUntil(() => clock.now().getTime() === house.app.now().getTime(), { timeout: 45_000 });
    clock.stop();
  });

  it.each([[[]], [['--fast-forward', 'P1W', '--remove']], [['--fast-forward', 'soon']], [['--fast-forward', 'P0D']]])(
    'wants to be told what: %j',
    async (args) => {
      await expect(run(...args)).rejects.toBeInstanceOf(CommanderError);
    },
  );

  it('removes the demo, and says so where there is none', async () => {
    expect(await run('--remove')).toContain('The demo is removed: 13 clients');
    await expect(run('--remove')).rejects.toMatchObject({ code: 'wrong_state' });
    await expect(run('--fast-forward', 'P1D')).rejects.toMatchObject({ code: 'wrong_state' });
    await startDemo(opened);
    expect(await greeting(opened, 3000)).toContain('No client has left yet.');
  });
});
