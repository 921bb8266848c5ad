import type { CampaignDefinition } from './campaign.ts';
import { type Condition, type ConditionFacts, holds } from './condition.ts';
import { faults, reasons } from '../departure.ts';

type Fact = keyof ConditionFacts;

/** Facts that never are without a value, and the words they are limited to. */
const closed: Partial<Record<Fact, readonly string[]>> = { reason: reasons, fault: faults };
/** Cases tried before the answer is "it may". */
const mostCases = 200_000;

/**
 * Whether there is a client, however unlikely, for whom the condition holds. Every combination of the values that it
 * tells apart is tried; where they are too many the answer is yes, so that nothing is called impossible that is not.
 */
export function canHold(condition: Condition): boolean {
  const mentioned = new Map<Fact, Set<unknown>>();
  collect(condition, mentioned);
  const choices = [...mentioned].map(([fact, values]) => [fact, valuesOf(fact, [...values])] as const);
  const cases = choices.reduce((product, [, values]) => product * values.length, 1);
  if (cases > mostCases) return true;
  return tryAll(condition, choices, 0, { ...nobody });
}

const nobody: ConditionFacts = {
  reason: 'unknown',
  fault: 'unknown',
  country: null,
  locale: null,
  role: null,
  value: null,
  changeFinished: false,
  interviewHeld: false,
  recordedAfterDays: 0,
  silentLetters: 0,
};

function tryAll(
  condition: Condition,
  choices: readonly (readonly [Fact, unknown[]])[],
  at: number,
  facts: ConditionFacts,
): boolean {
  const choice = choices[at];
  if (choice === undefined) return holds(condition, facts);
  const [fact, values] = choice;
  return values.some((value) => tryAll(condition, choices, at + 1, { ...facts, [fact]: value }));
}

function collect(condition: Condition, into: Map<Fact, Set<unknown>>): void {
  if ('all' in condition) for (const one of condition.all) collect(one, into);
  else if ('any' in condition) for (const one of condition.any) collect(one, into);
  else if ('not' in condition) collect(condition.not, into);
  else {
    const known = into.get(condition.fact) ?? new Set<unknown>();
    if ('in' in condition) for (const word of condition.in) known.add(word);
    else if (!('is' in condition)) for (const bound of [condition.atLeast, condition.atMost]) known.add(bound ?? 0);
    into.set(condition.fact, known);
  }
}

/** The values among which the condition can tell: those it names and one that stands for all others. */
function valuesOf(fact: Fact, named: unknown[]): unknown[] {
  if (fact === 'changeFinished' || fact === 'interviewHeld') return [true, false];
  if (fact === 'value' || fact === 'recordedAfterDays' || fact === 'silentLetters') {
    const around = named.flatMap((bound) => [
      Math.floor(Number(bound)) - 1,
      Math.floor(Number(bound)),
      Math.ceil(Number(bound)),
      Math.ceil(Number(bound)) + 1,
    ]);
    const whole = fact === 'recordedAfterDays' ? around : around.filter((number) => number >= 0);
    return [...new Set([...whole, 0]), ...(fact === 'value' ? [null] : [])];
  }
  const words = closed[fact];
  if (words === undefined) return [...named, null];
  const other = words.find((word) => !named.includes(word));
  return [...named, ...(other === undefined ? [] : [other])];
}

/** A step, or one of its letters, that no client can ever reach. */
export interface UnreachableStep {
  step: string;
  /** The place in the step's list of letters; null: the whole step. */
  letter: number | null;
}

/** Steps whose condition can never hold, and letters that another one before them always takes the place of. */
export function findUnreachable(definition: CampaignDefinition): UnreachableStep[] {
  return definition.steps.flatMap((step): UnreachableStep[] => {
    const own = step.when === undefined ? [] : [step.when];
    if (step.when !== undefined && !canHold(step.when)) return [{ step: step.key, letter: null }];
    if (step.kind !== 'email') return [];
    return step.letters.flatMap((letter, index) => {
      const before = step.letters.slice(0, index).flatMap((one) => (one.when === undefined ? [] : [{ not: one.when }]));
      const all = [...own, ...before, ...(letter.when === undefined ? [] : [letter.when])];
      return all.length === 0 || canHold({ all }) ? [] : [{ step: step.key, letter: index }];
    });
  });
}
