import type { HousePolicy } from './policy.ts';

/** How many letters may leave in a span of time, whoever hands them over (design, promise 4: no burst). */

const minuteMs = 60_000;
/** A rolling hour touches 61 minutes: what is dealt out over them is never more than the hour allows. */
const minutesOfHour = 61;

/** Letters that may leave in the minute of `at`: an hour's number, dealt out evenly. */
export function minuteShare(perHour: number, at: Date): number {
  const index = Math.floor(at.getTime() / minuteMs) % minutesOfHour;
  return Math.floor((perHour * (index + 1)) / minutesOfHour) - Math.floor((perHour * index) / minutesOfHour);
}

/** The minute an instant belongs to. */
export function startOfMinute(at: Date): Date {
  return new Date(Math.floor(at.getTime() / minuteMs) * minuteMs);
}

/** When each of `count` letters that are too many now may leave, in the minutes after `at`. */
export function laterMinutes(perHour: number, at: Date, count: number): Date[] {
  const times: Date[] = [];
  for (let minute = startOfMinute(at).getTime() + minuteMs; times.length < count; minute += minuteMs) {
    const share = minuteShare(perHour, new Date(minute));
    for (let taken = 0; taken < share && times.length < count; taken += 1) times.push(new Date(minute));
  }
  return times;
}

/** Letters that a new domain may send on its day `day` (0: its first); null: it is new no longer. */
export function warmUpShare({ startPerDay, doubleEveryDays, untilPerDay }: WarmUp, day: number): number | null {
  const share = startPerDay * 2 ** Math.min(40, Math.floor(Math.max(0, day) / doubleEveryDays));
  return share >= untilPerDay ? null : share;
}

export type WarmUp = NonNullable<HousePolicy['warmUp']>;
