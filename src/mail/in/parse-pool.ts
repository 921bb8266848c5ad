import { Worker } from 'node:worker_threads';

import type { RawMail } from './parsed-mail.ts';

/** What can be asked of a mail: to take it apart, or all it says. */
interface Wanted {
  mail: Partial<RawMail>;
  words: MailWords;
}

export interface MailWords {
  /** What people read: header fields, bodies, attached texts and mails. */
  texts: string[];
  /** Whatever else is in it, as text: a short word may stand there by accident. */
  bytes: string[];
}

type Outcome<Result = unknown> = { kind: 'done'; result: Result } | { kind: 'failed'; reason: string };
export type WorkerAnswer<Result> = Outcome<Result> & {
  /** From when a worker took it. */
  seconds: number;
};

interface Job {
  raw: Uint8Array;
  wanted: keyof Wanted;
  timeoutMs: number;
  settle: (answer: WorkerAnswer<unknown>) => void;
}

const poolSize = 2;
/** What is decoded of the largest mail (collect-words) fits in; past it a thread ends, and in unlucky cases the process. */
const memoryMb = 512;
const waiting: Job[] = [];
const idle: Worker[] = [];
let living = 0;

/** Runs one mail through a worker; mails queue when all are busy. The time limit counts from when its worker takes it. */
export function runInWorker<W extends keyof Wanted>(
  raw: Uint8Array,
  wanted: W,
  timeoutMs: number,
): Promise<WorkerAnswer<Wanted[W]>> {
  return new Promise((resolve) => {
    // The worker answers what it is asked for.
    const settle = (answer: WorkerAnswer<unknown>) => resolve(answer as WorkerAnswer<Wanted[W]>);
    waiting.push({ raw, wanted, timeoutMs, settle });
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
  const worker = new Worker(new URL('./parse-worker.mjs', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
  living += 1;
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
  const began = performance.now();
  const timer = setTimeout(() => finish({ kind: 'failed', reason: 'timeout' }, false), job.timeoutMs);
  const answered = (message: { result?: object; reason?: string }): void => {
    const failed = { kind: 'failed' as const, reason: message.reason ?? 'unknown' };
    finish(message.result ? { kind: 'done', result: message.result } : failed, true);
  };
  const died = (error?: Error | number): void => {
    const memory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    finish({ kind: 'failed', reason: memory ? 'out_of_memory' : 'worker_died' }, false);
  };
  const finish = (answer: Outcome, alive: boolean): void => {
    clearTimeout(timer);
    worker.off('message', answered).off('error', died).off('exit', died);
    worker.unref();
    if (alive) idle.push(worker);
    else void worker.terminate();
    job.settle({ ...answer, seconds: (performance.now() - began) / 1000 });
    serveNext();
  };
  worker.on('message', answered).on('error', died).on('exit', died);
  worker.postMessage({ raw: job.raw, wanted: job.wanted });
}
