import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import type { Db } from '../../db/db.ts';
import { insertSkips, lockFreeEnrollments, markToReplan } from '../../db/enrollments/enrollments.ts';
import { insertHandovers } from '../../db/letters/handovers.ts';
import {
  type ClaimedCopy,
  insertContentUses,
  lockAddresses,
  lockSending,
  markSending,
} from '../../db/letters/message-dispatch.ts';
import {
  cancelLetters,
  deferQueued,
  failQueued,
  listQueued,
  lockQueued,
  type QueuedLetter,
} from '../../db/letters/message-queue.ts';
import { findPolicy } from '../../db/house/settings.ts';
import type { HousePolicy } from '../../domain/policy.ts';
import { batchRefused } from '../../mail/out/resend-answer.ts';
import { draftLetters } from './draft-letters.ts';
import { type Finished, finishLetters } from './finish-letters.ts';
import { type HandoverOutcome, handOverLetters, type ReadyHandover } from './hand-over-letters.ts';
import { holdToLimits, type TakenLimits } from './hold-to-limits.ts';

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

interface Claim {
  handovers: ReadyHandover[];
  limits: TakenLimits;
  claimed: number;
  failed: number;
  deferred: number;
  /** Letters that are no longer waiting in the queue for this instant. */
  moved: number;
  stopped: boolean;
}

async function claimLetters(
  app: App,
  tx: Db,
  queued: readonly QueuedLetter[],
  policy: HousePolicy,
  now: Date,
): Promise<Claim> {
  const nothing: Claim = {
    handovers: [],
    limits: new Map(),
    claimed: 0,
    failed: 0,
    deferred: 0,
    moved: 0,
    stopped: false,
  };
  if ((await lockSending(tx)) !== null) return { ...nothing, stopped: true };
  const enrollments = await lockFreeEnrollments(
    tx,
    queued.flatMap((message) => message.enrollmentId ?? []),
  );
  const free = queued.filter((message) => message.enrollmentId !== null && enrollments.has(message.enrollmentId));
  const locked = await lockQueued(
    tx,
    free.map((message) => message.id),
  );
  const busy = await lockAddresses(tx, [...locked]);
  const judged = await draftLetters(
    app,
    tx,
    free.filter((message) => locked.has(message.id) && !busy.has(message.id)),
    policy,
    now,
  );
  const limited = await holdToLimits(app, tx, judged, policy, now);
  const sorted = await finishLetters(app, limited.judged, now);
  const lost = await insertContentUses(tx, sorted.ready.flatMap(contentUses), now);
  // In the order of their ids: a handover that is repeated lists its letters by that order.
  const ready = sorted.ready
    .filter((one) => !lost.has(one.outgoing.id))
    .toSorted((a, b) => (a.outgoing.id < b.outgoing.id ? -1 : 1));
  const handovers = encodeHandovers(app, ready);
  const handoverOf = new Map(
    handovers.flatMap((one) => (one.stored ? one.letters.map((letter) => [letter.id, one.id] as const) : [])),
  );
  await insertHandovers(
    tx,
    handovers
      .filter((one) => one.stored)
      .map((one) => ({ id: one.id, transport: app.transport.kind, idempotencyKey: one.key, bytes: one.bytes })),
    now,
  );
  await markSending(
    tx,
    ready.map((one) => copyOf(one, handoverOf.get(one.outgoing.id) ?? null)),
    { now, processId: app.processId, leaseSeconds: app.leaseSeconds },
  );
  await deferQueued(tx, sorted.deferred);
  await cancelLetters(tx, sorted.canceled, now);
  await insertSkips(tx, sorted.skips, now, 'planner');
  await failQueued(tx, sorted.failed, now);
  await markToReplan(
    tx,
    sorted.canceled.map((one) => one.enrollmentId),
    now,
  );
  const moved = ready.length + sorted.deferred.length + sorted.canceled.length + sorted.failed.length;
  return {
    handovers,
    limits: limited.taken,
    claimed: ready.length,
    failed: sorted.failed.length,
    deferred: sorted.deferred.length,
    moved,
    stopped: false,
  };
}

function contentUses({ judged }: Finished) {
  const { content, addressHash } = judged.draft!;
  const messageId = judged.message.id;
  const offer =
    content.offerId === null ? [] : [{ addressHash, contentId: content.offerId, kind: 'offer' as const, messageId }];
  return [
    ...offer,
    ...content.newsIds.map((contentId) => ({ addressHash, contentId, kind: 'news' as const, messageId })),
  ];
}

/** The handovers that carry these letters; those of several letters are stored with their bytes, to be repeated as they are. */
function encodeHandovers(app: App, letters: readonly Finished[]): ReadyHandover[] {
  const size = app.transport.batchSize;
  const stored = Number.isFinite(app.transport.repeatableForMs) && app.transport.repeatableForMs > 0;
  const alone = letters.filter((one) => one.judged.message.errorCode === batchRefused);
  const together = letters.filter((one) => !alone.includes(one));
  const groups = alone.map((one) => [one]);
  for (let start = 0; start < together.length; start += size) groups.push(together.slice(start, start + size));
  return groups.map((group) => {
    const members = group.map((one) => one.outgoing);
    const id = uuidv7();
    return {
      id,
      stored,
      key: `ajar/${id}`,
      letters: members.map((letter) => ({ id: letter.id, envelopeFrom: letter.envelopeFrom, to: letter.to.address })),
      bytes: group.length === 1 && group[0]!.bytes !== null ? group[0]!.bytes : app.transport.encode(members),
    };
  });
}

function copyOf({ judged, outgoing }: Finished, handoverId: string | null): ClaimedCopy {
  return {
    messageId: outgoing.id,
    messageIdHeader: outgoing.messageId,
    handoverId,
    kind: judged.draft!.letter.kind,
    fromName: outgoing.from.name,
    fromAddress: outgoing.from.address,
    toName: outgoing.to.name,
    toAddress: outgoing.to.address,
    replyTo: outgoing.replyTo.address,
    envelopeFrom: outgoing.envelopeFrom,
    subject: outgoing.subject,
    html: outgoing.html,
    text: outgoing.text,
    headers: outgoing.headers,
    inReplyTo: outgoing.inReplyTo,
    references: outgoing.references,
    wordingId: judged.draft!.wordingId,
  };
}
