import { addDays } from '../../calendar.ts';
import { monthNamed } from './months.ts';

/** A date as a person writes it, found in a text. */
export interface WrittenDate {
  on: string;
  start: number;
  end: number;
}

/** Monday is 1. */
const weekdays: [number, RegExp][] = [
  [
    1,
    /^(monday|mon|montag|lundi|lunes|lunedi|maandag|segunda(-feira)?|mandag|mandagen|poniedzialek|poniedzialku|pondeli|понедельник|понеділок|maanantai\p{L}*|hetfo|pazartesi|luni)$/u,
  ],
  [
    2,
    /^(tuesday|tues?|dienstag|mardi|martes|martedi|dinsdag|terca(-feira)?|tirsdag|tisdag|wtorek|wtorku|utery|вторник|вівторок|tiistai\p{L}*|kedd|sali|marti)$/u,
  ],
  [
    3,
    /^(wednesday|wed|mittwoch|mercredi|miercoles|mercoledi|woensdag|quarta(-feira)?|onsdag|sroda|srode|sredu|streda|среду|среда|середу|keskiviikko\p{L}*|szerda|carsamba|miercuri)$/u,
  ],
  [
    4,
    /^(thursday|thurs?|donnerstag|jeudi|jueves|giovedi|donderdag|quinta(-feira)?|torsdag|czwartek|czwartku|ctvrtek|четверг|четвер|torstai\p{L}*|csutortok|persembe|joi)$/u,
  ],
  [
    5,
    /^(friday|fri|freitag|vendredi|viernes|venerdi|vrijdag|sexta(-feira)?|fredag|piatek|piatku|patek|пятницу|пятница|perjantai\p{L}*|pentek|cuma|vineri)$/u,
  ],
  [6, /^(saturday|sat|samstag|sonnabend|samedi|sabado|sabato|zaterdag|lordag|sobota|sobote|субботу)$/u],
  [7, /^(sunday|sun|sonntag|dimanche|domingo|domenica|zondag|sondag|niedziela|niedziele|nedele|воскресенье)$/u],
];

const forms = {
  iso: /(?<![\d./-])(20\d\d)[-/.](\d\d?)[-/.](\d\d?)(?!\d)/g,
  /** 2026年12月1日, 12月1日, 2026년 12월 1일 */
  eastAsian: /(?:(20\d\d) ?[年년] ?)?(?<!\d)(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日号號일]/g,
  /** Not the beginning of a longer row of numbers: 5.1.1, 06.12.34.56.78. A hyphen divides only whole dates, else it spans. */
  numeric: /(?<![\d./:])(\d{1,2})([./]|-(?=\d{1,2}-)) ?(\d{1,2})(?:\2 ?((?:20)?\d\d)(?!\d|[./-]\d)|\.?(?!\.?[\d:]))/g,
  dayFirst:
    /(?<![\d./:])(\d{1,2})(?:st|nd|rd|th|er|e|º|o|\.)? ?(?:of |de |d'|din )?(\p{L}{3,12})\.?(?:,? (?:de |del )?(20\d\d))?(?![\p{L}\d])/gu,
  monthFirst:
    /(?<!\p{L})(\p{L}{3,12})\.? (?:the )?(\d{1,2})(?:st|nd|rd|th|-?i?a?n?-?ig|-?a?n|\.)?(?:,? (20\d\d))?(?![\d:])/gu,
  /** "Back on the 30th." */
  dayOnly: /(?<=\b(?:the|on|until|till|by) )(\d{1,2})(?:st|nd|rd|th)(?![a-z\d])/g,
  weekday: /(?<![\p{L}-])(\p{L}{3,13}(?:-feira)?)(?!\p{L})/gu,
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
  for (const match of text.matchAll(forms.eastAsian))
    add(match, dayOf(match[1], Number(match[2]), Number(match[3]), from));
  for (const match of text.matchAll(forms.numeric)) add(match, numeric(match, from, monthMayLead));
  for (const match of text.matchAll(forms.dayFirst))
    add(match, dayOf(match[3], monthNamed(match[2]!), Number(match[1]), from));
  for (const match of text.matchAll(forms.monthFirst))
    add(match, dayOf(match[3], monthNamed(match[1]!), Number(match[2]), from));
  for (const match of text.matchAll(forms.dayOnly)) add(match, nextDayOfMonth(Number(match[1]), from));
  for (const match of text.matchAll(forms.weekday)) add(match, weekdayAfter(match[1]!, from));
  return found.toSorted((a, b) => a.start - b.start);
}

function numeric(match: RegExpMatchArray, from: string, monthMayLead: boolean): string | null {
  const [first, second] = [Number(match[1]), Number(match[3])];
  const year = match[4];
  // "Mon-Fri 8-9.30" is a time; "16-27.11.2026" and "16.11-27.11" are none.
  if (year === undefined && match[2] === '.' && /(?<![\d.])\d\d?-$/.test(match.input!.slice(0, match.index)))
    return null;
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

function nextDayOfMonth(day: number, from: string): string | null {
  const [year, month] = from.split('-').map(Number) as [number, number];
  return (
    [0, 1, 2]
      .map((ahead) => new Date(Date.UTC(year, month - 1 + ahead, day)))
      .filter((date) => date.getUTCDate() === day)
      .map((date) => date.toISOString().slice(0, 10))
      .find((on) => on > from) ?? null
  );
}

const months =
  /(?<!\p{L})(?:in |im |en |em |a )?((?:the )?(?:beginning|start|middle|end) of |early |mid[- ]|late |anfang |mitte |ende |debut |mi-|fin |principios de |mediados de |finales de |inizio |meta |fine |begin |half |midden |eind )?(?:in |of |im |en |em |a |de )?(\p{L}{3,12})\.?(?:,? (?:de |del )?(20\d\d))?(?![\p{L}\d])/gu;

/** Every month in a text that no day stands with: its first day, its 15th after "mid", its 28th after "end of"; those to come. */
export function writtenMonths(text: string, from: string): WrittenDate[] {
  return [...text.matchAll(months)].flatMap((match) => {
    const [, part = '', word, year] = match;
    const month = monthNamed(word!);
    if (month === null) return [];
    const day = /mid|mitte|milieu|mediados|meta|half/.test(part) ? 15 : /end|late|fin|eind/.test(part) ? 28 : 1;
    const thisYear = Number(from.slice(0, 4));
    const on = [thisYear, thisYear + 1]
      .map((value) => `${year ?? value}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`)
      .find((candidate) => candidate > from);
    return on === undefined ? [] : [{ on, start: match.index, end: match.index + match[0].length }];
  });
}
