import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { connectOrStartEmbedded, type Embedded } from '../../src/db/embedded.ts';
import { migrateDb } from '../../src/db/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    testServer: { url: string; template: string };
  }
}

const prefix = 'ajar-test-server-';
const silent = { info: () => {}, warn: () => {}, error: () => {} };

/**
 * One PostgreSQL for the whole run and in it one migrated database, which test files copy: the embedded one in a
 * temporary folder or, with TEST_DATABASE_URL, any other (its user must be allowed to create databases).
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await openServer();
  const template = `ajar_template_${process.pid}`;
  const url = new URL(server.url);
  try {
    await run(
      server.url,
      `DROP DATABASE IF EXISTS ${template}`,
      `CREATE DATABASE ${template} TEMPLATE template0 ENCODING 'UTF8'`,
    );
    url.pathname = `/${template}`;
    await migrateDb(url.href);
  } catch (error) {
    await server.close();
    throw error;
  }
  project.provide('testServer', { url: server.url, template });
  return async () => {
    await run(server.url, `DROP DATABASE IF EXISTS ${template} WITH (FORCE)`).catch(() => {});
    await server.close();
  };
}

async function run(url: string, ...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

async function openServer(): Promise<{ url: string; close: () => Promise<void> }> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given) return { url: given, close: async () => {} };
  await removeLeftovers();
  const dataDir = mkdtempSync(path.join(tmpdir(), `${prefix}${process.pid}-`));
  const embedded = await connectOrStartEmbedded({ dataDir, log: silent, durable: false });
  return { url: embedded.url, close: () => closeAndRemove(embedded, dataDir) };
}

async function closeAndRemove(embedded: Embedded, dataDir: string): Promise<void> {
  await embedded.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

/** A run that was killed leaves its server running: it is taken over, stopped and removed. */
async function removeLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
    if (!pid || isAlive(Number(pid))) continue;
    const dataDir = path.join(tmpdir(), name);
    try {
      await closeAndRemove(await connectOrStartEmbedded({ dataDir, log: silent, durable: false }), dataDir);
    } catch {
      // Half made, or another user's: not ours to clean.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
