import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTransport } from 'nodemailer';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { findPostmaster } from '../../src/db/embedded/postmaster.ts';
import { makeDatabase } from '../support/postgres.ts';
import { openImapServer } from '../support/imap-server.ts';
import { rawMail } from '../support/mails.ts';
import { ajar, serve, type Served, until, spawnServe } from '../support/product.ts';
import { openSmtpSink } from '../support/smtp-sink.ts';

// Each test runs several processes, one after another; on a busy machine each takes its time.
vi.setConfig({ testTimeout: 180_000 });

const folder = mkdtempSync(path.join(tmpdir(), 'ajar-serve-'));
const secret = 'a secret of a test, 32 bytes or more of it';
const running: Served[] = [];

afterEach(async () => {
  for (const one of running.splice(0)) if (one.child.exitCode === null) await one.stop();
});
afterAll(async () => {
  const left = findPostmaster(path.join(folder, 'postgres'));
  if (left) process.kill(left.pid, 'SIGQUIT');
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
});

async function start(env: Record<string, string>, args: string[] = []): Promise<Served> {
  const served = await serve(env, args);
  running.push(served);
  return served;
}

/** A day that has come whatever the clock of this machine says, and not long ago. */
function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
}

const departure = (name: string) => ({
  client: { name, timezone: 'Europe/Berlin' },
  contacts: [{ email: `someone@${name.toLowerCase()}.example` }],
  departedOn: daysAgo(20),
});

