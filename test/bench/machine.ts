import os from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Client } from 'pg';

/** What the figures depend on, a line each. */
export async function describeMachine(client: Client): Promise<string[]> {
  const cpus = os.cpus();
  const { rows } = await client.query<{ version: string; fsync: string; buffers: string }>(
    `select current_setting('server_version') as version, current_setting('fsync') as fsync, current_setting('shared_buffers') as buffers`,
  );
  const [alone = 0] = await yardstick(1);
  const together = await yardstick(2);
  return [
    `${cpus.length} × ${cpus[0]?.model.trim() ?? 'processor'}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, ${os.type()} ${os.release()}`,
    `Node ${process.versions.node}, PostgreSQL ${rows[0]?.version}, fsync ${rows[0]?.fsync}, shared_buffers ${rows[0]?.buffers}`,
    `Yardstick (million turns of a loop a second): ${alone} alone, ${together.join(' and ')} when two run at once`,
  ];
}

const turns = `
  const { parentPort } = require('node:worker_threads');
  const started = performance.now();
  let done = 0;
  let x = 1;
  while (performance.now() - started < 1000) {
    for (let k = 0; k < 100000; k += 1) x = (Math.imul(x, 1103515245) + 12345) & 0x7fffffff;
    done += 100000;
  }
  parentPort.postMessage([done / (performance.now() - started) / 1000, x]);
`;

/** How fast the processor is just now: so many copies of a loop at once, each with its speed. */
async function yardstick(copies: number): Promise<number[]> {
  const running = Array.from({ length: copies }, () => {
    const worker = new Worker(turns, { eval: true });
    return new Promise<number>((resolve, reject) => {
      worker.once('message', ([speed]: [number]) => resolve(Math.round(speed)));
      worker.once('error', reject);
    });
  });
  return Promise.all(running);
}
