import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Ordered } from './letters-worker.ts';
import { type LetterOrder, type LetterTerms, type MadeLetter, makeLetter } from './make-letter.ts';

export type { LetterOrder, LetterTerms, MadeLetter } from './make-letter.ts';

/** For fewer letters than this it costs more to hand them to a thread, and most ticks have none. */
const fewestForThread = 16;
/** Letters of one batch, and the shapes of their pages: some 50 MB; a leak must not become the process's. */
const memoryMb = 256;
/** Young space, so that the letters of a batch are gone before they are old. */
const youngMb = 24;
/** A batch is made in a tenth of a second; a thread that takes so long does nothing any more. */
const patienceMs = 30_000;
/** A thread that nothing was asked of for so long gives its memory back. */
const idleMs = 300_000;
/** On the main thread requests are let in between, after so many letters. */
const letInEvery = 20;

/** Next to the bundle once built; from source (tests) there is none, and letters are made where they are asked for. */
const file = new URL('./letters-worker.mjs', import.meta.url);
let isBuilt: boolean | null = null;
/** The one thread of this process: null while there is none. */
let thread: { worker: Worker; isFree: boolean } | null = null;
let idle: NodeJS.Timeout | undefined;

/**
 * Makes letters, in the order of their orders: many in a thread beside the main one, which meanwhile plans, claims and
 * hands over; few, or while the thread is busy or has died over them, here. A letter is the same wherever it is made.
 */
export async function makeLetters(orders: readonly LetterOrder[], terms: LetterTerms): Promise<MadeLetter[]> {
  const worker = orders.length < fewestForThread ? null : takeThread();
  const made = worker === null ? null : await makeInThread(worker, orders, terms);
  return made ?? makeHere(orders, terms);
}

async function makeHere(orders: readonly LetterOrder[], terms: LetterTerms): Promise<MadeLetter[]> {
  const made: MadeLetter[] = [];
  for (const order of orders) {
    if (made.length % letInEvery === letInEvery - 1) await new Promise((resolve) => setImmediate(resolve));
    made.push(makeLetter(order, terms));
  }
  return made;
}

/** The thread, if it is there and free. Claims hold locks, so nobody waits for it to start: the first letters are made here. */
function takeThread(): Worker | null {
  isBuilt ??= existsSync(file);
  if (!isBuilt) return null;
  if (thread === null) startThread();
  if (!thread?.isFree) return null;
  thread.isFree = false;
  clearTimeout(idle);
  return thread.worker;
}

function startThread(): void {
  const worker = new Worker(file, {
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: youngMb },
  });
  const own = { worker, isFree: false };
  thread = own;
  // It says once that it is ready. One that dies is started anew by the next letters; idle it keeps no process alive.
  worker.once('message', () => (own.isFree = true));
  worker.on('error', () => {});
  worker.once('exit', () => {
    if (thread === own) thread = null;
  });
  worker.unref();
}

/** Null: the thread did not make them, and is given up. */
function makeInThread(
  worker: Worker,
  orders: readonly LetterOrder[],
  terms: LetterTerms,
): Promise<MadeLetter[] | null> {
  return new Promise((resolve) => {
    const finish = (made: MadeLetter[] | null): void => {
      clearTimeout(timer);
      worker.off('message', answered).off('exit', died);
      worker.unref();
      if (made === null) giveUp(worker);
      else if (thread?.worker === worker) {
        thread.isFree = true;
        idle = setTimeout(() => giveUp(worker), idleMs).unref();
      }
      resolve(made);
    };
    const answered = (made: MadeLetter[]): void => finish(made.length === orders.length ? made : null);
    const died = (): void => finish(null);
    const timer = setTimeout(died, patienceMs);
    worker.on('message', answered).on('exit', died);
    worker.ref();
    try {
      worker.postMessage({ orders, terms } satisfies Ordered);
    } catch {
      // Something in them is no plain value.
      finish(null);
    }
  });
}

function giveUp(worker: Worker): void {
  if (thread?.worker === worker) thread = null;
  void worker.terminate();
}
