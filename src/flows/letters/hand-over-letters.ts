import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import { announceChange } from '../../db/change-notice.ts';
import { keepCodesOfErased } from '../../db/contacts/erased.ts';
import { markHandoversEnded } from '../../db/letters/handovers.ts';
import {
  type DispatchResult,
  extendLeases,
  type RecordedState,
  recordResults,
} from '../../db/letters/message-dispatch.ts';
import type { Answer, Handover } from '../../mail/out/transport.ts';
import { giveBackLimits, type TakenLimits } from './hold-to-limits.ts';
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
  /** Letters that were really handed to the transport. */
  letters: number;
  /** How long it took, without the wait for the batch before. */
  ms: number;
}

export interface HandoverTurn {
  signal?: AbortSignal | undefined;
  /** The batch before: this one begins when that has ended, and is not tried at all where that had to stop. */
  after?: Promise<HandoverOutcome> | null;
  /** Handovers that have not begun so long after their turn came go back to the queue: what is claimed is what leaves soon. */
  withinMs?: number;
  /** Letters a second that leave, as far as it is known: so many begin at a time as leave in a moment. */
  perSecond?: number | undefined;
  /** What the letters took of limits. */
  limits?: TakenLimits;
}

/** Answers are recorded as they come, in groups, so that a crash leaves few letters whose answer was seen but not written. */
const recordGroup = 100;
const recordEveryMs = 250;
/** What begins at a time leaves in about so long: of what had begun nobody can know after a crash whether it left. */
const beginSeconds = 0.2;
const leaseEveryMs = 20_000;
/** Open pages ask anew for what changed; more often than this would only keep them asking. */
const tellEveryMs = 500;
/** A database that is away for a moment must not make letters uncertain whose answer is known. */
const recordTries = 6;
/** The transport's code for a server that will not have this recipient. */
const recipientRejected = 'recipient_rejected';
/** After so many handovers in a row that took nothing, the other end is not there: the rest waits. */
const refusalsToStop = 3;

/**
 * Hands claimed letters over, several at a time as the transport allows, and records each answer. Never throws for a
 * letter. Their leases are kept from the first moment on until their answer is recorded, also while they wait for the
 * batch before.
 */
