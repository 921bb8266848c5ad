import {
  addDuration,
  addDays,
  addWorkingDays,
  dayInWords,
  dayName,
  daysBetween,
  instantOf,
  localDay,
  weekday,
} from '../calendar.ts';
import type { EmailStep, Step, TaskStep } from '../campaigns/campaign.ts';
import { type ConditionFacts, conditionInWords, holds } from '../campaigns/condition.ts';
import type { ExitCode } from '../enrollment.ts';
import { isOncePerDeparture, topicOf } from '../message.ts';
import { forbids } from '../suppression.ts';
import { type Why, type WhyCode, why, whySentences } from '../why.ts';
import { chooseNews, chooseOffer, chooseUseful } from './content.ts';
import type { LetterContent, PlanFacts, StepOutcome, Verdict } from './facts.ts';
import { isFirstLetter, isWithinCadence, silentLetters, waitsFor } from './gates.ts';
import {
  anchorDay,
  backdatedFirstStep,
  basisEndsOn,
  endedOn,
  moveOf,
  nextOccurrence,
  type Occurrence,
  slotFor,
} from './occurrence.ts';

/** An expected end that has no other date: the planner looks again so many days later. */
const lookAgainDays = 30;
/** A letter that is under way settles soon, or a person settles it. */
const underWayMs = 3_600_000;

/**
 * What is to be done with one enrollment at this instant, and why: the only place that answers this. The tick, the
 * timeline, explain, dry runs and simulate all ask it. Each step has its own next occurrence; of those that are due and
 * may happen now the earliest is taken, ties by the order of steps; otherwise the answer is until when to wait.
 */
export function plan(facts: PlanFacts, now: Date): Verdict {
  const today = localDay(now, facts.contact.zone);
  const ended = endOf(facts, today);
  if (ended !== null) return ended;
  const hold = holdOf(facts, now);
  if (hold !== null) return hold;
  if (!facts.basis.consented && isFinalLetterUnderWay(facts)) return untilItHasLeft(now);

  let act: { verdict: Verdict; at: number } | null = null;
  let wait: { judge: () => Verdict; at: number } | null = null;
  for (const step of facts.definition.steps) {
    const occurrence = nextOccurrence(facts, step, today);
    if (occurrence === null) continue;
    const judge = () => judgeStep(facts, step, occurrence, now, today);
    let at = occurrence.dueAt.getTime();
    let answer = judge;
    // A step that only waits for its day is put into words if it is the one that is answered, not each of them.
    if (occurrence.dueAt <= now || occurrence.overtaken.length > 0) {
      const verdict = judge();
      if (verdict.kind !== 'defer') {
        if (act === null || at < act.at) act = { verdict, at };
        continue;
      }
      at = verdict.until.getTime();
      answer = () => verdict;
    }
    if (wait === null || at < wait.at) wait = { judge: answer, at };
  }
  if (act !== null) return act.verdict;
  if (wait === null)
    return facts.outcomes.some(isUnderWay) ? untilItHasLeft(now) : { kind: 'complete', why: [why('finished')] };
  return untilBasisEnds(facts, wait.judge());
}

/** Whether the enrollment is over for a reason that stands above every step. */
export function endOf(facts: PlanFacts, today: string): Verdict | null {
  const exit = (code: ExitCode, reason: Why): Verdict => ({ kind: 'exit', code, why: [reason] });
  const { departure, client, contact } = facts;
  if (departure.undone) return exit('undone', why('undone'));
  if (contact.erased) return exit('erased', why('erased'));
  if (departure.ended || client.state === 'won_back' || client.state === 'active')
    return exit('won_back', why('won_back'));
  if (client.state === 'closed') return exit('closed', why('manual'));
  if (!departure.pursue) return exit('not_pursued', why('not_pursued'));
  if (client.heldOut) return exit('holdout', why('holdout'));
  if (facts.suppressions.includes('all')) return exit('suppressed', why('suppressed', { scope: 'all' }));
  const ends = basisEndsOn(facts);
  if (ends !== null && today >= ends) return exit('basis_expired', why('basis_expired', { on: dayInWords(ends) }));
  const rule = facts.definition.exitRules.find((one) => holds(one.when, conditionFacts(facts, today)));
  if (rule !== undefined) return exit(rule.code, why('condition', { condition: conditionInWords(rule.when) }));
  if (!facts.basis.consented && farewellGone(facts)) return { kind: 'complete', why: [why('farewell')] };
  return null;
}

