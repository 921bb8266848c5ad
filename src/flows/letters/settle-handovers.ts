import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import type { Db } from '../../db/db.ts';
import { lockFreeEnrollments } from '../../db/enrollments/enrollments.ts';
import { lockAbandoned, markUncertain, requeueUnbegun } from '../../db/letters/abandoned.ts';
import {
  claimHandover,
  findHandoverBytes,
  listMembers,
  listOpenHandovers,
  markHandoversEnded,
  markResending,
} from '../../db/letters/handovers.ts';
import { lockSending } from '../../db/letters/message-dispatch.ts';
import type { QueuedLetter } from '../../db/letters/message-queue.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { claimAnswerAgain } from './dispatch-answers.ts';
import { draftLetters } from './draft-letters.ts';
import { handOverLetters } from './hand-over-letters.ts';

export interface SettleCounts {
  accepted: number;
  failed: number;
  uncertain: number;
}

const abandonedAtOnce = 1_000;

/**
 * Settles what a crash or a lost answer left open. Letters that a process which died had begun to hand over
 * become `uncertain`: they may have left, so they are never sent anew; those whose turn had not come are queued again. Where the provider takes the same key and bytes twice without a second copy, the
 * handover is repeated, for as long as that holds and only while every letter in it may still leave.
 */
export async function settleHandovers(app: App, now: Date, signal?: AbortSignal): Promise<SettleCounts> {
  const counts: SettleCounts = { accepted: 0, failed: 0, uncertain: 0 };
  counts.uncertain = await app.db.transaction(async (tx) => {
    const abandoned = await lockAbandoned(tx, abandonedAtOnce);
    const [unbegun, begun] = [true, false].map((awaitsTurn) =>
      abandoned.filter((one) => one.awaitsTurn === awaitsTurn).map((one) => one.id),
    ) as [string[], string[]];
    await requeueUnbegun(tx, unbegun, { now, newId: uuidv7 });
    const text = 'The process died while the provider had the letter.';
    await markUncertain(tx, begun, { now, code: 'process_died', text, newId: uuidv7 });
    return begun.length;
  });
  if (app.transport.repeatableForMs === 0) return counts;
  for (const handover of await listOpenHandovers(app.db, now)) {
    if (signal?.aborted) break;
    const isOver = now.getTime() - handover.firstTriedAt.getTime() > app.transport.repeatableForMs;
    if (isOver || handover.transport !== app.transport.kind) {
      await markHandoversEnded(app.db, [handover.id], now);
      continue;
    }
    const letters = await app.db.transaction(
      async (tx) => (await claimAnswerAgain(app, tx, handover, now)) ?? claimAgain(app, tx, handover, now),
    );
    if (letters === null || letters === 'not now') continue;
    // One at a time: the files of an answer are large.
    const bytes = await findHandoverBytes(app.db, handover.id);
    const again = { id: handover.id, key: handover.idempotencyKey, bytes, letters, stored: true };
    const outcome = await handOverLetters(app, [again], now);
    counts.accepted += outcome.counts.accepted;
    counts.failed += outcome.counts.failed;
    counts.uncertain -= outcome.counts.accepted + outcome.counts.failed;
  }
  counts.uncertain = Math.max(0, counts.uncertain);
  return counts;
}

/** Claims a whole handover once more, or answers null: somebody else works on it, or a letter in it must not leave now. */
async function claimAgain(app: App, tx: Db, handover: { id: string; lastTriedAt: Date }, now: Date) {
  if ((await lockSending(tx)) !== null) return null;
  const members = await listMembers(tx, handover.id);
  // Somebody is handing it over at this moment.
  if (members.some((member) => member.state === 'sending')) return null;
  if (members.length === 0 || members.some((member) => member.state !== 'uncertain')) {
    // A webhook or a person settled part of it: to repeat the whole would be to send what is settled.
    await markHandoversEnded(tx, [handover.id], now);
    return null;
  }
  const free = await lockFreeEnrollments(
    tx,
    members.map((member) => member.enrollmentId),
  );
  if (members.some((member) => !free.has(member.enrollmentId))) return null;
  const judged = await draftLetters(app, tx, members satisfies QueuedLetter[], await findPolicy(tx), now);
  if (
    judged.some(
      (one) =>
        one.broken !== null ||
        one.verdict.kind === 'exit' ||
        one.verdict.kind === 'skip' ||
        one.verdict.kind === 'complete' ||
        isHeld(one.verdict),
    )
  ) {
    await markHandoversEnded(tx, [handover.id], now);
    return null;
  }
  if (judged.some((one) => one.verdict.kind !== 'send')) return null;
  if (!(await claimHandover(tx, handover.id, handover.lastTriedAt, now))) return null;
  await markResending(
    tx,
    members.map((member) => member.id),
    app,
  );
  return members.map((member) => ({ id: member.id, envelopeFrom: member.envelopeFrom, to: member.toAddress }));
}

function isHeld(verdict: { kind: string; step?: unknown }): boolean {
  return verdict.kind === 'defer' && verdict.step === null;
}
