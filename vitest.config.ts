import { defineConfig } from 'vitest/config';

/** Rooms whose tests need no database run without one; the rest share one PostgreSQL, a database per file. */
export default defineConfig({
  test: {
    // All of them, not all but one: most of a test's time is a browser's, a database's or a wait.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/{house,domain,contract,mail,emails}/**/*.test.{ts,tsx}'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 15_000 } },
        },
      },
      {
        test: {
          name: 'product',
          include: ['test/{db,flows,api,cli,main,browser}/**/*.test.{ts,tsx}'],
          globalSetup: ['test/support/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 15_000 } },
        },
      },
    ],
  },
});