export async function handOverLetters(
  app: App,
  handovers: readonly ReadyHandover[],
  now: Date,
  { signal, after = null, withinMs = Infinity, perSecond = 0, limits }: HandoverTurn = {},
): Promise<HandoverOutcome> {
  const counts = { accepted: 0, queued: 0, failed: 0, uncertain: 0 };
  const outcome: HandoverOutcome = { counts, stopped: false, letters: 0, ms: 0 };
  if (handovers.length === 0) return outcome;
  const { batchSize, concurrency } = app.transport;
  const group = Math.max(1, concurrency, Math.round(Math.min(recordGroup, perSecond * beginSeconds) / batchSize));
  const waiting = new Set(handovers.flatMap((one) => one.letters.map((letter) => letter.id)));
  const extend = () => void extendLeases(app.db, [...waiting], app).catch(() => {});
  const lease = setInterval(extend, Math.min(leaseEveryMs, (app.leaseSeconds ?? 60) * 333));
  /** Not begun; and begun, but not yet handed over. */
  const queue = [...handovers];
  const begun: ReadyHandover[] = [];
  let answered: Answered = { results: [], ended: [] };
  let started = performance.now();
  let recordedAt = started;
  let toldAt = -Infinity;
  let isUntold = false;
  const isOver = () => outcome.stopped || signal?.aborted === true || performance.now() - started > withinMs;

  /** Records what was answered, and lets the next ones begin. */
  const record = async () => {
    const { results, ended } = answered;
    answered = { results: [], ended: [] };
    recordedAt = performance.now();
    const next = isOver() ? [] : queue.splice(0, Math.max(0, group + Math.ceil(group / 2) - begun.length));
    const ids = next.flatMap((one) => one.letters.map((letter) => letter.id));
    if (results.length + ended.length + ids.length === 0) return;
    const announce = recordedAt - toldAt >= tellEveryMs;
    const written = await recordSurely(app, { results, ended, next: ids, limits, announce }, now);
    if (announce) toldAt = recordedAt;
    isUntold = !announce;
    for (const { messageId } of results) waiting.delete(messageId);
    for (const state of Object.keys(counts) as (keyof typeof counts)[]) counts[state] += written.counts[state];
    const mayBegin = new Set(written.begun);
    for (const one of next) {
      if (one.letters.every((letter) => mayBegin.has(letter.id))) begun.push(one);
      else giveUp(one, mayBegin);
    }
    const refused = results.filter((result) => result.state === 'failed' && result.code === recipientRejected);
    await takeRefusals(
      app,
      refused.map(({ messageId, text }) => ({ messageId, text: text ?? '' })),
      now,
    );
  };
  let recording: Promise<void> | null = null;
  const recordOnce = () => (recording ??= record().finally(() => (recording = null)));

  /** Its letters go back to the queue, as far as this process holds them still: somebody else settled the others. */
  const giveUp = (one: ReadyHandover, held: ReadonlySet<string>) => {
    for (const { id } of one.letters) {
      if (held.has(id)) answered.results.push(resultOf(id, notTried, now, false));
      else waiting.delete(id);
    }
    if (one.stored && one.letters.every(({ id }) => held.has(id))) answered.ended.push(one.id);
  };

  let refusals = 0;
  let othersTaken = false;
  const work = async () => {
    while (!isOver()) {
      const next = begun.shift();
      if (next === undefined) {
        if (queue.length === 0 && recording === null) return;
        await recordOnce();
        continue;
      }
      const answers = await app.transport.handOver(next);
      outcome.letters += next.letters.length;
      othersTaken ||= answers.some((answer) => answer.kind === 'accepted');
      next.letters.forEach((letter, index) => {
        answered.results.push(
          resultOf(letter.id, answers[index] ?? noAnswer, now, othersTaken && next.letters.length === 1),
        );
      });
      refusals = answers.every((answer) => answer.kind === 'refused') ? refusals + 1 : 0;
      if (refusals >= refusalsToStop || answers.some(needsPerson)) outcome.stopped = true;
      if (next.stored && !mayBeRepeated(answers)) answered.ended.push(next.id);
      const isEnough = answered.results.length >= recordGroup || performance.now() - recordedAt >= recordEveryMs;
      if (isEnough || (queue.length > 0 && begun.length <= group / 2)) await recordOnce();
    }
  };
  let works: Promise<void>[] = [];
  try {
    // Where the batch before failed to record, its own caller hears of it; these letters have not been tried.
    if (after !== null)
      outcome.stopped = await after.then(
        (before) => before.stopped,
        () => true,
      );
    started = performance.now();
    works = Array.from({ length: Math.max(1, concurrency) }, work);
    await Promise.all(works);
    for (const one of [...begun.splice(0), ...queue.splice(0)]) giveUp(one, waiting);
    await record();
    outcome.ms = performance.now() - started;
    if (isUntold) await announceChange(app.db, 'message').catch(() => {});
  } finally {
    queue.length = 0;
    begun.length = 0;
    await Promise.allSettled(works);
    clearInterval(lease);
  }
  return outcome;
}

interface Answered {
  results: DispatchResult[];
  /** Handovers that are not repeated. */
  ended: string[];
}

interface Recording {
  /** Letters that begin with it. */
  next: string[];
  limits: TakenLimits | undefined;
  announce: boolean;
}

/** Writes answers down, again and again while the database is away for a moment. */
async function recordSurely(app: App, { results, ended, next, limits, announce }: Answered & Recording, now: Date) {
  for (let tries = 1; ; tries += 1) {
    try {
      if (results.length + ended.length === 0)
        return await recordResults(app.db, [], { now, holder: app, newId: uuidv7, next });
      return await app.db.transaction(async (tx) => {
        const written = await recordResults(tx, results, { now, holder: app, newId: uuidv7, next });
        await keepCodesOfErased(
          tx,
          results.filter((one) => one.text !== null).map((one) => one.messageId),
        );
        await markHandoversEnded(tx, ended, now);
        const back = limits === undefined ? [] : results.filter(({ state }) => state === 'queued');
        if (limits !== undefined && back.length > 0)
          await giveBackLimits(
            tx,
            limits,
            back.map(({ messageId }) => messageId),
          );
        if (announce) await announceChange(tx, 'message');
        return written;
      });
    } catch (error) {
      if (tries >= recordTries) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** tries));
    }
  }
}

/** An unknown outcome leaves its handover open: the same bytes may be handed over again under the same key. */
function mayBeRepeated(answers: readonly Answer[]): boolean {
  return answers.some((answer) => answer.kind === 'unknown' && answer.code !== 'invalid_idempotent_request');
}

/** No other letter would fare better before somebody has looked. */
function needsPerson(answer: Answer): boolean {
  return answer.kind === 'refused' && (answer.stop === 'quota' || answer.stop === 'credentials');
}

const notTried: Answer = {
  kind: 'refused',
  code: 'not_tried',
  text: 'Its turn had not come yet.',
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
