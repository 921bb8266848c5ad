import type { Condition } from '../../domain/campaigns/condition.ts';
import { faultWords, reasonWords, roleWords } from '../ui/words.ts';

/** Conditions as a person edits them: lines, each of which may say "not", in groups of which all, any or none must hold. */

type Leaf = Extract<Condition, { fact: string }>;
export type Fact = Leaf['fact'];

export interface Line {
  kind: 'line';
  negated: boolean;
  leaf: Leaf;
}

export interface Group {
  kind: 'group';
  mode: 'all' | 'any' | 'none';
  members: (Line | Group)[];
}

/** A condition as a tree that can be edited; the group on top is always there. */
export function readCondition(condition: Condition | undefined): Group {
  if (condition === undefined) return { kind: 'group', mode: 'all', members: [] };
  const node = nodeOf(condition, false);
  return node.kind === 'group' ? node : { kind: 'group', mode: 'all', members: [node] };
}

function nodeOf(condition: Condition, negated: boolean): Line | Group {
  if ('not' in condition) return nodeOf(condition.not, !negated);
  if ('any' in condition)
    return { kind: 'group', mode: negated ? 'none' : 'any', members: condition.any.map((one) => nodeOf(one, false)) };
  // Not all of them: any of them not.
  if ('all' in condition)
    return {
      kind: 'group',
      mode: negated ? 'any' : 'all',
      members: condition.all.map((one) => nodeOf(one, negated)),
    };
  return { kind: 'line', negated, leaf: condition };
}

/** What is stored; undefined where there is nothing to hold. */
export function writeCondition(group: Group): Condition | undefined {
  const members = group.members.flatMap((one) => {
    const written = one.kind === 'group' ? writeCondition(one) : one.negated ? { not: one.leaf } : one.leaf;
    return written === undefined ? [] : [written];
  });
  const [only, second] = members;
  if (only === undefined) return undefined;
  if (second === undefined) return group.mode === 'none' ? { not: only } : only;
  if (group.mode === 'all') return { all: members };
  return group.mode === 'any' ? { any: members } : { not: { any: members } };
}

export const factWords: Record<Fact, string> = {
  reason: 'the reason',
  fault: 'the fault',
  country: 'the country',
  locale: 'the language',
  role: "the contact's role",
  changeFinished: 'a finished change is on record',
  interviewHeld: 'an exit interview was held',
  value: 'the yearly value',
  recordedAfterDays: 'the days until it was recorded',
  silentLetters: 'the letters without an answer',
};

/** A line to begin with, of a fact that was chosen. */
export function newLeaf(fact: Fact): Leaf {
  if (fact === 'changeFinished' || fact === 'interviewHeld') return { fact, is: true };
  if (fact === 'value' || fact === 'recordedAfterDays' || fact === 'silentLetters') return { fact, atLeast: 1 };
  return { fact, in: [] };
}

const wordsOf: Partial<Record<Fact, Readonly<Record<string, string>>>> = {
  reason: reasonWords,
  fault: faultWords,
  role: roleWords,
};

/** The words that a fact can be; null: any. */
export function choicesOf(fact: Fact): { value: string; label: string }[] | null {
  const words = wordsOf[fact];
  return words === undefined ? null : Object.entries(words).map(([value, label]) => ({ value, label }));
}

/** The whole of it in one sentence without a stop: "the reason is Price or Budget, and not: …". */
export function conditionInWords(condition: Condition): string {
  return groupInWords(readCondition(condition), true);
}

function groupInWords({ mode, members }: Group, outer: boolean): string {
  const parts = members.map((one) => (one.kind === 'group' ? groupInWords(one, false) : lineInWords(one)));
  if (mode === 'none') return `none of: ${parts.join('; ')}`;
  const text = parts.join(mode === 'all' ? ', and ' : ', or ');
  return outer || parts.length < 2 ? text : `(${text})`;
}

function lineInWords({ leaf, negated }: Line): string {
  const name = factWords[leaf.fact];
  if ('in' in leaf) {
    const words = leaf.in.map((word) => wordsOf[leaf.fact]?.[word] ?? word).join(' or ');
    return `${name} is ${negated ? 'not ' : ''}${words === '' ? '…' : words}`;
  }
  if ('is' in leaf) return leaf.is !== negated ? name : `not: ${name}`;
  const scale = leaf.fact === 'value' ? 100 : 1;
  const bounds = [
    leaf.atLeast === undefined ? null : `at least ${leaf.atLeast / scale}`,
    leaf.atMost === undefined ? null : `at most ${leaf.atMost / scale}`,
  ].filter((bound) => bound !== null);
  return `${name} is ${negated ? 'not ' : ''}${bounds.join(' and ')}`;
}
