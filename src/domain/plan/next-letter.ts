import { instantOf, localDay } from '../calendar.ts';
import type { EmailStep } from '../campaigns/campaign.ts';
import type { LetterKind } from '../message.ts';
import type { PlanFacts } from './facts.ts';
import { basisEndsOn, nextOccurrence, type Occurrence } from './occurrence.ts';
import { endOf, judgeStep } from './plan.ts';

export interface NextLetter {
  at: Date;
  step: string;
  letter: LetterKind;
}

/** When no letter has left after so many looks, none is told. */
const maxLooks = 40;

/**
 * The letter that leaves next if nothing happens, without the rest of the plan: for lists of many clients. It asks the
 * judgement that the planner asks, at the time at which each step comes due; what only a person opens (a conversation, a
 * look, a pause) is taken as opened. Null: none, or a person has to decide first.
 */
export function nextLetter(facts: PlanFacts, now: Date): NextLetter | null {
  const { zone } = facts.contact;
  const { state, holdUntil } = facts.enrollment;
  if (state === 'held' && holdUntil === null) return null;
  const from = state === 'held' && holdUntil !== null && holdUntil > now ? holdUntil : now;
  const today = localDay(from, zone);
  if (endOf(facts, today) !== null) return null;
  const open = {
    ...facts,
    conversationOpen: false,
    campaignPaused: false,
    enrollment: { ...facts.enrollment, approvedAt: from },
    owner: { ...facts.owner, firstLettersToday: 0 },
  };
  const basisEnds = basisEndsOn(facts);
  return firstToLeave(open, from, basisEnds === null ? null : instantOf(basisEnds, 0, zone));
}

/** A letter that nothing has become of yet, and when it is looked at next. */
interface OpenLetter {
  step: EmailStep;
  occurrence: Occurrence;
  lookAt: Date;
}

/** Looks whenever one of them comes due or has waited long enough, at all that are due, as the tick does: the longest due leaves first. */
function firstToLeave(facts: PlanFacts, from: Date, end: Date | null): NextLetter | null {
  const { zone } = facts.contact;
  let letters = openLetters(facts, from);
  for (let look = 0; look < maxLooks && letters.length > 0; look += 1) {
    const at = letters.map((letter) => letter.lookAt).reduce((a, b) => (a < b ? a : b));
    if (end !== null && at >= end) return null;
    const today = localDay(at, zone);
    const left: OpenLetter[] = [];
    for (const letter of letters) {
      if (letter.occurrence.dueAt > at) {
        left.push(letter);
        continue;
      }
      const verdict = judgeStep(facts, letter.step, letter.occurrence, at, today);
      if (verdict.kind === 'send') return { at, step: letter.step.key, letter: verdict.letter };
      if (verdict.kind === 'defer' && verdict.until > at) left.push({ ...letter, lookAt: verdict.until });
    }
    letters = left;
  }
  return null;
}

/** The longest due first. */
function openLetters(facts: PlanFacts, from: Date): OpenLetter[] {
  const today = localDay(from, facts.contact.zone);
  return facts.definition.steps
    .flatMap((step): OpenLetter[] => {
      const occurrence = step.kind === 'email' ? nextOccurrence(facts, step, today) : null;
      if (step.kind !== 'email' || occurrence === null) return [];
      const { dueAt } = occurrence;
      return [{ step, occurrence: { ...occurrence, overtaken: [] }, lookAt: dueAt > from ? dueAt : from }];
    })
    .toSorted((a, b) => a.occurrence.dueAt.getTime() - b.occurrence.dueAt.getTime());
}
