import { Worker } from 'node:worker_threads';

/** One part of a mail, decoded. */
export interface MailPart {
  contentType: string;
  filename: string | null;
  bytes: Uint8Array;
}

type Wanted = { kind: 'html'; withImages: boolean } | { kind: 'part'; number: number };

const timeoutMs = 8_000;
/** What the largest mail needs fits in; past it a thread ends, and in unlucky cases the process. */
const memoryMb = 512;
const atOnce = 2;
let running = 0;
const waiting: (() => void)[] = [];

/**
 * The body of a mail as HTML that can only be looked at: no script, form, frame or style sheet is left, and no picture that
 * would have to be fetched unless `withImages`. A mail without HTML gives its text. Null where it is too much, or broken.
 */
export async function showBody(raw: Uint8Array, withImages: boolean): Promise<string | null> {
  return (await look<string>(raw, { kind: 'html', withImages })) ?? null;
}

/** The part with this number, counted as in the list of attachments; null where there is none, or it cannot be read. */
export async function showPart(raw: Uint8Array, number: number): Promise<MailPart | null> {
  return (await look<MailPart>(raw, { kind: 'part', number })) ?? null;
}

/** A thread for each mail: what one does to it ends with it. */
async function look<Result>(raw: Uint8Array, wanted: Wanted): Promise<Result | null> {
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
  let worker: Worker | undefined;
  try {
    // Where the system gives no thread this throws, and who waits gets the turn all the same.
    worker = new Worker(new URL('./show-worker.mjs', import.meta.url), {
      workerData: { raw, wanted },
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    });
    return await answerOf<Result>(worker);
  } finally {
    running -= 1;
    waiting.shift()?.();
    await worker?.terminate();
  }
}

/** Null when it is late, or dies. */
function answerOf<Result>(worker: Worker): Promise<Result | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), timeoutMs);
    const settle = (result: Result | null): void => {
      clearTimeout(timer);
      resolve(result);
    };
    worker.once('message', (result: Result | null) => settle(result));
    worker.once('error', () => settle(null));
    worker.once('exit', () => settle(null));
  });
}
