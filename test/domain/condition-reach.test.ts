import { expect, it } from 'vitest';
import { campaignDefinitionSchema } from '../../src/domain/campaigns/campaign.ts';
import type { Condition } from '../../src/domain/campaigns/condition.ts';
import { canHold, findUnreachable } from '../../src/domain/campaigns/condition-reach.ts';
import { reasons } from '../../src/domain/departure.ts';
import { doorAjar } from '../../src/domain/campaigns/door-ajar.ts';

const price: Condition = { fact: 'reason', in: ['price'] };
const ours: Condition = { fact: 'fault', in: ['ours'] };

it.each<[boolean, string, Condition]>([
  [true, 'one word', price],
  [false, 'two reasons at once', { all: [price, { fact: 'reason', in: ['budget'] }] }],
  [false, 'something and its opposite', { all: [ours, { not: ours }] }],
  [true, 'something or its opposite', { any: [ours, { not: ours }] }],
  [false, 'no reason at all', { not: { fact: 'reason', in: [...reasons] } }],
  [true, 'a country that is not known', { not: { fact: 'country', in: ['DE', 'AT'] } }],
  [false, 'two countries at once', { all: ['DE', 'AT'].map((one) => ({ fact: 'country' as const, in: [one] })) }],
  [true, 'a band of values', { fact: 'value', atLeast: 100, atMost: 100 }],
  [false, 'a band upside down', { fact: 'value', atLeast: 101, atMost: 100 }],
  [false, 'fewer than no letters', { fact: 'silentLetters', atMost: -1 }],
  [true, 'recorded before they left', { fact: 'recordedAfterDays', atMost: -1 }],
  [
    true,
    'a value neither above nor below',
    { all: [{ not: { fact: 'value', atLeast: 10 } }, { not: { fact: 'value', atMost: 20 } }] },
  ],
])('answers %s for %s', (answer, _, condition) => {
  expect(canHold(condition)).toBe(answer);
});

it('calls nothing impossible that it cannot try', () => {
  const words = (prefix: string) => Array.from({ length: 40 }, (_, index) => `${prefix}${index}`);
  const many = (['country', 'locale', 'role'] as const).map((fact): Condition => ({ fact, in: words(fact) }));
  expect(
    canHold({ all: [...many, ...many.map((one): Condition => ({ not: one })), { fact: 'value', atLeast: 1 }] }),
  ).toBe(true);
});

it('finds nothing in the campaign that ships', () => {
  expect(findUnreachable(doorAjar)).toEqual([]);
});

it('finds a letter whose place another one always takes', () => {
  const step = { key: 'first', kind: 'email', anchor: 'departure', delay: 'P1D' };
  const definition = campaignDefinitionSchema.parse({
    steps: [
      { ...step, when: ours, letters: [{ kind: 'apology', when: ours }, { kind: 'thank_you' }] },
      { ...step, key: 'never', when: { all: [price, { not: price }] }, letters: [{ kind: 'news' }] },
    ],
  });
  expect(findUnreachable(definition)).toEqual([
    { step: 'first', letter: 1 },
    { step: 'never', letter: null },
  ]);
});
