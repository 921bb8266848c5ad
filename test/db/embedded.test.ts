import { once } from 'node:events';
import { chownSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectOrStartEmbedded, type Embedded, embeddedSecret, startEmbedded } from '../../src/db/embedded.ts';
import { findPostmaster } from '../../src/db/embedded/postmaster.ts';
import { type Child, makeCheckout, startChild } from '../support/embedded-checkout.ts';

const log = { info: () => {}, warn: () => {}, error: () => {} };
let checkout = '';
let dataDir = '';
const open: (Embedded | Child)[] = [];

beforeAll(async () => {
  checkout = mkdtempSync(path.join(tmpdir(), 'ajar-checkout-'));
  await makeCheckout(checkout, 'linked');
});
afterAll(() => rmSync(checkout, { recursive: true, force: true }));

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'ajar-embedded-'));
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.stop();
  const left = findPostmaster(cluster());
  if (left) process.kill(left.pid, 'SIGQUIT');
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 10 });
});

const cluster = () => path.join(dataDir, 'postgres');

async function serve(): Promise<Embedded> {
  const embedded = await startEmbedded({ dataDir, log, durable: false });
  open.push(embedded);
  return embedded;
}

async function command(): Promise<Embedded> {
  const embedded = await connectOrStartEmbedded({ dataDir, log, durable: false });
  open.push(embedded);
  return embedded;
}

async function child(kind: 'serve' | 'command'): Promise<Child> {
  const started = await startChild(checkout, kind, dataDir);
  open.push(started);
  return started;
}

async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

const portOf = (url: string) => Number(new URL(url).port);

