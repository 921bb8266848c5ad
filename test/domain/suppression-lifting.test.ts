import { describe, expect, it } from 'vitest';
import { exitCodes } from '../../src/domain/enrollment.ts';
import { suppressionReasons } from '../../src/domain/suppression.ts';
import { concernsColleagues, exitFor, isPersonsWish, outweighs } from '../../src/domain/suppression-lifting.ts';

describe('reasons of suppressions', () => {
  it('are replaced by what weighs more, never by what weighs the same or less', () => {
    expect(outweighs('unsubscribed', 'hard_bounce')).toBe(true);
    expect(outweighs('erased', 'complained')).toBe(true);
    for (const reason of suppressionReasons) {
      expect(outweighs(reason, reason)).toBe(false);
      expect(outweighs('manual', reason)).toBe(false);
      expect(outweighs(reason, 'erased')).toBe(false);
    }
  });

  it('are the person’s own or ours', () => {
    expect(suppressionReasons.filter((reason) => !isPersonsWish(reason))).toEqual([
      'hard_bounce',
      'do_not_contact',
      'provider',
      'manual',
    ]);
    expect(suppressionReasons.filter(concernsColleagues)).toEqual(['unsubscribed', 'replied_stop', 'complained']);
  });

  it('each end an enrollment with a code that exists', () => {
    for (const reason of suppressionReasons) expect(exitCodes).toContain(exitFor(reason));
  });
});
