import { describe, expect, it } from 'vitest';
import { holdCodes } from '../../src/domain/enrollment.ts';
import { mayReplace, reviewAfter } from '../../src/domain/hold.ts';

describe('a hold', () => {
  it.each([
    ['out_of_office', 'replied', true],
    ['replied', 'out_of_office', false],
    ['replied', 'replied', true],
    ['unclear_stop', 'replied', false],
    ['check_address', 'replied', true],
    ['held', 'replied', false],
    ['upset', 'held', false],
    ['upset', 'upset', true],
  ] as const)('for %s, a new one for %s takes its place: %s', (present, next, expected) => {
    expect(mayReplace(present, next)).toBe(expected);
  });

  it('is made where there is none', () => {
    for (const code of holdCodes) expect(mayReplace(null, code)).toBe(true);
  });

  it('is looked at in the morning of its day', () => {
    expect(reviewAfter('2026-11-21', 14, 'Europe/Berlin')).toEqual({
      reviewOn: '2026-12-05',
      nextActionAt: new Date('2026-12-05T08:00:00Z'),
    });
  });
});