describe('the embedded database', () => {
  it('is made once, keeps what it is given and its port, and ends with who started it', async () => {
    const first = await serve();
    expect(first).toMatchObject({ adopted: false, freshlyMade: true });
    await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS one');
    await first.stop();
    expect(findPostmaster(cluster())).toBeNull();
    let [before, second] = [first, await serve()];
    expect(second).toMatchObject({ adopted: false, freshlyMade: false });
    // While it was down anybody may have been given its port; hardly so several times.
    for (let tries = 0; tries < 3 && second.url !== before.url; tries += 1) {
      await second.stop();
      [before, second] = [second, await serve()];
    }
    expect(second.url).toBe(before.url);
    expect(await query(second.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
  });

  it('listens on loopback alone, asks for its password, and holds every script', async () => {
    const { url } = await serve();
    const settings = `SELECT current_setting('listen_addresses') AS listen, current_setting('server_encoding') AS encoding,
      current_setting('TimeZone') AS zone, lower('ÄÉ') AS lower`;
    expect(await query(url, settings)).toEqual([{ listen: '127.0.0.1', encoding: 'UTF8', zone: 'UTC', lower: 'äé' }]);
    await expect(query(url.replace(/:[0-9a-f]+@/, ':wrong@'), 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    expect(statSync(path.join(cluster(), 'ajar-password')).mode & 0o777).toBe(0o600);
    expect(readdirSync(dataDir).toSorted()).toEqual(['postgres', 'postgres.log']);
  });

  it('is adopted after its Ajar was killed, and stopped by the one that adopted it', async () => {
    const killed = await child('serve');
    await query(killed.first.url, 'CREATE TABLE kept AS SELECT 1 AS one');
    const running = findPostmaster(cluster());
    killed.process.kill('SIGKILL');
    await killed.ended;
    const adopter = await serve();
    expect(adopter).toMatchObject({ adopted: true, freshlyMade: false, url: killed.first.url });
    expect(findPostmaster(cluster())?.pid).toBe(running?.pid);
    expect(await query(adopter.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
    await adopter.stop();
    expect(findPostmaster(cluster())).toBeNull();
  });

  it('takes another port when its own is taken', async () => {
    const first = await serve();
    await first.stop();
    const port = portOf(first.url);
    const squatter = createServer().listen(port, '127.0.0.1');
    // It fails where somebody else was faster, and then the port is taken just the same.
    await once(squatter, 'listening').catch(() => {});
    const second = await serve();
    squatter.close();
    expect(portOf(second.url)).not.toBe(port);
  });

  it.each([
    ['of a process that is gone', () => 2 ** 22 - 1],
    ['of a process that is something else by now', () => process.pid],
  ])('starts over a stale postmaster.pid %s', async (_which, pid) => {
    await (await serve()).stop();
    const file = path.join(cluster(), 'postmaster.pid');
    writeFileSync(file, `${pid()}\n${cluster()}\n1\n5432\n\n127.0.0.1\n1 1\nready\n`, { mode: 0o600 });
    chownSync(file, statSync(cluster()).uid, statSync(cluster()).gid);
    expect(await serve()).toMatchObject({ adopted: false, freshlyMade: false });
  });

  it('comes back by itself when its server is killed', async () => {
    const { url } = await serve();
    process.kill(findPostmaster(cluster())?.pid ?? 0, 'SIGKILL');
    await expect
      .poll(() => query(url, 'SELECT 1 AS one').catch(() => null), { timeout: 45_000, interval: 200 })
      .toEqual([{ one: 1 }]);
  });

  it('takes its share again once when its session was ended, and is stopped by the last one', async () => {
    const said: string[] = [];
    const say = (_fields: object, message: string) => void said.push(message);
    const noted = { info: say, warn: say, error: say };
    const embedded = await startEmbedded({ dataDir, log: noted, durable: false });
    open.push(embedded);
    const end = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ajar serve ${process.pid}'`;
    expect(await query(embedded.url, end)).toHaveLength(1);
    const isBack = () => said.includes('The embedded database is back.');
    await expect.poll(isBack, { timeout: 15_000 }).toBe(true);
    // One that tried beside it would find the share taken, a second later.
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(said.filter((message) => /broke off|is away/.test(message))).toHaveLength(1);
    await embedded.stop();
    expect(findPostmaster(cluster())).toBeNull();
  });

  it('is still there after Ctrl-C, until Ajar has finished', async () => {
    const interrupted = await child('serve');
    process.kill(-interrupted.first.pid, 'SIGINT');
    expect(await interrupted.next()).toEqual({ why: 'interrupted', answer: 'still there' });
    expect(await interrupted.ended).toBe(0);
    expect(findPostmaster(cluster())).toBeNull();
  });
});

describe('several at once on one data folder', () => {
  it('has one server: the second is told who serves, and from where', async () => {
    const serving = await child('serve');
    const second = startEmbedded({ dataDir, log, durable: false });
    await expect(second).rejects.toThrow(`process ${serving.first.pid}) already serves from ${dataDir}`);
    expect(await query(serving.first.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('lets a command use the database of a running server, and leaves it running', async () => {
    const serving = await child('serve');
    const beside = await command();
    expect(beside).toMatchObject({ adopted: true, url: serving.first.url });
    await beside.stop();
    expect(await query(serving.first.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('keeps the database for a command that outlives the server, which then stops it', async () => {
    const serving = await child('serve');
    const beside = await command();
    expect(await serving.stop()).toBe(0);
    expect(await query(beside.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await beside.stop();
    expect(findPostmaster(cluster())).toBeNull();
  });

  it('makes one database for commands that start together in an empty folder', async () => {
    const started = await Promise.all([1, 2, 3, 4].map(() => child('command')));
    expect(started.map(({ first }) => first.message)).toEqual([undefined, undefined, undefined, undefined]);
    expect(new Set(started.map(({ first }) => first.url)).size).toBe(1);
    expect(started.filter(({ first }) => first.freshlyMade)).toHaveLength(1);
    await Promise.all(started.map((one) => one.stop()));
    expect(findPostmaster(cluster())).toBeNull();
    expect(readdirSync(dataDir).toSorted()).toEqual(['postgres', 'postgres.log']);
  });

  it('never cuts one off that comes while another leaves', async () => {
    const comeAndGo = async () => {
      for (let round = 0; round < 8; round++) {
        const embedded = await connectOrStartEmbedded({ dataDir, log, durable: false });
        expect(await query(embedded.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
        await embedded.stop();
      }
    };
    await Promise.all([comeAndGo(), comeAndGo(), comeAndGo()]);
    expect(findPostmaster(cluster())).toBeNull();
  });
});

describe('the secret of an embedded database', () => {
  it('is made once and kept for us alone', () => {
    const secret = embeddedSecret(dataDir);
    expect(Buffer.byteLength(secret)).toBeGreaterThanOrEqual(32);
    expect(embeddedSecret(dataDir)).toBe(secret);
    expect(statSync(path.join(dataDir, 'secret')).mode & 0o777).toBe(0o600);
    expect(readdirSync(dataDir)).toEqual(['secret']);
  });

  it('is never replaced when it was damaged', () => {
    writeFileSync(path.join(dataDir, 'secret'), '\n');
    expect(() => embeddedSecret(dataDir)).toThrow(/holds no secret/);
    expect(readFileSync(path.join(dataDir, 'secret'), 'utf8')).toBe('\n');
  });
});
