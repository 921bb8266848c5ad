import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { laterMinutes, minuteShare, startOfMinute, warmUpShare } from '../../src/domain/limits.ts';

const minute = 60_000;
const start = new Date('2026-11-17T11:00:30Z');
const at = (minutes: number) => new Date(start.getTime() + minutes * minute);

describe('an hour’s number of letters', () => {
  it('is dealt out evenly, and in no rolling hour more than that', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 0, max: 500_000 }), (perHour, from) => {
        const shares = Array.from({ length: 61 }, (_, index) => minuteShare(perHour, at(from + index)));
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(perHour);
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('puts off what is too much to minutes that have room, the nearest first', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 0, max: 100 }), (perHour, count) => {
        const times = laterMinutes(perHour, start, count);
        expect(times).toHaveLength(count);
        const byMinute = new Map<number, number>();
        for (const time of times) {
          expect(time.getTime()).toBeGreaterThan(start.getTime());
          expect(startOfMinute(time)).toEqual(time);
          byMinute.set(time.getTime(), (byMinute.get(time.getTime()) ?? 0) + 1);
        }
        for (const [time, number] of byMinute) expect(number).toBeLessThanOrEqual(minuteShare(perHour, new Date(time)));
      }),
    );
  });
});

it('a new domain begins with few letters, doubles them, and is new no longer', () => {
  const ramp = { startPerDay: 20, doubleEveryDays: 3, untilPerDay: 150 };
  expect([0, 1, 2, 3, 5, 6, 8, 9, 400].map((day) => warmUpShare(ramp, day))).toEqual([
    20,
    20,
    20,
    40,
    40,
    80,
    80,
    null,
    null,
  ]);
});
