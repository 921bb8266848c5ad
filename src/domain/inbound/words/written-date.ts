import { addDays } from '../../calendar.ts';

/** A date as a person writes it, found in a text. */
export interface WrittenDate {
  on: string;
  start: number;
  end: number;
}

const months: [number, RegExp][] = [
  [1, /^(jan|ene|gen(n|$)|sty)/],
  [2, /^(feb|fev|lut)/],
  [3, /^(mar(s|z|t|c|$)|maa?r|mrt|marca)/],
  [4, /^(apr|avr|abr|kwi)/],
  [5, /^(may|mai|mag|mei|maj)/],
  [6, /^(jun|juin|giu|cze)/],
  [7, /^(jul|juil|lug|lip)/],
  [8, /^(aug|aou|ago|sie)/],
  [9, /^(sep|sett|sete|wrz)/],
  [10, /^(oct|okt|ott|outu|paz)/],
  [11, /^(nov|lis)/],
  [12, /^(dec|dez|dic|gru)/],
];

/** Monday is 1. */
const weekdays: [number, RegExp][] = [
  [1, /^(monday|mon|montag|lundi|lunes|lunedi|maandag|segunda(-feira)?)$/],
  [2, /^(tuesday|tues?|dienstag|mardi|martes|martedi|dinsdag|terca(-feira)?)$/],
  [3, /^(wednesday|wed|mittwoch|mercredi|miercoles|mercoledi|woensdag|quarta(-feira)?)$/],
  [4, /^(thursday|thurs?|donnerstag|jeudi|jueves|giovedi|donderdag|quinta(-feira)?)$/],
  [5, /^(friday|fri|freitag|vendredi|viernes|venerdi|vrijdag|sexta(-feira)?)$/],
  [6, /^(saturday|sat|samstag|sonnabend|samedi|sabado|sabato|zaterdag)$/],
  [7, /^(sunday|sun|sonntag|dimanche|domingo|domenica|zondag)$/],
];

const forms = {
  iso: /(?<![\d./-])(20\d\d)-(\d\d)-(\d\d)(?!\d)/g,
  numeric: /(?<![\d./:-])(\d{1,2})([./-])(\d{1,2})(?:\2((?:20)?\d\d)(?!\d)|\.?(?![\d:]))/g,
  dayFirst:
    /(?<![\d./:])(\d{1,2})(?:st|nd|rd|th|er|e|º|o|\.)? ?(?:of |de |d')?([a-z]{3,10})\.?(?:,? (?:de |del )?(20\d\d))?(?![a-z\d])/g,
  monthFirst: /(?<![a-z])([a-z]{3,10})\.? (?:the )?(\d{1,2})(?:st|nd|rd|th)?(?:,? (20\d\d))?(?![\d:])/g,
  weekday: /(?<![a-z-])([a-z]{3,10}(?:-feira)?)(?![a-z])/g,
};

/**
 * Every date in a text without accents and in lower case, in order. `from` is the day the mail came: it settles the year where
 * none is written, weekdays, and whether 05/01 is May or January (English is written both ways: the nearest day to come counts).
 * `monthMayLead` says whether the text is English.
 */
export function writtenDates(text: string, from: string, monthMayLead: boolean): WrittenDate[] {
  const found: WrittenDate[] = [];
  const add = (match: RegExpMatchArray, on: string | null): void => {
    const start = match.index!;
    const end = start + match[0].length;
    if (on && !found.some((other) => start < other.end && other.start < end)) found.push({ on, start, end });
  };
  for (const match of text.matchAll(forms.iso)) add(match, dayOf(match[1], Number(match[2]), Number(match[3]), from));
  for (const match of text.matchAll(forms.numeric)) add(match, numeric(match, from, monthMayLead));
  for (const match of text.matchAll(forms.dayFirst))
    add(match, dayOf(match[3], monthOf(match[2]!), Number(match[1]), from));
  for (const match of text.matchAll(forms.monthFirst))
    add(match, dayOf(match[3], monthOf(match[1]!), Number(match[2]), from));
  for (const match of text.matchAll(forms.weekday)) add(match, weekdayAfter(match[1]!, from));
  return found.toSorted((a, b) => a.start - b.start);
}

function monthOf(word: string): number | null {
  return months.find(([, pattern]) => pattern.test(word))?.[0] ?? null;
}

function numeric(match: RegExpMatchArray, from: string, monthMayLead: boolean): string | null {
  const [first, second] = [Number(match[1]), Number(match[3])];
  if (match[2] !== '.' && match[4] === undefined && match[2] === '-') return null;
  const year = match[4];
  const dayLeads = dayOf(year, second, first, from);
  const monthLeads = monthMayLead && match[2] !== '.' ? dayOf(year, first, second, from) : null;
  const candidates = [dayLeads, monthLeads].filter((day) => day !== null).toSorted();
  return candidates.find((day) => day >= from) ?? candidates.at(-1) ?? null;
}

/** The day of a date; without a year the next one to come, unless it was only just: then it is past. */
function dayOf(year: string | undefined, month: number | null, day: number, from: string): string | null {
  if (month === null || month < 1 || month > 12 || day < 1 || day > 31) return null;
  const inYear = (value: number): string | null => {
    const date = new Date(Date.UTC(value, month - 1, day));
    return date.getUTCMonth() === month - 1 ? date.toISOString().slice(0, 10) : null;
  };
  if (year) return inYear(year.length === 2 ? 2000 + Number(year) : Number(year));
  const thisYear = Number(from.slice(0, 4));
  const longAgo = addDays(from, -60);
  return (
    [thisYear - 1, thisYear, thisYear + 1]
      .map(inYear)
      .find((candidate) => candidate !== null && candidate >= longAgo) ?? null
  );
}

function weekdayAfter(word: string, from: string): string | null {
  const weekday = weekdays.find(([, pattern]) => pattern.test(word))?.[0];
  if (weekday === undefined) return null;
  const today = new Date(`${from}T00:00:00Z`).getUTCDay() || 7;
  return addDays(from, ((weekday - today + 6) % 7) + 1);
}
