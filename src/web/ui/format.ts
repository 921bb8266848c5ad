/** Dates, numbers and money as the reader writes them. Instants are ISO 8601 texts, days `2026-11-02`, money minor units. */

// To make a format costs a hundred times what using it does, and a long list uses each of a few hundreds of times.
const formats = new Map<string, unknown>();

function remember<Format>(kind: string, locale: string, options: object, make: () => Format): Format {
  const key = `${kind} ${locale} ${JSON.stringify(options)}`;
  const known = formats.get(key) ?? make();
  formats.set(key, known);
  return known as Format;
}

function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return remember('date', locale, options, () => new Intl.DateTimeFormat(locale, options));
}

function numberFormat(locale: string, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  return remember('number', locale, options, () => new Intl.NumberFormat(locale, options));
}

function relativeFormat(locale: string): Intl.RelativeTimeFormat {
  return remember('relative', locale, {}, () => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
}

export interface Reader {
  locale: string;
  timezone: string;
}

/** `Tue 9 Feb, 9:40`; with the year where it is not this one. */
export function formatInstant(at: string, now: Date, { locale, timezone }: Reader): string {
  const sameYear = yearOf(new Date(at), timezone) === yearOf(now, timezone);
  return dateFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
    hour: 'numeric',
    minute: '2-digit',
    timeZone: timezone,
  }).format(new Date(at));
}

/** `Tue 9 Feb`; a day has no zone. */
export function formatDay(day: string, now: Date, locale: string): string {
  const date = new Date(`${day.slice(0, 10)}T12:00:00Z`);
  const sameYear = date.getUTCFullYear() === now.getUTCFullYear();
  return dateFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
    timeZone: 'UTC',
  }).format(date);
}

/** `9:40` */
export function formatTime(at: string, { locale, timezone }: Reader): string {
  return dateFormat(locale, { hour: 'numeric', minute: '2-digit', timeZone: timezone }).format(new Date(at));
}

/** The city of an IANA zone, as people say it: `Berlin`. */
export function zoneName(timezone: string): string {
  return (timezone.split('/').at(-1) ?? timezone).replaceAll('_', ' ');
}

const steps: [limit: number, unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  [60, 'second', 1],
  [3600, 'minute', 60],
  [86_400, 'hour', 3600],
  [86_400 * 14, 'day', 86_400],
  [86_400 * 60, 'week', 86_400 * 7],
  [86_400 * 700, 'month', 86_400 * 30.44],
  [Number.POSITIVE_INFINITY, 'year', 86_400 * 365.25],
];

/** `2 hours ago`, `in 3 days`. */
export function formatRelative(at: string, now: Date, locale: string): string {
  const seconds = (Date.parse(at) - now.getTime()) / 1000;
  const [, unit, size] = steps.find(([limit]) => Math.abs(seconds) < limit) ?? (['', 'year', 1] as const);
  return relativeFormat(locale).format(Math.round(seconds / size), unit);
}

/** `€48,000`; whole units where there are no minor ones to tell. */
export function formatMoney({ amount, currency }: { amount: number; currency: string }, locale: string): string {
  const format = numberFormat(locale, { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const value = amount / 10 ** digits;
  if (!Number.isInteger(value)) return format.format(value);
  return numberFormat(locale, { style: 'currency', currency, maximumFractionDigits: 0 }).format(value);
}

export function formatNumber(value: number, locale: string): string {
  return numberFormat(locale).format(value);
}

/** `1 letter`, `2 letters`. */
export function count(value: number, one: string, more = `${one}s`): string {
  return `${value} ${value === 1 ? one : more}`;
}

function yearOf(date: Date, timeZone: string): string {
  return dateFormat('en', { year: 'numeric', timeZone }).format(date);
}
