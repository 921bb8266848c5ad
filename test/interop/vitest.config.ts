import path from 'node:path';
import { defineConfig } from 'vitest/config';

/** Against mail servers as others run them, kept out of `npm test`: they are not there on every machine. */
export default defineConfig({
  test: {
    name: 'interop',
    root: path.resolve(import.meta.dirname, '../..'),
    include: ['test/interop/**/*.test.ts'],
    globalSetup: [path.resolve(import.meta.dirname, '../support/global-setup.ts')],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
  },
});
