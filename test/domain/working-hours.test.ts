import { describe, expect, it } from 'vitest';
import { addWorkingHours } from '../../src/domain/working-hours.ts';

const window = { days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' };

describe('four working hours', () => {
  it.each([
    ['from a morning', '2026-11-19T09:30:00Z', '2026-11-19T13:30:00Z'],
    ['from before the day begins', '2026-11-19T05:00:00Z', '2026-11-19T13:00:00Z'],
    ['over night', '2026-11-19T15:00:00Z', '2026-11-20T11:00:00Z'],
    ['over the weekend', '2026-11-20T16:00:00Z', '2026-11-23T12:00:00Z'],
    ['from a Saturday', '2026-11-21T12:00:00Z', '2026-11-23T13:00:00Z'],
    ['to the end of the day', '2026-11-19T13:00:00Z', '2026-11-19T17:00:00Z'],
  ])('%s', (_what, from, to) => {
    expect(addWorkingHours(new Date(from), 4, window, 'UTC')).toEqual(new Date(to));
  });

  it('are those of the zone', () => {
    const at = addWorkingHours(new Date('2026-11-19T15:00:00Z'), 4, window, 'Europe/Berlin');
    expect(at).toEqual(new Date('2026-11-20T11:00:00Z'));
  });
});