/** A zone in which it is between twelve and one: no window of a day ends soon there. */
function zoneAtNoon(): string {
  const ahead = 12 - new Date().getUTCHours();
  // The names count westwards: Etc/GMT-2 is two hours ahead.
  return `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}

/** A file to import: one client who left that day. Answers its folder. */
function writeCsv(leftOn: string): string {
  const csv = `Client,Email,Left on\nNorthwind,jo@northwind.example,${leftOn}\n`;
  writeFileSync(path.join(folder, 'clients.csv'), csv);
  return folder;
}

async function holdPort(): Promise<{ port: number; free: () => Promise<unknown> }> {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  return { port, free: () => new Promise((resolve) => holder.close(resolve)) };
}

/** With a listener for mail on a port that was free a moment before: where somebody else was faster, on another one. */
async function startListening(env: Record<string, string>): Promise<{ served: Served; port: number }> {
  for (let tries = 1; ; tries += 1) {
    const { port, free } = await holdPort();
    await free();
    try {
      return { served: await start({ ...env, SMTP_LISTEN: String(port) }), port };
    } catch (error) {
      if (tries === 5 || !(error as Error).message.includes('EADDRINUSE')) throw error;
    }
  }
}

async function post(served: Served, key: string, body: unknown): Promise<Response> {
  return fetch(`${served.url}/v1/departures`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

describe('with an embedded database', () => {
  it('starts from nothing, answers, serves commands beside it, and stops with PostgreSQL last', async () => {
    const env = { AJAR_DATA_DIR: folder };
    const served = await start(env);
    expect(served.greeting).toMatch(/^Ajar is running at http:\/\/localhost:\d+\n/);
    expect(served.greeting).toContain('Nothing leaves this computer');
    expect((await fetch(`${served.url}/healthz`)).status).toBe(200);
    await until(
      'the first tick',
      async () => ((await (await fetch(`${served.url}/readyz`)).json()) as { lastTickAt: string | null }).lastTickAt,
    );

    const made = await ajar(['key', 'create', '--name', 'test', '--scope', 'admin', '--json'], env);
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(made.stdout.trim().split('\n')).toHaveLength(1);
    const { key } = JSON.parse(made.stdout) as { key: string };
    expect((await post(served, key, departure('Northwind'))).status).toBe(201);

    const second = await ajar(['serve'], { ...env, PORT: '0' });
    expect(second).toMatchObject({ code: 1, stdout: '' });
    expect(second.stderr).toMatch(/already|another/i);
    expect(second.stderr).toContain(String(served.child.pid));
    expect(second.stderr).not.toContain('    at ');

    const end = await served.stop('SIGINT');
    expect(end.code).toBe(0);
    expect(findPostmaster(path.join(folder, 'postgres'))).toBeNull();

    // What was recorded is there again, also for a command that starts the database itself.
    const told = await ajar(['explain', 'someone@northwind.example'], env);
    expect(told.stdout).toContain('Northwind (departed)');
  });

  it('that is told to stop while it starts stops, and leaves no database running', async () => {
    const begun = spawnServe({ AJAR_DATA_DIR: folder });
    await until('the database on its way', async () => findPostmaster(path.join(folder, 'postgres')));
    begun.child.kill('SIGINT');
    const end = await begun.ended;
    expect(end).toMatchObject({ code: 0, stdout: '' });
    expect(findPostmaster(path.join(folder, 'postgres'))).toBeNull();
  });

  it('comes back after its process group was killed', async () => {
    const env = { AJAR_DATA_DIR: folder };
    const killed = await start(env);
    process.kill(-killed.child.pid!, 'SIGKILL');
    await killed.ended;
    const again = await start(env);
    expect((await fetch(`${again.url}/healthz`)).status).toBe(200);
    expect((await again.stop()).code).toBe(0);
    expect(findPostmaster(path.join(folder, 'postgres'))).toBeNull();
  });
});

describe('with a database of its own', () => {
  it('stops when npm is told to, as a supervisor does it', async () => {
    const database = await makeDatabase();
    const { PATH, HOME } = process.env;
    const npm = spawn('npm', ['start'], {
      cwd: path.resolve(import.meta.dirname, '../..'),
      env: { PATH, HOME, DATABASE_URL: database.url, AJAR_SECRET: secret, PORT: '0' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let said = '';
    npm.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const url = await until(
      'the greeting',
      async () => /Stop: Ctrl-C/.test(said) && /http:\/\/localhost:\d+/.exec(said)?.[0],
      40_000,
    );
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const ended = new Promise((resolve) => npm.once('close', resolve));
    npm.kill('SIGTERM');
    await ended;
    await until('a port that answers no more', async () =>
      fetch(`${url}/healthz`).then(
        () => false,
        () => true,
      ),
    );
    await database.close();
  });

  it('says which port is taken, and what to do', async () => {
    const database = await makeDatabase();
    const { port, free } = await holdPort();
    const end = await ajar(['serve'], { DATABASE_URL: database.url, AJAR_SECRET: secret, PORT: String(port) });
    expect(end).toMatchObject({ code: 1, stdout: '' });
    expect(end.stderr).toContain(`Port ${port} of 127.0.0.1 is taken`);
    await free();
    await database.close();
  });

  it('takes mail from mail servers and out of mailboxes, and ends both when it is told to stop', async () => {
    const database = await makeDatabase();
    const imap = await openImapServer();
    const env = {
      DATABASE_URL: database.url,
      AJAR_SECRET: secret,
      REPLY_DOMAIN: 'reply.agency.example',
      IMAP_URLS: `imap://box:secret@127.0.0.1:${imap.port}?tls=off`,
    };
    const held = await holdPort();
    const taken = await ajar(['serve'], { ...env, PORT: '0', SMTP_LISTEN: String(held.port) });
    expect(taken).toMatchObject({ code: 1, stdout: '' });
    expect(taken.stderr).toContain(`127.0.0.1:${held.port} (EADDRINUSE)`);
    await held.free();

    const { served, port } = await startListening(env);
    const raw = (subject: string) =>
      rawMail({ To: 'postmaster@reply.agency.example', Subject: subject }, 'Good morning');
    imap.deliver(raw('from a mailbox'));
    const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
    const envelope = { from: 'jo@northwind.example', to: ['postmaster@reply.agency.example'] };
    await transport.sendMail({ envelope, raw: raw('from a server') });
    const sources = await until('both mails', async () => {
      const { rows } = await database.pool.query<{ source: string }>(
        'select source from inbound_mails order by source',
      );
      return rows.length === 2 && rows.map((row) => row.source);
    });
    expect(sources).toEqual(['imap', 'smtp']);
    const end = await served.stop();
    expect(end.code).toBe(0);
    expect(end.stderr).not.toContain('secret');
    const { rows } = await database.pool.query('select 1 from mailboxes where held_by is not null');
    expect(rows).toEqual([]);
    await imap.close();
    await database.close();
  });

  it('says what is wrong with the configuration, all of it at once', async () => {
    const end = await ajar(['serve'], { MAIL_TRANSPORT: 'smtp', DATABASE_URL: 'postgres://nowhere' });
    expect(end.code).toBe(1);
    for (const name of ['AJAR_SECRET', 'SMTP_URL', 'MAIL_FROM', 'REPLY_DOMAIN', 'POSTAL_ADDRESS', 'PUBLIC_URL'])
      expect(end.stderr).toContain(name);
  });

  it('refuses a database that was made with another secret', async () => {
    const database = await makeDatabase();
    const env = { DATABASE_URL: database.url, AJAR_SECRET: secret };
    expect((await ajar(['migrate'], env)).code).toBe(0);
    const end = await ajar(['migrate'], { ...env, AJAR_SECRET: 'another secret, 32 bytes or more of it' });
    expect(end.code).toBe(1);
    expect(end.stderr).toContain('AJAR_SECRET_PREVIOUS');
    await database.close();
  });

  it('finishes a letter that a slow server is taking when it is told to stop', async () => {
    const database = await makeDatabase();
    const sink = await openSmtpSink({ delayMs: 2_000 });
    const env = {
      DATABASE_URL: database.url,
      AJAR_SECRET: secret,
      MAIL_TRANSPORT: 'smtp',
      SMTP_URL: `smtp://127.0.0.1:${sink.port}?ignoreTLS=true`,
      MAIL_FROM: 'Agency <hello@agency.example>',
      REPLY_DOMAIN: 'reply.agency.example',
      PUBLIC_URL: 'https://ajar.agency.example',
      POSTAL_ADDRESS: '1 Main Street, London',
      AJAR_TIME_TRAVEL: 'true',
    };
    const { key } = JSON.parse(
      (await ajar(['key', 'create', '--name', 'test', '--scope', 'admin', '--json'], env)).stdout,
    ) as { key: string };
    expect(key).toContain('ajar_');
    await ajar(['import', '--json', 'clients.csv'], env, { cwd: writeCsv(daysAgo(20)) });
    // Every day is a good one here, and it is about noon, so that the tick of the running server sends at once.
    const sendWindow = { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '23:59' };
    await database.pool.query(`insert into settings (policy, changed_at, changed_by) values ($1, now(), 'test')`, [
      { sendWindow, spreadMinutes: 0, zone: zoneAtNoon() },
    ]);
    await database.pool.query(`update enrollments set next_action_at = now() where state = 'active'`);
    const served = await start(env);
    await until('a letter in the hands of the server', async () => sink.received.length > 0, 60_000);
    const end = await served.stop();
    expect(end.code).toBe(0);
    const { rows } = await database.pool.query<{ state: string }>(`select state from messages order by state`);
    expect(rows.map((row) => row.state)).toEqual(['accepted']);
    expect(sink.letters).toHaveLength(1);
    await sink.close();
    await database.close();
  });
});
