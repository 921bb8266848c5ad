import { Worker } from 'node:worker_threads';

import type { RawMail } from './parsed-mail.ts';

export type WorkerAnswer = { kind: 'done'; mail: Partial<RawMail> } | { kind: 'failed'; reason: string };

interface Job {
  raw: Uint8Array;
  timeoutMs: number;
  settle: (answer: WorkerAnswer) => void;
}

const poolSize = 2;
const memoryMb = 384;
const waiting: Job[] = [];
const idle: Worker[] = [];
let living = 0;

/** Runs one mail through a worker; mails queue when all are busy. The time limit counts from when its worker takes it. */
export function runInWorker(raw: Uint8Array, timeoutMs: number): Promise<WorkerAnswer> {
  return new Promise((settle) => {
    waiting.push({ raw, timeoutMs, settle });
    serveNext();
  });
}

function serveNext(): void {
  while (waiting.length > 0) {
    const worker = idle.pop() ?? (living < poolSize ? start() : undefined);
    if (!worker) return;
    serve(worker, waiting.shift()!);
  }
}

/** Next to this file from source, next to the bundle once built. */
function start(): Worker {
  living += 1;
  const worker = new Worker(new URL('./parse-worker.mjs', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
  // An idle worker that dies (or is never asked again) must not take the process with it, nor keep it alive.
  worker.on('error', () => {});
  worker.once('exit', () => {
    living -= 1;
    const place = idle.indexOf(worker);
    if (place >= 0) idle.splice(place, 1);
    serveNext();
  });
  worker.unref();
  return worker;
}

/** A worker that answers is used again; one that is late or dead is replaced by the next call. */
function serve(worker: Worker, job: Job): void {
  worker.ref();
  const timer = setTimeout(() => finish({ kind: 'failed', reason: 'timeout' }, false), job.timeoutMs);
  const answered = (message: { mail?: Partial<RawMail>; reason?: string }): void => {
    const failed: WorkerAnswer = { kind: 'failed', reason: message.reason ?? 'unknown' };
    finish(message.mail ? { kind: 'done', mail: message.mail } : failed, true);
  };
  const died = (error?: Error | number): void => {
    const memory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    finish({ kind: 'failed', reason: memory ? 'out_of_memory' : 'worker_died' }, false);
  };
  const finish = (answer: WorkerAnswer, alive: boolean): void => {
    clearTimeout(timer);
    worker.off('message', answered).off('error', died).off('exit', died);
    worker.unref();
    if (alive) idle.push(worker);
    else void worker.terminate();
    job.settle(answer);
    serveNext();
  };
  worker.on('message', answered).on('error', died).on('exit', died);
  worker.postMessage({ raw: job.raw });
}