function lastLetters(facts: PlanFacts): StepOutcome[] {
  const final = facts.definition.steps.filter((step) => step.kind === 'email' && step.final).map((step) => step.key);
  return facts.outcomes.filter((outcome) => outcome.kind === 'letter' && final.includes(outcome.stepKey));
}

function farewellGone(facts: PlanFacts): boolean {
  return lastLetters(facts).some((outcome) => outcome.endedAt !== null && !outcome.failed);
}

function isUnderWay(outcome: StepOutcome): boolean {
  return outcome.kind === 'letter' && outcome.endedAt === null;
}

function isFinalLetterUnderWay(facts: PlanFacts): boolean {
  return lastLetters(facts).some(isUnderWay);
}

/** Nothing ends while a letter is queued or with the provider: what ends cancels what is queued. */
function untilItHasLeft(now: Date): Verdict {
  return { kind: 'defer', until: new Date(now.getTime() + underWayMs), step: null, occurrence: 0, why: [why('due')] };
}

function holdOf(facts: PlanFacts, now: Date): Verdict | null {
  const { state, holdCode, holdUntil, holdReviewOn } = facts.enrollment;
  if (state !== 'held' || (holdUntil !== null && holdUntil <= now)) return null;
  const today = localDay(now, facts.contact.zone);
  const review = instantOf(
    holdReviewOn !== null && holdReviewOn > today ? holdReviewOn : addDays(today, lookAgainDays),
    0,
    facts.contact.zone,
  );
  const codes: Partial<Record<string, WhyCode>> = {
    replied: 'replied',
    out_of_office: 'out_of_office',
    asked_to_wait: 'asked_to_wait',
    soft_bounces: 'soft_bounces',
    check_address: 'check_address',
    unclear_stop: 'unclear_stop',
    upset: 'upset',
  };
  const until = holdUntil === null ? 'somebody looks at it' : dayInWords(localDay(holdUntil, facts.contact.zone));
  return {
    kind: 'defer',
    until: holdUntil ?? review,
    step: null,
    occurrence: 0,
    why: [why(codes[holdCode ?? ''] ?? 'held', { until, on: until })],
  };
}

/** The end of the basis is a date of its own: nothing waits past it. */
function untilBasisEnds(facts: PlanFacts, verdict: Verdict): Verdict {
  const ends = basisEndsOn(facts);
  if (verdict.kind !== 'defer' || ends === null) return verdict;
  const at = instantOf(ends, 0, facts.contact.zone);
  return verdict.until <= at
    ? verdict
    : { kind: 'defer', until: at, step: null, occurrence: 0, why: [why('basis_expired', { on: dayInWords(ends) })] };
}

export function conditionFacts(facts: PlanFacts, today: string): ConditionFacts {
  const { departure, client, contact } = facts;
  return {
    reason: departure.reason,
    fault: departure.fault,
    country: client.country,
    locale: contact.locale,
    role: contact.role,
    value: client.value,
    changeFinished: departure.amendsDoneOn !== null && departure.amendsDoneOn <= today,
    interviewHeld: facts.interviewHeld,
    recordedAfterDays: daysBetween(departure.departedOn, departure.recordedOn),
    silentLetters: silentLetters(facts),
  };
}

/** What is to be done with one occurrence of a step at this instant. */
export function judgeStep(facts: PlanFacts, step: Step, occurrence: Occurrence, now: Date, today: string): Verdict {
  const skip = (index: number, reason: Why, dueAt = occurrence.dueAt): Verdict => ({
    kind: 'skip',
    step,
    occurrence: index,
    dueAt,
    why: [reason],
  });
  const overtaken = occurrence.overtaken[0];
  if (overtaken !== undefined)
    return skip(
      overtaken.index,
      why('superseded', { step: step.key }),
      instantOf(overtaken.day, 0, facts.contact.zone),
    );
  if (occurrence.dueAt > now)
    return {
      kind: 'defer',
      until: occurrence.dueAt,
      step,
      occurrence: occurrence.index,
      why: scheduled(facts, step, occurrence, today),
    };
  const lateDays = step.lateDays ?? facts.definition.sendPolicy.lateDays;
  const late = daysBetween(occurrence.day, today);
  if (late > lateDays) return skip(occurrence.index, why('too_late', { on: dayInWords(occurrence.day), days: late }));
  if (step.when !== undefined && !holds(step.when, conditionFacts(facts, today)))
    return skip(occurrence.index, why('condition', { condition: conditionInWords(step.when) }));
  return step.kind === 'task'
    ? judgeTask(facts, step, occurrence, today, skip)
    : judgeLetter(facts, step, occurrence, now, today, skip);
}

