/**
 * A process of its own that uses an embedded PostgreSQL, to be killed, interrupted and raced by tests.
 * `serve|command <dataDir>`: prints what it got as one line of JSON, then waits for a line on stdin or for SIGINT. On
 * SIGINT it still asks the database something, as a server does that finishes its work, and says so.
 */
import { once } from 'node:events';
import { Client } from 'pg';
import { connectOrStartEmbedded, startEmbedded } from '../../src/db/embedded.ts';

const [kind, dataDir = ''] = process.argv.slice(2);
const say = (what: object) => process.stdout.write(`${JSON.stringify(what)}\n`);
const log = { info: () => {}, warn: () => {}, error: () => {} };
const open = kind === 'serve' ? startEmbedded : connectOrStartEmbedded;

async function ask(url: string): Promise<string> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  const { rows } = await client.query<{ answer: string }>(`SELECT lower('STILL THERE') AS answer`);
  await client.end();
  return rows[0]?.answer ?? '';
}

try {
  const embedded = await open({ dataDir, log, durable: false });
  const { url, adopted, freshlyMade } = embedded;
  const interrupted = once(process, 'SIGINT').then(() => 'interrupted');
  say({ url, adopted, freshlyMade, pid: process.pid, answer: await ask(url) });
  const why = await Promise.race([interrupted, once(process.stdin, 'data').then(() => 'told')]);
  if (why === 'interrupted') say({ why, answer: await ask(url) });
  await embedded.stop();
  process.exit(0);
} catch (error) {
  const { name, message } = error as Error;
  say({ name, message });
  process.exit(1);
}
