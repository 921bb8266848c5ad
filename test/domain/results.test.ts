import { expect, it } from 'vitest';
import { type Results, resultsInWords } from '../../src/domain/results.ts';

const year: Results = {
  from: '2025-11-22',
  to: '2026-11-21',
  departures: { count: 41, valueLost: [{ amount: 190_000_000, currency: 'EUR' }], earliestOn: '2025-12-01' },
  winBacks: { count: 6, value: [{ amount: 31_000_000, currency: 'EUR' }], afterReply: 3 },
  holdout: { heldOut: { clients: 0, wonBack: 0 }, written: { clients: 41, wonBack: 6 } },
};
const none = { count: 0, value: [], afterReply: 0 };

it('says what happened and what cannot be known', () => {
  expect(resultsInWords(year)).toBe(
    'In 12 months 41 clients left (€1.9 M a year). 6 came back (€310,000). 3 had answered a letter. ' +
      'Nobody was held out, so how many would have come anyway is unknown.',
  );
});

it.each<[string, Partial<Results>, RegExp]>([
  [
    'several currencies',
    {
      winBacks: {
        ...none,
        count: 2,
        value: [
          { amount: 5_000_00, currency: 'GBP' },
          { amount: 9000, currency: 'JPY' },
        ],
      },
    },
    /2 came back \(£5,000 and ¥9,000\)/,
  ],
  ['nobody', { winBacks: none }, /Nobody came back\. Nobody was held out/],
  ['one client', { departures: { count: 1, valueLost: [], earliestOn: '2026-01-01' } }, /1 client left\./],
  ['one month', { from: '2026-10-22' }, /^In one month /],
  ['some days', { from: '2026-11-12' }, /^In 10 days /],
  [
    'too few',
    { holdout: { heldOut: { clients: 5, wonBack: 1 }, written: { clients: 400, wonBack: 40 } } },
    /5 clients were held out: too few to tell/,
  ],
  [
    'enough',
    { holdout: { heldOut: { clients: 60, wonBack: 3 }, written: { clients: 540, wonBack: 43 } } },
    /60 clients were held out and 5\.0 % of them came back without a letter; of the 540 we wrote to it was 8\.0 %\./,
  ],
])('tells of %s', (_, change, words) => {
  expect(resultsInWords({ ...year, ...change })).toMatch(words);
});

it('waits for three months before it says anything, unless somebody is back', () => {
  const young = { ...year, departures: { count: 3, valueLost: [], earliestOn: '2026-10-01' } };
  expect(resultsInWords({ ...young, winBacks: none })).toMatch(/^Too early to tell/);
  expect(resultsInWords(young)).toMatch(/^In 12 months 3 clients left\. 6 came back/);
});
