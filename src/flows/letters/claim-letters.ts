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
  lockQueued,
  type QueuedLetter,
} from '../../db/letters/message-queue.ts';
import type { HousePolicy } from '../../domain/policy.ts';
import { batchRefused } from '../../mail/out/resend-answer.ts';
import { draftLetters } from './draft-letters.ts';
import { type Finished, finishLetters } from './finish-letters.ts';
import type { ReadyHandover } from './hand-over-letters.ts';
import { holdToLimits, type TakenLimits } from './hold-to-limits.ts';

/** What a claim made of the letters it was given. */
export interface Claim {
  handovers: ReadyHandover[];
  limits: TakenLimits;
  failed: number;
  deferred: number;
  /** Letters that are no longer waiting in the queue for this instant. */
  moved: number;
  stopped: boolean;
}

/**
 * Claims queued letters that the planner's judgement, asked once more under the locks that every stop takes, still lets
 * leave: makes them, fixes copy and bytes, and takes them under a lease. Within the caller's transaction.
 */
export async function claimLetters(
  app: App,
  tx: Db,
  queued: readonly QueuedLetter[],
  policy: HousePolicy,
  now: Date,
): Promise<Claim> {
  const nothing: Claim = {
    handovers: [],
    limits: new Map(),
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
