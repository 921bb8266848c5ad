/** Makes letters in a thread of its own. The build puts it next to its output (`dist/letters-worker.mjs`). */
import { parentPort } from 'node:worker_threads';
import { type LetterOrder, type LetterTerms, type MadeLetter, makeLetter } from './make-letter.ts';

export interface Ordered {
  orders: readonly LetterOrder[];
  terms: LetterTerms;
}

parentPort!.on('message', ({ orders, terms }: Ordered) => {
  const made = orders.map((order) => makeLetter(order, terms));
  parentPort!.postMessage(made, [inOnePiece(made)]);
});
parentPort!.postMessage('ready');

/** All bytes in one piece of memory, which is handed over as it is instead of being copied. */
function inOnePiece(made: MadeLetter[]): ArrayBuffer {
  const size = made.reduce((sum, one) => sum + (one.kind === 'letter' ? (one.bytes?.length ?? 0) : 0), 0);
  const whole = new ArrayBuffer(size);
  let at = 0;
  for (const one of made) {
    if (one.kind !== 'letter' || one.bytes === null) continue;
    const place = new Uint8Array(whole, at, one.bytes.length);
    place.set(one.bytes);
    one.bytes = place;
    at += place.length;
  }
  return whole;
}
