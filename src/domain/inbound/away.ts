import { addDays, addWorkingDays, daysBetween, instantOf, localDay } from '../calendar.ts';

/** Where an auto-reply names no day of return. */
const unstatedAbsenceDays = 7;
/** A date beyond this was misread, or the person will not come back. */
const longestAbsenceDays = 400;

/**
 * Until when a person who is away is left alone: the stated day of return and one working day more, seven days where none
 * is stated. Null when they are back already. `at` is the instant of the auto-reply, `zone` the person's.
 */
export function awayUntil(returnsOn: string | null, at: Date, zone: string): Date | null {
  const today = localDay(at, zone);
  const stated = returnsOn !== null && daysBetween(today, returnsOn) <= longestAbsenceDays ? returnsOn : null;
  const day = stated === null ? addDays(today, unstatedAbsenceDays) : addWorkingDays(stated, 1);
  return day > today ? instantOf(day, 0, zone) : null;
}

/**
 * By how many days the wait is prolonged: from today, or from the end of the absence that is known already, to the new end;
 * 0 when nothing new is learned. So a second auto-reply of the same absence adds nothing.
 */
export function awayShift(until: Date, knownUntil: Date | null, at: Date, zone: string): number {
  const from = localDay(knownUntil !== null && knownUntil > at ? knownUntil : at, zone);
  return Math.max(0, daysBetween(from, localDay(until, zone)));
}
