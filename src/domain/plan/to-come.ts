import type { LetterKind } from '../message.ts';
import { holds } from '../campaigns/condition.ts';
import type { PlanFacts } from './facts.ts';
import { nextOccurrence } from './occurrence.ts';
import { conditionFacts } from './plan.ts';

/**
 * How many letters of a kind this enrollment may still bring, by what is known today: a step counts when its next
 * occurrence is still ahead and its conditions choose this kind; one that repeats counts once.
 */
export function countToCome(facts: PlanFacts, kind: LetterKind, today: string): number {
  const known = conditionFacts(facts, today);
  return facts.definition.steps.filter((step) => {
    if (step.kind !== 'email' || (step.when !== undefined && !holds(step.when, known))) return false;
    const letter = step.letters.find((one) => one.when === undefined || holds(one.when, known));
    return letter?.kind === kind && nextOccurrence(facts, step, today) !== null;
  }).length;
}
