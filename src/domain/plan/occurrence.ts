import { addDays, addDuration, daysBetween, instantOf, localDay, minuteOf, slotOn } from '../calendar.ts';
import type { EmailStep, Step } from '../campaigns/campaign.ts';
import type { PlanFacts, StepMove, StepOutcome } from './facts.ts';

/** A step's next occurrence: the day it counts to, and the instant at which it is looked at. */
export interface Occurrence {
  index: number;
  /** The day by the calendar, before any window or gap moves it. */
  day: string;
  dueAt: Date;
  /** A person moved it: `day` and `dueAt` are theirs, `plannedDay` the one it had. */
  move: StepMove | null;
  plannedDay: string;
  /** Occurrences that a later one has overtaken. */
  overtaken: { index: number; day: string }[];
}

/** An open task stops mattering to the step behind it so many days after it was due: nobody waits forever for a call. */
const neglectedTaskDays = 14;
/** A backdated departure's first letter leaves some days after it was recorded, so that somebody can look at it. */
const backdatedFirstDays = 2;
/** What a weekend, or a few days of a task, may add to the day something was due. */
const weekendDays = 7;
/** Days beyond this are no dates but a way to say "never". */
const farFuture = '2900-01-01';

/** The day E of the design: when the right to write ends, by the recorded basis, else 24 months after the departure. */
export function basisEndsOn(facts: PlanFacts): string | null {
  if (facts.basis.consented) return facts.basis.expiresOn;
  const { departedOn } = facts.departure;
  return facts.basis.expiresOn ?? (departedOn < farFuture ? addDuration(departedOn, 'P24M') : farFuture);
}

/** The day on which an occurrence ended; a letter that is under way ends today for all that anybody can know. */
export function endedOn(outcome: StepOutcome, zone: string, today: string): string | null {
  if (outcome.endedAt !== null) return localDay(outcome.endedAt, zone);
  if (outcome.kind === 'letter') return today;
  return outcome.dueOn ? addDays(outcome.dueOn, neglectedTaskDays) : null;
}

/** The day a step's delay counts from; null: there is none, so the step does not happen. */
export function anchorDay(facts: PlanFacts, step: Step, today: string): string | null {
  const { departure, enrollment, contact, definition } = facts;
  switch (step.anchor) {
    case 'departure':
      return addDays(departure.departedOn, enrollment.shiftDays);
    case 'revisit':
      return enrollment.revisitOn;
    case 'renewal':
      return (
        departure.renewalOn ?? (departure.departedOn < farFuture ? addDuration(departure.departedOn, 'P12M') : null)
      );
    case 'basis_expiry':
      return basisEndsOn(facts);
    case 'previous': {
      const before = definition.steps[definition.steps.indexOf(step) - 1];
      const last = facts.outcomes.findLast((outcome) => outcome.stepKey === before?.key);
      return last === undefined ? null : endedOn(last, contact.zone, today);
    }
  }
}

/** The step with which the letters begin when a departure was recorded long after it happened; null: with the first. */
export function backdatedFirstStep(facts: PlanFacts): EmailStep | null {
  const { departure, definition } = facts;
  const after = daysBetween(departure.departedOn, departure.recordedOn);
  let rule: (typeof definition.sendPolicy.backdated)[number] | null = null;
  for (const one of definition.sendPolicy.backdated)
    if (after >= one.fromDays && (rule === null || one.fromDays > rule.fromDays)) rule = one;
  if (rule === null) return null;
  const step = definition.steps.find((one) => one.key === rule.firstStep);
  return step?.kind === 'email' ? step : null;
}

/** A number below `limit` that is always the same for the same text (FNV-1a): spreads letters over the morning. */
export function spreadOf(text: string, limit: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return limit <= 0 ? 0 : (hash >>> 0) % limit;
}

/** The instant on or after `day` at which this letter may leave: opening of the window plus the letter's own spread. */
export function slotFor(facts: PlanFacts, step: Step, day: string): Date {
  const window = facts.definition.sendPolicy.window ?? facts.policy.sendWindow;
  const minutes = Math.min(facts.policy.spreadMinutes, minuteOf(window.to) - minuteOf(window.from));
  const spread = spreadOf(`${facts.contact.spreadKey} ${step.key}`, minutes);
  return slotOn(day, window, facts.contact.zone, spread);
}

/**
 * The next occurrence of a step that nothing has become of yet; null when there is none (left out by its anchor, or
 * over). Missed occurrences collapse into the latest one that is due; the others are overtaken.
 */
export function nextOccurrence(facts: PlanFacts, step: Step, today: string): Occurrence | null {
  const isOnce = step.every === undefined && step.anchor !== 'revisit';
  if (isOnce && facts.outcomes.some((outcome) => outcome.stepKey === step.key)) return null;
  return occurrenceAfter(facts, step, today);
}

