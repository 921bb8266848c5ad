import type { App } from '../../app.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { findEnrollment, listQueuedOf } from '../../db/enrollments/enrollment-list.ts';
import { insertSkips } from '../../db/enrollments/enrollments.ts';
import { cancelLetters } from '../../db/letters/message-queue.ts';
import { listPlanFacts } from '../../db/enrollments/plan-facts.ts';
import { instantOf, localDay } from '../../domain/calendar.ts';
import type { PlanFacts } from '../../domain/plan/facts.ts';
import { nextOccurrence } from '../../domain/plan/occurrence.ts';
import { why } from '../../domain/why.ts';
import { AjarError } from '../../errors.ts';
import { lockOpenEnrollment } from './hold-enrollment.ts';
import { planEnrollments } from '../letters/plan-due-steps.ts';
import { tryAgain } from '../try-again.ts';

/**
 * Leaves out the next occurrence of a step: the one named, else the letter that is queued, else the step that is next.
 * What was queued of it is canceled, and the rest is planned anew at once. Answers the step and its occurrence.
 *
 * @throws not_found, wrong_state (it has ended, a conversation holds it, or nothing of that step is to come)
 */
export async function skipStep(
  app: App,
  by: string,
  id: string,
  wanted: string | undefined,
): Promise<{ step: string; occurrence: number }> {
  const now = app.now();
  return tryAgain(() =>
    app.db.transaction(async (tx) => {
      const { policy } = await lockOpenEnrollment(tx, id);
      const queued = await listQueuedOf(tx, id);
      const known = (await findEnrollment(tx, id))?.enrollment.nextStepKey;
      const withoutMessages = queued.map((message) => message.id);
      const [loaded] = await listPlanFacts(tx, [id], { now, policy, withoutMessages });
      if (loaded === undefined) throw new AjarError('not_found');
      const next = chooseStep(loaded.facts, [wanted ?? queued[0]?.stepKey, wanted ?? known], wanted !== undefined, now);
      if (next === null) throw new AjarError('wrong_state', 'Nothing of this step is to come.');
      const { step, occurrence, zone } = next;
      const of = { enrollmentId: id, stepKey: step };
      const overtaken = occurrence.overtaken.map((one) => ({
        ...of,
        occurrence: one.index,
        dueAt: instantOf(one.day, 0, zone),
        why: [why('superseded', { step })],
      }));
      const skipped = { ...of, occurrence: occurrence.index, dueAt: occurrence.dueAt, why: [why('skipped_by_hand')] };
      const letters = queued.filter((message) => message.stepKey === step);
      await cancelLetters(
        tx,
        letters.map((message) => ({ id: message.id, why: skipped.why })),
        now,
      );
      await insertSkips(tx, [...overtaken, skipped], now, by);
      await planEnrollments(tx, [id], now);
      await insertAudit(tx, {
        at: now,
        actor: by,
        action: 'skip-step',
        subjectKind: 'enrollment',
        subjectId: id,
        detail: { step, occurrence: occurrence.index, canceled: letters.length },
      });
      return { step, occurrence: occurrence.index };
    }),
  );
}

/** The first of the preferred steps that has something to come; unless it must be one of them, else the earliest of all. */
function chooseStep(facts: PlanFacts, preferred: (string | null | undefined)[], mustBe: boolean, now: Date) {
  const { zone } = facts.contact;
  const today = localDay(now, zone);
  const open = facts.definition.steps.flatMap((step) => {
    const occurrence = nextOccurrence(facts, step, today);
    return occurrence === null ? [] : [{ step: step.key, occurrence, zone }];
  });
  const found = preferred.flatMap((key) => open.find((one) => one.step === key) ?? [])[0];
  if (found !== undefined || mustBe) return found ?? null;
  return open.toSorted((a, b) => a.occurrence.dueAt.getTime() - b.occurrence.dueAt.getTime())[0] ?? null;
}
