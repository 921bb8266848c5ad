import type { App } from '../../app.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { listQueued } from '../../db/letters/message-queue.ts';
import { claimLetters } from './claim-letters.ts';
import { type HandoverOutcome, handOverLetters } from './hand-over-letters.ts';

/** What became of the letters of one round. */
export type DispatchCounts = Record<'accepted' | 'failed' | 'uncertain' | 'deferred', number>;

/** Two claims are open at a time, one handed over and one waiting for it: about two seconds' worth together. */
const claimSeconds = 1;
/** A claim is cut smaller than what should leave in its time: one that is slower than the last still leaves whole. */
const claimedShare = 0.7;
const largestClaim = 500;
const paces = new WeakMap<App['transport'], number>();

/** How many letters a claim may take: what the transport hands over in less than a second, as measured; at first one handover each way. */
function claimSize({ transport }: App): number {
  const perSecond = paces.get(transport);
  const wanted =
    perSecond === undefined ? transport.batchSize * transport.concurrency : perSecond * claimSeconds * claimedShare;
  return Math.min(largestClaim, Math.max(transport.batchSize, Math.round(wanted)));
}

function learnPace(app: App, letters: number, ms: number): void {
  const measured = (letters * 1000) / Math.max(ms, 20);
  const before = paces.get(app.transport);
  // A claim smaller than two seconds' worth may at most double the next one, so that one lucky round proves nothing.
  paces.set(app.transport, before === undefined ? measured : Math.min(before * 0.5 + measured * 0.5, before * 2));
}

/**
 * Hands over the queued letters whose time has come, batch by batch, until none is left or sending stops. Each batch is
 * two transactions: the claim (judges once more under the locks that every stop takes, makes the letters, fixes copy and
 * bytes) and the record of the answers; nothing is handed over inside either. While one batch is handed over, the next is made ready.
 */
export async function dispatchLetters(app: App, now: Date, signal?: AbortSignal): Promise<DispatchCounts> {
  const total: DispatchCounts = { accepted: 0, failed: 0, uncertain: 0, deferred: 0 };
  const policy = await findPolicy(app.db);
  let underWay: Promise<HandoverOutcome> | null = null;
  /** Adds up what became of a batch; answers whether the next may follow. */
  const count = ({ counts, stopped, letters, ms }: HandoverOutcome): boolean => {
    total.accepted += counts.accepted;
    total.failed += counts.failed;
    total.uncertain += counts.uncertain;
    if (letters > 0) learnPace(app, letters, ms);
    return !stopped;
  };
  try {
    while (!signal?.aborted) {
      const limit = claimSize(app);
      const queued = await listQueued(app.db, { now, limit, withDemo: app.transport.kind === 'capture' });
      const before: Promise<HandoverOutcome> | null = underWay;
      if (queued.length === 0) {
        // What is under way may come back to the queue: only after it is the queue known to be empty.
        underWay = null;
        if (before === null || !count(await before)) break;
        continue;
      }
      const claim = await app.db.transaction((tx) => claimLetters(app, tx, queued, policy, now));
      total.failed += claim.failed;
      total.deferred += claim.deferred;
      const perSecond = paces.get(app.transport);
      const turn = { signal, after: before, withinMs: claimSeconds * 1000, perSecond, limits: claim.limits };
      underWay = handOverLetters(app, claim.handovers, now, turn);
      underWay.catch(() => {});
      if (before !== null && !count(await before)) break;
      if (claim.stopped || claim.moved === 0) break;
    }
    if (underWay !== null) count(await underWay);
    return total;
  } finally {
    await underWay?.catch(() => {});
  }
}
