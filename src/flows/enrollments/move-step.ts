import type { App } from '../../app.ts';
import type { StepMoveWish } from '../../contract/enrollments.ts';
import type { Db } from '../../db/db.ts';
import { listQueuedOf } from '../../db/enrollments/enrollment-list.ts';
import { listPlanFacts } from '../../db/enrollments/plan-facts.ts';
import { deleteMove, insertMove } from '../../db/enrollments/step-moves.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { cancelLetters } from '../../db/letters/message-queue.ts';
import { addDuration, instantOf, isDay, localDay } from '../../domain/calendar.ts';
import type { Step } from '../../domain/campaigns/campaign.ts';
import type { PlanFacts } from '../../domain/plan/facts.ts';
import { basisEndsOn, nextOccurrence, type Occurrence, slotFor } from '../../domain/plan/occurrence.ts';
import { why } from '../../domain/why.ts';
import { AjarError } from '../../errors.ts';
import { planEnrollments } from '../letters/plan-due-steps.ts';
import { tryAgain } from '../try-again.ts';
import { lockOpenEnrollment } from './hold-enrollment.ts';

export interface MovedStep {
  step: string;
  occurrence: number;
  to: Date;
}

/**
 * Gives the next occurrence of a step another time: a day (then at the hour at which letters leave there) or an instant.
 * Windows, gaps and conditions are judged then as ever. What was queued of it is canceled, and the rest planned anew.
 *
 * @throws not_found; wrong_state (it has ended, a conversation holds it, this occurrence is not the next of its step);
 *   invalid_request for a time that is over, behind the next one of its kind, or behind the right to write
 */
export async function moveStep(app: App, by: string, id: string, wish: StepMoveWish): Promise<MovedStep> {
  const now = app.now();
  return tryAgain(() =>
    app.db.transaction(async (tx) => {
      const { facts, step, occurrence, queued } = await findNext(tx, id, wish, now);
      const to = isDay(wish.to) ? slotOf(facts, step, wish.to) : new Date(wish.to);
      refuseTime(facts, step, occurrence, to, now);
      const of = { enrollmentId: id, stepKey: step.key, occurrence: occurrence.index };
      await insertMove(tx, { ...of, moveTo: to, movedAt: now, movedBy: by });
      await cancelLetters(
        tx,
        queued.map((message) => ({ id: message.id, why: [why('manual')] })),
        now,
      );
      await planEnrollments(tx, [id], now);
      await note(tx, 'move-step', { id, by, now }, { step: step.key, occurrence: occurrence.index });
      return { step: step.key, occurrence: occurrence.index, to };
    }),
  );
}

/**
 * Takes a move back: the occurrence has its own time again.
 *
 * @throws not_found; wrong_state (it has ended, a conversation holds it, nobody had moved it, or it was carried out)
 */
export async function unmoveStep(
  app: App,
  by: string,
  id: string,
  which: { step: string; occurrence: number },
): Promise<void> {
  const now = app.now();
  await tryAgain(() =>
    app.db.transaction(async (tx) => {
      const { queued } = await findNext(tx, id, which, now);
      const { step: stepKey, occurrence } = which;
      if (!(await deleteMove(tx, { enrollmentId: id, stepKey, occurrence })))
        throw new AjarError('wrong_state', 'Nobody has moved this.');
      await cancelLetters(
        tx,
        queued.map((message) => ({ id: message.id, why: [why('manual')] })),
        now,
      );
      await planEnrollments(tx, [id], now);
      await note(tx, 'unmove-step', { id, by, now }, { step: stepKey, occurrence });
    }),
  );
}

/** The occurrence that is meant, under the lock of its enrollment, with what is queued of its step. */
async function findNext(tx: Db, id: string, which: { step: string; occurrence: number }, now: Date) {
  const { policy } = await lockOpenEnrollment(tx, id);
  const queued = (await listQueuedOf(tx, id)).filter((message) => message.stepKey === which.step);
  const withoutMessages = queued.map((message) => message.id);
  const [loaded] = await listPlanFacts(tx, [id], { now, policy, withoutMessages });
  if (loaded === undefined) throw new AjarError('not_found');
  const { facts } = loaded;
  const step = facts.definition.steps.find((one) => one.key === which.step);
  const occurrence = step === undefined ? null : nextOccurrence(facts, step, localDay(now, facts.contact.zone));
  if (step === undefined || occurrence === null || occurrence.index !== which.occurrence)
    throw new AjarError('wrong_state', 'Only what comes next of a step can be moved, and this is not.');
  return { facts, step, occurrence, queued };
}

function slotOf(facts: PlanFacts, step: Step, day: string): Date {
  return step.kind === 'email' ? slotFor(facts, step, day) : instantOf(day, 0, facts.contact.zone);
}

function refuseTime(facts: PlanFacts, step: Step, occurrence: Occurrence, to: Date, now: Date): void {
  const { zone } = facts.contact;
  const day = localDay(to, zone);
  // A task has a day and no hour: today is as good as any.
  if (step.kind === 'email' ? to <= now : day < localDay(now, zone)) throw refuse('Must be a time to come.');
  const next = step.every === undefined ? null : addDuration(occurrence.plannedDay, step.every);
  if (next !== null && day >= next)
    throw refuse(`On ${next} the next of its kind is due: move it before then, or skip it.`);
  const ends = basisEndsOn(facts);
  if (step.kind === 'email' && ends !== null && day >= ends)
    throw refuse(`The right to write to them ends on ${ends}: move it before then, or skip it.`);
}

function refuse(message: string): AjarError {
  return new AjarError('invalid_request', message, [{ pointer: '/to', message }]);
}

async function note(
  tx: Db,
  action: string,
  { id, by, now }: { id: string; by: string; now: Date },
  detail: Record<string, unknown>,
): Promise<void> {
  await insertAudit(tx, { at: now, actor: by, action, subjectKind: 'enrollment', subjectId: id, detail });
}
