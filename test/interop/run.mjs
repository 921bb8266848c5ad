/**
 * Tests against mail servers and a spam filter as others run them: `npm run test:interop`. Installs nothing; of what is missing it says what,
 * and the tests that need it are skipped.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { endLeftovers } from './leftovers.mjs';
import { missingForInterop } from './present.mjs';

const missing = missingForInterop();
for (const line of missing) console.log(`interop: ${line}`);
if (missing.length > 0)
  console.log('interop: on Debian: apt-get install -y --no-install-recommends dovecot-imapd postfix spamassassin');

const left = await endLeftovers();
if (left > 0) console.log(`interop: ended ${left} processes of servers that an earlier run had left.`);

const root = fileURLToPath(new URL('../..', import.meta.url));
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const patienceMs = 10_000;
// A process group of its own, so that all of it can be ended; servers that left it are found by their folder.
const tests = spawn(
  process.execPath,
  [vitest, 'run', '--config', 'test/interop/vitest.config.ts', ...process.argv.slice(2)],
  { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], detached: true },
);

/** False where all of it has ended. */
function signalAll(signal) {
  if (tests.pid === undefined) return false;
  try {
    return process.kill(-tests.pid, signal);
  } catch {
    return false;
  }
}

let told = null;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    told = signal;
    signalAll('SIGTERM');
    setTimeout(() => signalAll('SIGKILL'), patienceMs).unref();
  });

const code = await new Promise((resolve) => {
  tests.once('error', () => resolve(1));
  tests.once('exit', (status) => resolve(status ?? 1));
});
for (let left = 50; told !== null && left > 0 && signalAll('SIGKILL'); left -= 1) await wait(100);
await endLeftovers();
process.exitCode = told === null ? code : 128 + constants.signals[told];
