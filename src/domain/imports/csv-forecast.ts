import { addDays, weekday, workingDayFrom } from '../calendar.ts';

/** A first letter as it was planned, before anybody looked at how many its owner has that day. */
export interface PlannedFirst {
  owner: string;
  /** 'YYYY-MM-DD' */
  day: string;
}

/**
 * The days on which first letters can leave when an owner has at most `perDay` of them: what is too much for a day goes
 * to the next working day. In order.
 */
export function spreadFirstLetters(letters: readonly PlannedFirst[], perDay: number, workingDays: number[]): string[] {
  const taken = new Map<string, number>();
  const earliest = new Map<string, string>();
  const days: string[] = [];
  for (const { owner, day } of letters.toSorted((a, b) => a.day.localeCompare(b.day))) {
    const from = earliest.get(owner);
    let at = from !== undefined && from > day ? from : day;
    while ((taken.get(`${owner} ${at}`) ?? 0) >= perDay) at = workingDayFrom(addDays(at, 1), workingDays);
    taken.set(`${owner} ${at}`, (taken.get(`${owner} ${at}`) ?? 0) + 1);
    earliest.set(owner, at);
    days.push(at);
  }
  return days.toSorted();
}

/** How many of these days fall into each week, by its Monday; weeks in order. */
export function countByWeek(days: readonly string[]): { monday: string; count: number }[] {
  const weeks = new Map<string, number>();
  for (const day of days) {
    const monday = addDays(day, 1 - weekday(day));
    weeks.set(monday, (weeks.get(monday) ?? 0) + 1);
  }
  return [...weeks].toSorted(([a], [b]) => a.localeCompare(b)).map(([monday, count]) => ({ monday, count }));
}

/** How many on each day; days in order. */
export function countByDay(days: readonly string[]): { day: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const day of days) counts.set(day, (counts.get(day) ?? 0) + 1);
  return [...counts].toSorted(([a], [b]) => a.localeCompare(b)).map(([day, count]) => ({ day, count }));
}
