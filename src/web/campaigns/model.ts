import type { CampaignDefinition, EmailStep, Step, TaskStep } from '../../domain/campaigns/campaign.ts';
import type { LetterKind } from '../../domain/message.ts';
import { letterWords, taskWords } from '../ui/words.ts';

/** A campaign while somebody works on it: of the shape of a definition, but any field may be unfinished. */
export type Definition = CampaignDefinition;
export type { EmailStep, Step, TaskStep };
export type Anchor = Step['anchor'];

const emptyDefinition: Definition = {
  trigger: 'departure',
  sendPolicy: { gapDays: 21, lateDays: 45, backdated: [] },
  exitRules: [],
  steps: [],
};

/** What a draft holds, made into something that can be edited: what is missing gets its default. */
export function readDefinition(stored: Readonly<Record<string, unknown>> | null): Definition {
  const { steps, sendPolicy, exitRules, ...rest } = (stored ?? {}) as Partial<Definition>;
  return {
    ...emptyDefinition,
    ...rest,
    sendPolicy: { ...emptyDefinition.sendPolicy, ...sendPolicy },
    exitRules: Array.isArray(exitRules) ? exitRules : [],
    steps: Array.isArray(steps) ? steps : [],
  };
}

export const anchorWords: Record<Anchor, string> = {
  departure: 'the departure',
  previous: 'the step before it has ended',
  revisit: 'the day they asked for',
  renewal: 'the renewal with the new supplier',
  basis_expiry: 'the right to write ends',
};

export const unitWords = { D: 'days', W: 'weeks', M: 'months', Y: 'years' } as const;
export type Unit = keyof typeof unitWords;

export interface Span {
  count: number;
  unit: Unit;
  before: boolean;
}

/** `P60D` as a number and a unit; null where it is made of units that do not go into one, or is nothing yet. */
export function readSpan(duration: string | undefined): Span | null {
  const match = /^([+-]?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$/.exec(duration ?? '');
  if (!match) return null;
  const [, sign, years = 0, months = 0, weeks = 0, days = 0] = match;
  const [y, m, w, d] = [years, months, weeks, days].map(Number) as [number, number, number, number];
  const before = sign === '-';
  if (y + m === 0) return w > 0 && d === 0 ? { count: w, unit: 'W', before } : { count: w * 7 + d, unit: 'D', before };
  if (w + d > 0) return null;
  return m === 0 ? { count: y, unit: 'Y', before } : { count: y * 12 + m, unit: 'M', before };
}

export function writeSpan({ count, unit, before }: Span): string {
  return `${before && count > 0 ? '-' : ''}P${count}${unit}`;
}

function spanInWords({ count, unit }: Span): string {
  const word = unitWords[unit];
  return `${count} ${count === 1 ? word.slice(0, -1) : word}`;
}

/** "60 days after the departure, then every 90 days". */
export function timingInWords(step: Pick<Step, 'delay' | 'anchor' | 'every'>): string {
  const span = readSpan(step.delay);
  const every = readSpan(step.every);
  const anchor = anchorWords[step.anchor] ?? '';
  const begin =
    span === null
      ? step.delay || 'No time yet'
      : span.count === 0
        ? sayOnTheDay(step.anchor, anchor)
        : `${spanInWords(span)} ${sayAround(span.before, step.anchor)} ${anchor}`;
  return step.every === undefined ? begin : `${begin}, then every ${every === null ? step.every : spanInWords(every)}`;
}

function sayOnTheDay(anchor: Anchor, words: string): string {
  return anchor === 'previous'
    ? `As soon as ${words}`
    : anchor === 'basis_expiry'
      ? `When ${words}`
      : `On the day of ${words}`;
}

function sayAround(before: boolean, anchor: Anchor): string {
  if (anchor === 'previous') return 'after';
  return before ? 'before' : 'after';
}

/** "Thank-you or Apology", or the title of the task. */
export function nameOfStep(step: Step): string {
  if (step.kind === 'task') return step.title.trim() === '' ? taskWords[step.task] : step.title;
  const kinds = [...new Set(step.letters.map((letter) => letter.kind))].map((kind) => letterWords[kind]);
  return kinds.length === 0 ? 'A letter' : kinds.join(' or ');
}

/** A key that no other step has: `check_in`, `check_in_2`. */
function freeKey(wanted: string, steps: readonly Step[]): string {
  const taken = new Set(steps.map((step) => step.key));
  const base = wanted.slice(0, 36);
  let key = base;
  for (let number = 2; taken.has(key); number += 1) key = `${base}_${number}`;
  return key;
}

export function newLetterStep(kind: LetterKind, steps: readonly Step[]): EmailStep {
  return {
    kind: 'email',
    key: freeKey(kind, steps),
    anchor: 'departure',
    delay: 'P30D',
    letters: [{ kind }],
    thread: 'new',
    final: false,
  };
}

export function newTaskStep(steps: readonly Step[]): TaskStep {
  return {
    kind: 'task',
    key: freeKey('call', steps),
    anchor: 'departure',
    delay: 'P30D',
    task: 'call',
    title: '',
    dueInWorkingDays: 2,
    playbook: false,
    abovePolicyValue: false,
    atMost: 1,
  };
}

export function withStep(definition: Definition, index: number, step: Step): Definition {
  return { ...definition, steps: definition.steps.map((one, at) => (at === index ? step : one)) };
}

export function addStep(definition: Definition, step: Step, at = definition.steps.length): Definition {
  return { ...definition, steps: definition.steps.toSpliced(at, 0, step) };
}

export function removeStep(definition: Definition, index: number): Definition {
  return { ...definition, steps: definition.steps.toSpliced(index, 1) };
}

export function duplicateStep(definition: Definition, index: number): Definition {
  const step = definition.steps[index];
  if (step === undefined) return definition;
  const copy = { ...structuredClone(step), key: freeKey(step.key.replace(/_\d+$/, ''), definition.steps) };
  return addStep(definition, copy, index + 1);
}

/** The step one place up (-1) or down (1); the same definition where there is no such place. */
export function moveStep(definition: Definition, index: number, by: -1 | 1): Definition {
  const [step, other] = [definition.steps[index], definition.steps[index + by]];
  if (step === undefined || other === undefined) return definition;
  return { ...definition, steps: definition.steps.with(index, other).with(index + by, step) };
}

/** The object without the fields that were emptied: a definition has no nulls. */
export function without<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}
