import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { connectOrStartEmbedded } from '../../src/db/embedded.ts';

/** A PostgreSQL for the bench, and databases in it that go when it is over. */
export interface BenchServer {
  /** A connection to its own database, for what has to do with none of the others. */
  admin: Client;
  /** Makes an empty database, or a copy of one that nobody is connected to; answers its URL. */
  create: (name: string, from?: string) => Promise<string>;
  drop: (name: string) => Promise<void>;
  close: () => Promise<void>;
}

const silent = { info: () => {}, warn: () => {}, error: () => {} };

/** The server of DATABASE_URL, whose user must be allowed to create databases; otherwise an embedded one, durable as in production. */
export async function openServer(): Promise<BenchServer> {
  const given = process.env['DATABASE_URL'];
  const server = given ? { url: given, stop: async () => {} } : await startEmbedded();
  const admin = await connect(server.url);
  const made = new Set<string>();
  const fullName = (name: string) => `ajar_bench_${process.pid}_${name}`;
  const drop = async (name: string) => {
    await admin.query(`drop database if exists ${fullName(name)} with (force)`);
    made.delete(name);
  };
  return {
    admin,
    drop,
    async create(name, from) {
      made.add(name);
      await drop(name);
      made.add(name);
      // Copied as files: through the log, as is usual, a copy would be followed by the log's clearing up.
      const template = from === undefined ? 'template0' : `${fullName(from)} strategy file_copy`;
      await admin.query(`create database ${fullName(name)} encoding 'UTF8' template ${template}`);
      const url = new URL(server.url);
      url.pathname = `/${fullName(name)}`;
      return url.href;
    },
    async close() {
      for (const name of made) await drop(name).catch(() => {});
      await admin.end();
      await server.stop();
    },
  };
}

async function startEmbedded(): Promise<{ url: string; stop: () => Promise<void> }> {
  const dataDir = mkdtempSync(path.join(tmpdir(), `ajar-bench-${process.pid}-`));
  const embedded = await connectOrStartEmbedded({ dataDir, log: silent });
  return {
    url: embedded.url,
    async stop() {
      await embedded.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, application_name: 'ajar bench' });
  await client.connect();
  return client;
}
