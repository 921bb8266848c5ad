import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { endLeftovers, makeServerFolder } from '../interop/leftovers.mjs';

/** Servers of the tests with others' mail servers, after a run that could end nothing any more. */
let within: string;
const started: ChildProcess[] = [];
const isLinux = process.platform === 'linux';

beforeAll(() => {
  within = realpathSync(mkdtempSync(path.join(tmpdir(), 'ajar-leftovers-')));
});
afterAll(() => {
  for (const one of started) one.kill('SIGKILL');
  rmSync(within, { recursive: true, force: true });
});

async function serverIn(cwd: string, ...words: string[]): Promise<ChildProcess> {
  const forever = 'process.stdout.write("up"); setInterval(() => {}, 1000)';
  const child = spawn(process.execPath, ['-e', forever, ...words], { cwd, stdio: ['ignore', 'pipe', 'ignore'] });
  started.push(child);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return child;
}

it.skipIf(!isLinux)(
  'ends what an ended run left in its folder, and nothing of a run that goes on (skipped elsewhere than on Linux because of /proc)',
  async () => {
    const mine = makeServerFolder(within);
    const left = makeServerFolder(within);
    // As if another process had made it: there is none with that start.
    writeFileSync(path.join(left, 'owner'), `${process.pid} 1`);
    const used = await serverIn(mine);
    const stranger = await serverIn(within);
    const [inside, told] = [await serverIn(left), await serverIn(within, path.join(left, 'server.conf'))];
    const ended = Promise.all([inside, told].map((one) => new Promise((resolve) => one.once('exit', resolve))));
    expect(await endLeftovers(within)).toBe(2);
    await ended;
    expect([existsSync(left), existsSync(mine)]).toEqual([false, true]);
    expect([used.exitCode, used.signalCode, stranger.exitCode, stranger.signalCode]).toEqual([null, null, null, null]);
    expect(await endLeftovers(within)).toBe(0);
  },
);
