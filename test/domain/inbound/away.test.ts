import { describe, expect, it } from 'vitest';
import { awayShift, awayUntil } from '../../../src/domain/inbound/away.ts';

const noon = new Date('2026-11-21T12:00:00Z');
const berlin = 'Europe/Berlin';

describe('how long an absence holds letters', () => {
  it.each([
    ['one working day after the return', '2026-12-01', '2026-12-02'],
    ['over the weekend', '2026-12-04', '2026-12-07'],
    ['seven days where nothing is stated', null, '2026-11-28'],
    ['seven days where the day is far off, and so misread', '2099-01-01', '2026-11-28'],
    ['a day more for somebody back today', '2026-11-21', '2026-11-23'],
  ])('%s', (_what, returnsOn, until) => {
    expect(awayUntil(returnsOn, noon, 'UTC')).toEqual(new Date(`${until}T00:00:00Z`));
  });

  it('begins with the day in the zone of the person', () => {
    expect(awayUntil('2026-12-01', noon, berlin)).toEqual(new Date('2026-12-01T23:00:00Z'));
  });

  it('is nothing when they are back already', () => {
    expect(awayUntil('2026-11-18', noon, berlin)).toBeNull();
  });

  it('prolongs the wait by what is new alone', () => {
    const until = (day: string) => new Date(`${day}T23:00:00Z`);
    expect(awayShift(until('2026-12-01'), null, noon, berlin)).toBe(11);
    expect(awayShift(until('2026-12-01'), until('2026-12-01'), noon, berlin)).toBe(0);
    expect(awayShift(until('2026-12-04'), until('2026-12-01'), noon, berlin)).toBe(3);
    expect(awayShift(until('2026-12-01'), until('2026-11-01'), noon, berlin)).toBe(11);
  });
});
