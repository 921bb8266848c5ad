/**
 * Tests against mail servers and a spam filter as others run them: `npm run test:interop`. Installs nothing; of what is missing it says what,
 * and the tests that need it are skipped.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { missingForInterop } from './present.mjs';

const missing = missingForInterop();
for (const line of missing) console.log(`interop: ${line}`);
if (missing.length > 0)
  console.log('interop: on Debian: apt-get install -y --no-install-recommends dovecot-imapd postfix spamassassin');

const root = fileURLToPath(new URL('../..', import.meta.url));
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--config', 'test/interop/vitest.config.ts', ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
);
process.exitCode = status ?? 1;