function occurrenceAfter(facts: PlanFacts, step: Step, today: string): Occurrence | null {
  const taken = facts.outcomes.filter((outcome) => outcome.stepKey === step.key);
  const anchor = anchorDay(facts, step, today);
  if (anchor === null || anchor >= farFuture) return null;
  const first = addDuration(anchor, step.delay);
  let shift = 0;
  const dayOf = (k: number) => (step.every === undefined ? first : addDuration(first, step.every, k + shift));
  const found = (index: number, overtaken: Occurrence['overtaken']): Occurrence => {
    const start = startDay(facts, step, dayOf(index));
    const dueAt = step.kind === 'email' ? slotFor(facts, step, start) : instantOf(start, 0, facts.contact.zone);
    // How late a repeating step is counts from its own day: the next occurrence is never far.
    const plannedDay = step.every === undefined ? start : dayOf(index);
    const move = moveOf(facts, step, index);
    if (move === null) return { index, day: plannedDay, dueAt, move, plannedDay, overtaken };
    return { index, day: localDay(move.to, facts.contact.zone), dueAt: move.to, move, plannedDay, overtaken };
  };

  if (step.every === undefined) {
    // A step at the revisit day happens once for each day that the client names.
    if (step.anchor === 'revisit') {
      const index = daysBetween('2000-01-01', anchor);
      return taken.some((outcome) => outcome.occurrence === index) ? null : found(index, []);
    }
    return found(0, []);
  }
  if (isWornOut(step, taken)) return null;
  let index = taken.reduce((highest, outcome) => Math.max(highest, outcome.occurrence + 1), 0);
  const last = taken.at(-1);
  // One that a person moved says nothing about where the days of its step lie.
  const lastDue = last === undefined || moveOf(facts, step, last.occurrence) !== null ? undefined : last.dueOn;
  shift = turnsToLeaveOut(lastDue, step.every, facts.enrollment.shiftDays, index, dayOf);
  const overtaken: Occurrence['overtaken'] = [];
  while (dayOf(index + 1) <= today) {
    overtaken.push({ index, day: dayOf(index) });
    index += 1;
  }
  return found(index, overtaken);
}

/**
 * A repeating step goes on from one occurrence to the next. Where its days have moved away under it (another interval in a
 * new version, a renewal that was put off), counting on would leave it silent for years: then it goes on with the first
 * of its days that is half an interval or more after the last. Answers how many turns that leaves out, as 0 or less.
 */
function turnsToLeaveOut(
  lastDue: string | undefined,
  every: string,
  shiftDays: number,
  index: number,
  dayOf: (k: number) => string,
): number {
  if (lastDue === undefined || index === 0) return 0;
  const interval = daysBetween(lastDue, addDuration(lastDue, every));
  if (daysBetween(lastDue, dayOf(index)) <= 1.5 * interval + shiftDays + weekendDays) return 0;
  const from = addDays(lastDue, Math.ceil(interval / 2));
  let turn = index;
  while (turn > 0 && dayOf(turn - 1) >= from) turn -= 1;
  return turn - index;
}

/** When the letters of a backdated departure begin, while they have not: no other letter comes before the first. */
export function backdatedStart(facts: PlanFacts, today: string): { step: EmailStep; at: Date } | null {
  const step = backdatedFirstStep(facts);
  const next = step === null ? null : nextOccurrence(facts, step, today);
  if (step === null || next === null) return null;
  const start = addDays(facts.departure.recordedOn, backdatedFirstDays);
  return next.plannedDay <= start ? { step, at: next.dueAt } : null;
}

/** Where a person moved this occurrence to; null: nobody did. */
export function moveOf(facts: PlanFacts, step: Step, occurrence: number): StepMove | null {
  return facts.moves.find((move) => move.stepKey === step.key && move.occurrence === occurrence) ?? null;
}

/** Where a backdated departure begins, its first letter is due shortly after the recording instead of long ago. */
function startDay(facts: PlanFacts, step: Step, day: string): string {
  if (step.kind !== 'email' || step !== backdatedFirstStep(facts)) return day;
  const start = addDays(facts.departure.recordedOn, backdatedFirstDays);
  return day < start ? start : day;
}

/** A repeating call ends after so many in a row that reached nobody. */
function isWornOut(step: Step, taken: StepOutcome[]): boolean {
  if (step.kind !== 'task' || step.endsAfterNoContact === undefined) return false;
  const last = taken.filter((outcome) => outcome.kind === 'task').slice(-step.endsAfterNoContact);
  return last.length === step.endsAfterNoContact && last.every((outcome) => outcome.reached === false);
}
