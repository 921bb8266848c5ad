import { Temporal } from 'temporal-polyfill';

/**
 * Calendar arithmetic (design §3: on local dates, in somebody's zone). Days are 'YYYY-MM-DD', times of day 'HH:MM',
 * durations ISO 8601, zones IANA names. Answers are remembered: a tick asks the same few hundred questions again and again.
 */

export interface SendWindow {
  /** ISO weekdays, 1 = Monday. */
  days: number[];
  from: string;
  to: string;
}

const mostRemembered = 20_000;

/** An answer for each three keys, one map within the other: to make one key of them would cost more than to look it up. */
function remembered<A extends string | number | object, C extends string | number = number>(
  compute: (a: string, b: string, c: C) => A,
): (a: string, b: string, c: C) => A {
  let known = new Map<string, Map<string, Map<C, A>>>();
  let size = 0;
  return (a, b, c) => {
    const found = known.get(a)?.get(b)?.get(c);
    if (found !== undefined) return found;
    const answer = compute(a, b, c);
    if (size >= mostRemembered) {
      known = new Map();
      size = 0;
    }
    const ofA = known.get(a) ?? new Map<string, Map<C, A>>();
    known.set(a, ofA);
    const ofB = ofA.get(b) ?? new Map<C, A>();
    ofA.set(b, ofB);
    ofB.set(c, answer);
    size += 1;
    return answer;
  };
}

/** Whether the runtime knows this IANA zone. Offsets such as "GMT+5" are no zones. */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z]+(?:[/_+-][A-Za-z0-9]+)*$/.test(name) || /^(?:GMT|UTC)[+-]/i.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Whether the text is a day of the calendar: '2026-02-30' is not. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text) && text >= '1900-01-01';
}

/** Whether the text is an ISO 8601 duration of calendar units (years, months, weeks, days), perhaps negative. */
export function isDuration(text: string): boolean {
  return /^[+-]?P(?=\d)(?:\d{1,3}Y)?(?:\d{1,4}M)?(?:\d{1,4}W)?(?:\d{1,5}D)?$/.test(text);
}

// An hour's offset is constant between the quarter hours of the clock, so the local date and time of an instant are
// asked once per quarter hour and zone.
const localQuarter = remembered((zone, _, quarter) => {
  const local = Temporal.Instant.fromEpochMilliseconds(quarter * 900_000).toZonedDateTimeISO(zone);
  return { day: local.toPlainDate().toString(), minute: local.hour * 60 + local.minute };
});

/** The local day of an instant, and the minute of that day (0-1439). */
export function localTime(at: Date, zone: string): { day: string; minute: number } {
  const quarter = Math.floor(at.getTime() / 900_000);
  const known = localQuarter(zone, '', quarter);
  return { day: known.day, minute: known.minute + Math.floor((at.getTime() - quarter * 900_000) / 60_000) };
}

export function localDay(at: Date, zone: string): string {
  return localTime(at, zone).day;
}

/** The day that it is where days begin first: a day after it has come nowhere. */
export function latestToday(at: Date): string {
  return localDay(at, 'Pacific/Kiritimati');
}

const instant = remembered((day, zone, minute) => {
  const time = new Temporal.PlainTime(Math.floor(minute / 60), minute % 60);
  return Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds;
});

/** The instant of a minute of a local day; in the gap of a clock change the later one, as clocks do. */
export function instantOf(day: string, minute: number, zone: string): Date {
  return new Date(instant(day, zone, minute));
}

const shifted = remembered((day, duration, count) => {
  const one = Temporal.Duration.from(duration);
  const all = Temporal.Duration.from({
    years: one.years * count,
    months: one.months * count,
    weeks: one.weeks * count,
    days: one.days * count,
  });
  return Temporal.PlainDate.from(day).add(all).toString();
});

/** day + times × duration, by calendar units: 31 January + P1M is 28 or 29 February. */
export function addDuration(day: string, duration: string, times = 1): string {
  return times === 0 ? day : shifted(day, duration, times);
}

const dayMs = 86_400_000;
const dayNumber = remembered((day) => Date.parse(`${day}T00:00:00Z`) / dayMs);

function epochDay(day: string): number {
  return dayNumber(day, '', 0);
}

const moved = remembered((day, _, days) => new Date((epochDay(day) + days) * dayMs).toISOString().slice(0, 10));

export function addDays(day: string, days: number): string {
  return moved(day, '', days);
}

/** Days from one day to another; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return epochDay(to) - epochDay(from);
}

/** ISO weekday: 1 Monday to 7 Sunday. */
export function weekday(day: string): number {
  return ((epochDay(day) + 3) % 7) + 1;
}

export function addWorkingDays(day: string, count: number, days: number[] = [1, 2, 3, 4, 5]): string {
  let at = day;
  for (let left = count; left > 0;) {
    at = addDays(at, 1);
    if (days.includes(weekday(at))) left -= 1;
  }
  return at;
}

/** The first working day on or after this one. */
export function workingDayFrom(day: string, days: number[]): string {
  let at = day;
  for (let tries = 0; tries < 7 && !days.includes(weekday(at)); tries += 1) at = addDays(at, 1);
  return at;
}

const minute = remembered((time) => {
  const [hours, minutes] = time.split(':').map(Number) as [number, number];
  return hours * 60 + minutes;
});

export function minuteOf(time: string): number {
  return minute(time, '', 0);
}

/** Whether the window is open at this instant, in this zone. */
export function isOpen(at: Date, window: SendWindow, zone: string): boolean {
  const { day, minute } = localTime(at, zone);
  return window.days.includes(weekday(day)) && minute >= minuteOf(window.from) && minute < minuteOf(window.to);
}

/**
 * The instant on the first working day from `day` on at which a letter may leave: the opening of the window plus
 * `spread` minutes (less than the window is long).
 */
export function slotOn(day: string, window: SendWindow, zone: string, spread: number): Date {
  return instantOf(workingDayFrom(day, window.days), minuteOf(window.from) + spread, zone);
}

/** "2026-11-17T09:40+01:00" for screens and the API. */
export function localIso(at: Date, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(zone)
    .toString({ timeZoneName: 'never', smallestUnit: 'minute' });
}

const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

export function dayName(day: string): string {
  return dayNames[weekday(day) - 1] ?? day;
}

const inWords = remembered((day, locale) => {
  const format = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
  return format.format(new Date(`${day}T00:00:00Z`));
});

/** "17 November 2026" */
export function dayInWords(day: string, locale = 'en-GB'): string {
  return inWords(day, locale, 0);
}
