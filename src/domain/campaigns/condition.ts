import { z } from 'zod';
import { faults, reasons } from '../departure.ts';

/** Conditions of steps and routing rules: data, judged on the facts of the day on which they are asked. */

/** What a condition can ask about. */
export interface ConditionFacts {
  reason: string;
  fault: string;
  country: string | null;
  locale: string | null;
  role: string | null;
  /** Yearly value in minor units, null where unknown. */
  value: number | null;
  /** Something that went wrong has been put right: amends with a day that is past. */
  changeFinished: boolean;
  interviewHeld: boolean;
  /** Days between leaving and being recorded. */
  recordedAfterDays: number;
  /** Letters since the last sign of life. */
  silentLetters: number;
}

const wordFacts = ['reason', 'fault', 'country', 'locale', 'role'] as const;
const flagFacts = ['changeFinished', 'interviewHeld'] as const;
const numberFacts = ['value', 'recordedAfterDays', 'silentLetters'] as const;

export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | { fact: (typeof wordFacts)[number]; in: string[] }
  | { fact: (typeof flagFacts)[number]; is: boolean }
  | { fact: (typeof numberFacts)[number]; atLeast?: number; atMost?: number };

const known: Partial<Record<string, readonly string[]>> = { reason: reasons, fault: faults };

export const conditionSchema: z.ZodType<Condition> = z
  .lazy(() =>
    z.union([
      z.strictObject({ all: z.array(conditionSchema).min(1).max(20) }),
      z.strictObject({ any: z.array(conditionSchema).min(1).max(20) }),
      z.strictObject({ not: conditionSchema }),
      z
        .strictObject({ fact: z.enum(wordFacts), in: z.array(z.string().min(1).max(60)).min(1).max(40) })
        .refine(
          ({ fact, in: list }) => list.every((word) => known[fact]?.includes(word) ?? true),
          'Names a word that does not exist.',
        ),
      z.strictObject({ fact: z.enum(flagFacts), is: z.boolean() }),
      z
        .strictObject({ fact: z.enum(numberFacts), atLeast: z.number().optional(), atMost: z.number().optional() })
        .refine((c) => c.atLeast !== undefined || c.atMost !== undefined, 'Needs atLeast or atMost.'),
    ]),
  )
  .meta({ id: 'Condition' });

/** Whether the condition holds. A number that is not known is neither at least nor at most anything. */
export function holds(condition: Condition, facts: ConditionFacts): boolean {
  if ('all' in condition) return condition.all.every((one) => holds(one, facts));
  if ('any' in condition) return condition.any.some((one) => holds(one, facts));
  if ('not' in condition) return !holds(condition.not, facts);
  if ('in' in condition) {
    const value = facts[condition.fact];
    return value !== null && condition.in.includes(value);
  }
  if ('is' in condition) return facts[condition.fact] === condition.is;
  const value = facts[condition.fact];
  if (value === null) return false;
  return value >= (condition.atLeast ?? -Infinity) && value <= (condition.atMost ?? Infinity);
}

const names: Record<string, string> = {
  changeFinished: 'a finished change is on record',
  interviewHeld: 'an exit interview was held',
  value: 'the yearly value',
  recordedAfterDays: 'the days until it was recorded',
  silentLetters: 'the letters without an answer',
};

/** The condition in words, for "why was this skipped?". */
export function conditionInWords(condition: Condition): string {
  if ('all' in condition) return condition.all.map(conditionInWords).join(', and ');
  if ('any' in condition) return condition.any.map(conditionInWords).join(', or ');
  if ('not' in condition) return `not (${conditionInWords(condition.not)})`;
  if ('in' in condition) return `the ${condition.fact} is ${condition.in.join(' or ').replaceAll('_', ' ')}`;
  if ('is' in condition) return condition.is ? `${names[condition.fact]}` : `not: ${names[condition.fact]}`;
  const bounds = [
    condition.atLeast === undefined ? null : `at least ${condition.atLeast}`,
    condition.atMost === undefined ? null : `at most ${condition.atMost}`,
  ].filter((bound) => bound !== null);
  return `${names[condition.fact]} is ${bounds.join(' and ')}`;
}
