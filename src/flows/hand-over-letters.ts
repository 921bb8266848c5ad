import { uuidv7 } from 'uuidv7';
import type { App } from '../app.ts';
import {
  type DispatchResult,
  extendLeases,
  markHandoversEnded,
  type RecordedState,
  recordResults,
} from '../db/message-dispatch.ts';
import type { Answer, Handover } from '../mail/out/transport.ts';
import { takeRefusals } from './take-refusals.ts';

/** A handover whose letters are claimed. `stored`: its bytes are kept, so that it can be repeated as it is. */
export interface ReadyHandover extends Handover {
  id: string;
  stored: boolean;
}

export interface HandoverOutcome {
  counts: Record<RecordedState, number>;
  /** The transport said that nothing more is to be tried now. */
  stopped: boolean;
  letters: number;
  /** How long it took, without the wait for the batch before. */
  ms: number;
}

export interface HandoverTurn {
  signal?: AbortSignal;
  /** The batch before: this one begins when that has ended, and is not tried at all where that had to stop. */
  after?: Promise<HandoverOutcome> | null;
}

/** Answers are recorded in groups, so that a crash leaves few letters whose answer was seen but not written. */
const recordGroup = 100;
const leaseEveryMs = 20_000;
/** The transport's code for a server that will not have this recipient. */
const recipientRejected = 'recipient_rejected';
/** After so many handovers in a row that took nothing, the other end is not there: the rest waits. */
const refusalsToStop = 3;

/**
 * Hands claimed letters over, several at a time as the transport allows, and records each answer. Never throws for a
 * letter. Their leases are kept from the first moment on, also while they wait for the batch before.
 */
export async function handOverLetters(
  app: App,
  handovers: readonly ReadyHandover[],
  now: Date,
  { signal, after = null }: HandoverTurn = {},
): Promise<HandoverOutcome> {
  const counts = { accepted: 0, queued: 0, failed: 0, uncertain: 0 };
  const outcome: HandoverOutcome = { counts, stopped: false, letters: 0, ms: 0 };
  if (handovers.length === 0) return outcome;
  const waiting = new Set(handovers.flatMap((one) => one.letters.map((letter) => letter.id)));
  outcome.letters = waiting.size;
  const lease = setInterval(() => void extendLeases(app.db, [...waiting], app.processId).catch(() => {}), leaseEveryMs);
  let answered: { results: DispatchResult[]; ended: string[] } = { results: [], ended: [] };

  const record = async () => {
    const { results, ended } = answered;
    answered = { results: [], ended: [] };
    if (results.length === 0) return;
    const counts = await recordResults(app.db, results, { now, processId: app.processId, newId: uuidv7 });
    await markHandoversEnded(app.db, ended, now);
    for (const state of Object.keys(counts) as (keyof typeof counts)[]) outcome.counts[state] += counts[state];
    const refused = results.filter((result) => result.state === 'failed' && result.code === recipientRejected);
    await takeRefusals(
      app,
      refused.map(({ messageId, text }) => ({ messageId, text: text ?? '' })),
      now,
    );
  };

  let refusals = 0;
  let othersTaken = false;
  const queue = [...handovers];
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const answers =
        outcome.stopped || signal?.aborted ? next.letters.map(() => notTried) : await app.transport.handOver(next);
      othersTaken ||= answers.some((answer) => answer.kind === 'accepted');
      next.letters.forEach((letter, index) => {
        waiting.delete(letter.id);
        answered.results.push(
          resultOf(letter.id, answers[index] ?? noAnswer, now, othersTaken && next.letters.length === 1),
        );
      });
      refusals = answers.every((answer) => answer.kind === 'refused') ? refusals + 1 : 0;
      if (refusals >= refusalsToStop || answers.some((answer) => answer.kind === 'refused' && answer.stop !== 'none'))
        outcome.stopped = true;
      // An unknown outcome leaves its handover open: the same bytes may be handed over again under the same key.
      if (next.stored && !answers.some((answer) => answer.kind === 'unknown')) answered.ended.push(next.id);
      if (answered.results.length >= recordGroup) await record();
    }
  };
  try {
    // Where the batch before failed to record, its own caller hears of it; these letters have not been tried.
    if (after !== null)
      outcome.stopped = await after.then(
        (before) => before.stopped,
        () => true,
      );
    const started = performance.now();
    await Promise.all(Array.from({ length: Math.max(1, app.transport.concurrency) }, work));
    await record();
    outcome.ms = performance.now() - started;
  } finally {
    clearInterval(lease);
  }
  return outcome;
}

const notTried: Answer = {
  kind: 'refused',
  code: 'not_tried',
  text: 'Sending stopped before its turn came.',
  retryAfterMs: 0,
  stop: 'none',
};
const noAnswer: Answer = { kind: 'unknown', code: 'no_answer', text: 'The provider said nothing about this letter.' };

function resultOf(messageId: string, answer: Answer, now: Date, othersTaken: boolean): DispatchResult {
  const known = { messageId, providerId: null, notBefore: null };
  switch (answer.kind) {
    case 'accepted':
      return { ...known, state: 'accepted', providerId: answer.providerId, code: null, text: answer.response };
    case 'refused':
      // Refused while others around it are taken: the letter itself may be the reason, so its tries are bounded.
      if (othersTaken && answer.stop === 'none' && answer !== notTried)
        return { ...known, state: 'retry', code: answer.code, text: answer.text };
      return {
        ...known,
        state: 'queued',
        code: answer.code,
        text: answer.text,
        notBefore: new Date(now.getTime() + answer.retryAfterMs),
      };
    case 'deferred':
      return { ...known, state: 'retry', code: answer.code, text: answer.text };
    case 'rejected':
      return { ...known, state: 'failed', code: answer.code, text: answer.text };
    case 'unknown':
      return { ...known, state: 'uncertain', code: answer.code, text: answer.text };
  }
}