const anchorNames = {
  departure: 'the departure',
  previous: 'the step before it',
  revisit: 'the day they asked for',
  renewal: 'the renewal',
  basis_expiry: 'the right to write to them ends',
};

function whenInWords(days: number, anchor: string): string {
  // What is a day itself has no day of its own.
  if (days === 0) return anchor === anchorNames.revisit ? `On ${anchor}` : `On the day of ${anchor}`;
  const count = Math.abs(days) === 1 ? '1 day' : `${Math.abs(days)} days`;
  return `${count} ${days < 0 ? 'before' : 'after'} ${anchor}`;
}

/** Why it is due when it is due: so many days after its anchor, moved off the weekend. */
function scheduled(facts: PlanFacts, step: Step, occurrence: Occurrence, today: string): Why[] {
  const anchor = anchorDay(facts, step, today);
  // A step before a day that comes round every year counts to the one that is near, not to the first.
  const comesRound = anchor !== null && step.every !== undefined && step.delay.startsWith('-');
  const from = comesRound ? addDuration(occurrence.plannedDay, step.delay.slice(1)) : anchor;
  const list =
    from === null
      ? []
      : [why('scheduled', { when: whenInWords(daysBetween(from, occurrence.plannedDay), anchorNames[step.anchor]) })];
  if (occurrence.move !== null)
    return [...list, why('moved', { by: occurrence.move.by, on: dayInWords(occurrence.day) })];
  const window = facts.definition.sendPolicy.window ?? facts.policy.sendWindow;
  if (step.kind === 'email' && !window.days.includes(weekday(occurrence.day)))
    list.push(why('weekend', { day: dayName(occurrence.day) }));
  return list;
}

type Skip = (index: number, reason: Why) => Verdict;

function judgeTask(facts: PlanFacts, step: TaskStep, occurrence: Occurrence, today: string, skip: Skip): Verdict {
  const { policy, client } = facts;
  if (step.abovePolicyValue && (client.value ?? 0) < policy.valueThreshold)
    return skip(occurrence.index, why('condition', { condition: 'the yearly value is above the house threshold' }));
  if (step.task === 'check_in_client' && facts.checkInClientIds.length === 0)
    return skip(occurrence.index, why('condition', { condition: 'there is another client to check on' }));
  const dueOn = addWorkingDays(
    occurrence.day > today ? occurrence.day : today,
    step.dueInWorkingDays,
    policy.sendWindow.days,
  );
  return {
    kind: 'task',
    step,
    occurrence: occurrence.index,
    dueAt: occurrence.dueAt,
    dueOn,
    why: [...scheduled(facts, step, occurrence, today), why('task')],
  };
}

function judgeLetter(
  facts: PlanFacts,
  step: EmailStep,
  occurrence: Occurrence,
  now: Date,
  today: string,
  skip: Skip,
): Verdict {
  const leftOut = reasonToLeaveOut(facts, step, occurrence, today);
  if (leftOut !== null) return skip(occurrence.index, leftOut);
  const letter = step.letters.find(
    (one) => one.when === undefined || holds(one.when, conditionFacts(facts, today)),
  )?.kind;
  if (letter === undefined) return skip(occurrence.index, why('condition', { condition: 'one of its letters fits' }));
  if (facts.suppressions.some((scope) => forbids(scope, topicOf(letter))))
    return skip(occurrence.index, why('topic_stopped', { scope: topicOf(letter) }));
  if (isOncePerDeparture(letter) && facts.departureLetters.some(isOncePerDeparture))
    return skip(occurrence.index, why('already_had'));

  const waits = waitsFor(facts, step, now);
  if (waits.length > 0) {
    const until = waits.reduce((latest, wait) => (wait.until > latest ? wait.until : latest), now);
    return { kind: 'defer', until, step, occurrence: occurrence.index, why: waits.map((wait) => wait.why) };
  }
  const content = contentFor(facts, letter, today);
  if ('code' in content) return skip(occurrence.index, content);
  return {
    kind: 'send',
    step,
    occurrence: occurrence.index,
    dueAt: occurrence.dueAt,
    letter,
    content,
    isFirst: isFirstLetter(facts),
    why: [...scheduled(facts, step, occurrence, today), why('due')],
  };
}

