import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { embeddedSecret, startEmbedded } from '../../src/db/embedded.ts';
import { findPostmaster } from '../../src/db/embedded/postmaster.ts';
import { type Child, makeCheckout, platformPackage, startChild } from '../support/embedded-checkout.ts';

const log = { info: () => {}, warn: () => {}, error: () => {} };
const isRoot = process.getuid?.() === 0;
/** Whoever the tests run as, this is a user without rights over what others own. */
const nobody = isRoot ? { uid: 65_534, gid: 65_534 } : {};
const cache = '/var/cache/ajar';

let place = '';
let dataDir = '';
const open: Child[] = [];

beforeEach(() => {
  place = mkdtempSync(path.join(tmpdir(), 'ajar-trap-'));
  chmodSync(place, 0o755);
  dataDir = path.join(place, 'data');
  mkdirSync(dataDir);
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.stop();
  const left = findPostmaster(path.join(dataDir, 'postgres'));
  if (left) process.kill(left.pid, 'SIGQUIT');
  sh(`chmod -R u+w ${place}`);
  rmSync(place, { recursive: true, force: true, maxRetries: 10 });
});

function own(folder: string): void {
  if (nobody.uid) chownSync(folder, nobody.uid, nobody.gid);
}

function sh(script: string, as: { uid?: number; gid?: number } = {}): number | null {
  return spawnSync('/bin/sh', ['-c', script], { cwd: '/', stdio: 'ignore', ...as }).status;
}

async function child(checkout: string, as: { uid?: number; gid?: number } = {}): Promise<Child> {
  const started = await startChild(checkout, 'serve', dataDir, as);
  open.push(started);
  return started;
}

async function refusal(): Promise<string> {
  const error: unknown = await startEmbedded({ dataDir, log, durable: false }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'DatabaseProblem' });
  return (error as Error).message;
}

describe('the programs of PostgreSQL', () => {
  it('are mended where npm did not run their install script', async () => {
    await makeCheckout(place, 'copied without links');
    expect((await child(place)).first).toMatchObject({ freshlyMade: true, answer: 'still there' });
    expect(readdirSync(path.join(place, 'node_modules', platformPackage, 'native/lib'))).toContain('libpq.so.5');
  });

  it('are copied into the data folder where node_modules is read-only and they cannot be mended', async () => {
    await makeCheckout(place, 'copied without links');
    chmodSync(path.join(place, 'node_modules', platformPackage, 'native/lib'), 0o555);
    own(dataDir);
    expect((await child(place, nobody)).first).toMatchObject({ answer: 'still there' });
    expect(readdirSync(dataDir).join(' ')).toMatch(/postgresql-\d+\.\d+/);
  });
});

describe.skipIf(!isRoot)('as root (else skipped, because only root can run as another user)', () => {
  it('works with checkout and data in a folder that only root may enter', async () => {
    const hadCache = existsSync(cache);
    const home = mkdtempSync(path.join(homedir(), 'ajar-trap-'));
    expect(sh(`cd ${home}`, nobody)).not.toBe(0);
    dataDir = path.join(home, 'data');
    try {
      await makeCheckout(home, 'copied without links');
      const first = await startChild(home, 'serve', dataDir);
      expect(first.first).toMatchObject({ freshlyMade: true, answer: 'still there' });
      expect(statSync(path.join(dataDir, 'postgres')).uid).not.toBe(0);
      process.kill(-first.first.pid, 'SIGKILL');
      await first.ended;
      const second = await startChild(home, 'serve', dataDir);
      expect(second.first).toMatchObject({ adopted: true, answer: 'still there' });
      expect(await second.stop()).toBe(0);
      expect(findPostmaster(path.join(dataDir, 'postgres'))).toBeNull();
    } finally {
      rmSync(home, { recursive: true, force: true });
      if (!hadCache) rmSync(cache, { recursive: true, force: true });
    }
  });

  it('runs the database of a normal user as that user', async () => {
    await makeCheckout(place, 'linked');
    own(dataDir);
    expect(await (await child(place, nobody)).stop()).toBe(0);
    expect((await child(place)).first).toMatchObject({ freshlyMade: false, answer: 'still there' });
    expect(statSync(path.join(dataDir, 'postgres')).uid).toBe(nobody.uid);
  });

  it('tells a normal user whose the database is', async () => {
    await makeCheckout(place, 'linked');
    expect(await (await child(place)).stop()).toBe(0);
    expect((await child(place, nobody)).first).toMatchObject({
      name: 'DatabaseProblem',
      message: expect.stringMatching(/postgres belongs to the user with number \d+, and Ajar runs as 65534/) as string,
    });
  });

  it('tells that the disk is full', async (test) => {
    const mounted = sh(`mount -t tmpfs -o size=20m tmpfs ${dataDir}`);
    if (mounted !== 0) return test.skip('because this system lets nobody mount a small disk');
    try {
      expect(await refusal()).toMatch(/The disk that holds .*data is full: make room/);
      expect(readdirSync(dataDir)).toEqual([]);
    } finally {
      sh(`umount ${dataDir}`);
    }
  });
});

describe('a data folder that cannot be used', () => {
  it('is named when it is read-only', async () => {
    await makeCheckout(place, 'linked');
    chmodSync(dataDir, 0o555);
    expect((await child(place, nobody)).first).toMatchObject({
      name: 'DatabaseProblem',
      message: expect.stringMatching(`^Ajar may not write to ${dataDir}`) as string,
    });
  });

  it('is named when it is no folder', async () => {
    dataDir = path.join(place, 'file', 'data');
    writeFileSync(path.join(place, 'file'), '');
    expect(await refusal()).toMatch(/is in the way/);
    expect(() => embeddedSecret(dataDir)).toThrow(/is in the way/);
  });

  it.each(['17', '99'])('is left alone when PostgreSQL %s made it', async (version) => {
    mkdirSync(path.join(dataDir, 'postgres'));
    writeFileSync(path.join(dataDir, 'postgres', 'PG_VERSION'), `${version}\n`);
    expect(await refusal()).toMatch(`made by PostgreSQL ${version}, and this Ajar brings PostgreSQL 18`);
  });

  it('is left alone when something else is in it', async () => {
    mkdirSync(path.join(dataDir, 'postgres'));
    writeFileSync(path.join(dataDir, 'postgres', 'thesis.txt'), 'chapter one');
    expect(await refusal()).toMatch(/no PostgreSQL data: move it away/);
    expect(readdirSync(path.join(dataDir, 'postgres'))).toEqual(['thesis.txt']);
  });

  it('is cleaned of what a start that was cut off has left', async () => {
    const draft = path.join(dataDir, `postgres.${2 ** 22 - 1}-00ff00ff.new`);
    mkdirSync(draft);
    writeFileSync(`${draft}-password`, 'never used');
    await (await startEmbedded({ dataDir, log, durable: false })).stop();
    expect(readdirSync(dataDir).toSorted()).toEqual(['postgres', 'postgres.log']);
  });

  it('gives its reason in the words of PostgreSQL when that does not start', async () => {
    await (await startEmbedded({ dataDir, log, durable: false })).stop();
    rmSync(path.join(dataDir, 'postgres', 'global', 'pg_control'));
    expect(await refusal()).toMatch(/PostgreSQL does not start in .*pg_control/);
  });
});
