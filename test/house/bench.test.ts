import { describe, expect, it } from 'vitest';
import { readOptions } from '../bench/options.ts';
import { compareRounds, median } from '../bench/ratios.ts';
import { jsonLine, markdownTable } from '../bench/report.ts';

const rounds = [
  { bound: 4_000, usual: 100, ajar: 400 },
  { bound: 2_000, usual: 50, ajar: 250 },
  { bound: 4_000, usual: 200, ajar: 600 },
];
const measured = [{ name: 'letters', comparison: compareRounds(rounds), rssMiB: 212.4, notes: ['A note.'] }];

describe('the bench', () => {
  it('takes the middle of odd and of even numbers of rounds', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([7])).toBe(7);
    expect(() => median([])).toThrow('nothing');
  });

  it('compares within a round, and takes the median of the ratios, not the ratio of the medians', () => {
    const { vsUsual, vsBound, ajar } = compareRounds(rounds);
    expect(vsUsual).toEqual({ median: 4, min: 3, max: 5 });
    expect(vsBound).toEqual({ median: 0.125, min: 0.1, max: 0.15 });
    expect(ajar).toEqual({ median: 400, min: 250, max: 600 });
  });

  it('prints one line for machines and a table for people', () => {
    expect(jsonLine(measured)).toBe(
      '{"workloads":[{"name":"letters","perSecond":400,"vsUsual":4,"vsBound":0.13,"rssMiB":212}]}',
    );
    expect(markdownTable(measured)).toContain('| letters | 400 (250–600) | 100 (50–200) |');
    expect(markdownTable(measured)).toContain('4.0 (3.0–5.0) ×');
  });

  it('reads its options, and names the one that is wrong', () => {
    expect(readOptions([])).toMatchObject({
      letters: 20_000,
      rounds: 3,
      only: ['smtp', 'resend', 'claim'],
      json: false,
    });
    expect(readOptions(['--smoke', '--json', '--only', 'smtp,claim'])).toMatchObject({
      letters: 1_000,
      rounds: 1,
      only: ['smtp', 'claim'],
      json: true,
    });
    expect(() => readOptions(['--letters', 'many'])).toThrow('--letters');
    expect(() => readOptions(['--only', 'pigeon'])).toThrow('pigeon');
  });
});
