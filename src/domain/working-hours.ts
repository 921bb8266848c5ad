import { addDays, instantOf, localTime, minuteOf, type SendWindow, weekday } from './calendar.ts';

/** The instant at which so many working hours are over: only the minutes inside the house's window count. */
export function addWorkingHours(at: Date, hours: number, window: SendWindow, zone: string): Date {
  const [open, shut] = [minuteOf(window.from), minuteOf(window.to)];
  let { day, minute } = localTime(at, zone);
  let left = hours * 60;
  for (let turns = 0; turns < 400; turns += 1) {
    const from = Math.max(minute, open);
    const free = window.days.includes(weekday(day)) ? Math.max(0, shut - from) : 0;
    if (left <= free) return instantOf(day, from + left, zone);
    left -= free;
    day = addDays(day, 1);
    minute = 0;
  }
  return instantOf(day, open, zone);
}