function reasonToLeaveOut(facts: PlanFacts, step: EmailStep, occurrence: Occurrence, today: string): Why | null {
  const first = backdatedFirstStep(facts);
  const steps = facts.definition.steps;
  if (first !== null && step.anchor !== 'revisit' && steps.indexOf(step) < steps.indexOf(first))
    return why('too_late', {
      on: dayInWords(occurrence.day),
      days: daysBetween(occurrence.day, facts.departure.recordedOn),
    });
  const nearer = steps.find((other) => other !== step && replaces(facts, other, today));
  if (nearer !== undefined && !step.final) return why('superseded', { step: nearer.key });
  if (isWithinCadence(facts, today)) return why('twice_a_year');
  if (step.slower !== undefined && silentLetters(facts) >= step.slower.afterSilentLetters) {
    const since = daysSinceLetter(facts, step, today);
    if (since !== null && since < step.slower.everyDays - 7)
      return why('slowed_down', { count: step.slower.afterSilentLetters });
  }
  return null;
}

/** Whether another step's letter is so near, ahead or just gone, that it takes the place of this one. */
function replaces(facts: PlanFacts, other: Step, today: string): boolean {
  if (other.kind !== 'email' || other.replacesWithinDays === undefined) return false;
  const next = nextOccurrence(facts, other, today);
  // One that is due already and waits is the nearest of all.
  if (next !== null && daysBetween(today, next.day) <= other.replacesWithinDays) return true;
  const since = daysSinceLetter(facts, other, today);
  return since !== null && since <= other.replacesWithinDays;
}

/** Days since the last letter of a step left, or is about to; null: none. */
function daysSinceLetter(facts: PlanFacts, step: Step, today: string): number | null {
  const last = facts.outcomes.findLast(
    (outcome) => outcome.stepKey === step.key && outcome.kind === 'letter' && !outcome.failed,
  );
  const day = last === undefined ? null : endedOn(last, facts.contact.zone, today);
  return day === null ? null : daysBetween(day, today);
}

function contentFor(facts: PlanFacts, letter: string, today: string): LetterContent | Why {
  if (letter === 'offer') {
    const offer = chooseOffer(facts, today);
    return offer === null ? why('no_offer') : { offerId: offer.id, newsIds: [] };
  }
  if (letter === 'news') {
    const items = chooseNews(facts, today);
    return items.length === 0 ? why('nothing_new') : { offerId: null, newsIds: items.map((item) => item.id) };
  }
  if (letter === 'check_in') {
    const item = chooseUseful(facts, today);
    return { offerId: null, newsIds: item === null ? [] : [item.id] };
  }
  return { offerId: null, newsIds: [] };
}

/** Whether a queued letter may still leave at this instant: the same judgement as `plan`, asked again at the claim. */
export function judgeQueued(facts: PlanFacts, stepKey: string, occurrence: number, day: string, now: Date): Verdict {
  const today = localDay(now, facts.contact.zone);
  const { state, exitCode } = facts.enrollment;
  // It may have ended while the letter was on its way, and the letter have come back.
  if (state === 'exited' || state === 'completed')
    return { kind: 'exit', code: exitCode ?? 'manual', why: [whyEnded(exitCode)] };
  const ended = endOf(facts, today) ?? holdOf(facts, now);
  if (ended !== null) return ended;
  const step = facts.definition.steps.find((one) => one.key === stepKey);
  if (step?.kind !== 'email') return { kind: 'exit', code: 'manual', why: [why('manual')] };
  const move = moveOf(facts, step, occurrence);
  const slot = slotFor(facts, step, day);
  // A move that came while the letter was on its way holds it back; otherwise what is queued is due.
  const dueAt = move !== null && move.to > now ? move.to : slot > now ? now : slot;
  const found: Occurrence = { index: occurrence, day, dueAt, move, plannedDay: day, overtaken: [] };
  return judgeStep(facts, step, found, now, today);
}

function whyEnded(code: ExitCode | null): Why {
  return why(code !== null && code in whySentences ? code : 'manual');
}
