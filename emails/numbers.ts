/** Numbers, prices and days as a letter writes them. Formatters are costly to make, so each is made once per locale. */

const english = 'one two three four five six seven eight nine ten eleven twelve'.split(' ');
const german = 'ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf'.split(' ');

/** Full years between two days, in words up to twelve; undefined for less than one. */
export function yearsBetween(since: string, until: string, language: string): string | undefined {
  const years = Number(until.slice(0, 4)) - Number(since.slice(0, 4)) - (until.slice(5) < since.slice(5) ? 1 : 0);
  if (!(years >= 1 && years < 100)) return undefined;
  const word = (language === 'de' ? german : english)[years - 1] ?? String(years);
  if (language === 'de') return years === 1 ? 'ein Jahr' : `${word} Jahre`;
  return years === 1 ? 'one year' : `${word} years`;
}

type DayStyle = 'day' | 'month' | 'monthOnly';
const dayStyles: Record<DayStyle, Intl.DateTimeFormatOptions> = {
  day: { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' },
  month: { month: 'long', year: 'numeric', timeZone: 'UTC' },
  monthOnly: { month: 'long', timeZone: 'UTC' },
};
const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** A date-only string in words, read and written in UTC so that no zone moves it; undefined if it is no day. */
export function dayInWords(day: string | null | undefined, style: DayStyle, locale: string): string | undefined {
  const wanted = `${style} ${locale} ${day}`;
  let words = knownDays.get(wanted);
  if (words === undefined) {
    if (!isDay(day)) return undefined;
    if (knownDays.size >= mostKnownDays) knownDays.clear();
    words = writeDay(day, style, locale);
    knownDays.set(wanted, words);
  }
  return words;
}

const knownDays = new Map<string, string>();
const mostKnownDays = 5000;

function writeDay(day: string, style: DayStyle, locale: string): string {
  const key = `${style} ${locale}`;
  let format = dayFormats.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale, dayStyles[style]);
    dayFormats.set(key, format);
  }
  return format.format(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10))));
}

export function isDay(day: string | null | undefined): day is string {
  if (typeof day !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(day)) return false;
  const [year, month, date] = [day.slice(0, 4), day.slice(5, 7), day.slice(8)].map(Number) as [number, number, number];
  const at = new Date(Date.UTC(year, month - 1, date));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === date;
}

const moneyFormats = new Map<string, { format: Intl.NumberFormat; digits: number } | null>();

/** An amount in minor units with its currency; cents only where there are any. */
export function moneyInWords(amount: number, currency: string, locale: string): string | undefined {
  const key = `${currency} ${locale}`;
  let found = moneyFormats.get(key);
  if (found === undefined) {
    found = moneyFormat(currency, locale);
    moneyFormats.set(key, found);
  }
  return found === null || !Number.isSafeInteger(amount) ? undefined : found.format.format(amount / 10 ** found.digits);
}

function moneyFormat(currency: string, locale: string): { format: Intl.NumberFormat; digits: number } | null {
  if (!/^[A-Z]{3}$/.test(currency)) return null;
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency, trailingZeroDisplay: 'stripIfInteger' });
  return { format, digits: format.resolvedOptions().maximumFractionDigits ?? 2 };
}

const formatLocales = new Map<string, string>();

/**
 * The locale that numbers and days follow: the reader's own region where it speaks the letter's language, else the
 * language alone. Bare English writes days as most of its readers do, "4 May 2027".
 */
export function formatLocale(wanted: string, language: string): string {
  const key = `${wanted} ${language}`;
  let found = formatLocales.get(key);
  if (found === undefined) {
    found = chooseLocale(wanted, language);
    if (formatLocales.size < 1000) formatLocales.set(key, found);
  }
  return found;
}

function chooseLocale(wanted: string, language: string): string {
  const fallback = language === 'en' ? 'en-GB' : language;
  try {
    const locale = new Intl.Locale(wanted.replaceAll('_', '-'));
    return locale.language === language && locale.region !== undefined
      ? `${locale.language}-${locale.region}`
      : fallback;
  } catch {
    return fallback;
  }
}
