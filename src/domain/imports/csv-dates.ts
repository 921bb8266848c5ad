import { isDay } from '../calendar.ts';

/** Dates as people and their spreadsheets write them. */

export type DateOrder = 'dmy' | 'mdy';
export type DateReading = { kind: 'day'; day: string } | { kind: 'invalid'; message: string };

const numeric = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})$/;
const yearFirst = /^(\d{4})([./-]?)(\d{2})\2(\d{2})$|^(\d{4})([./-])(\d{1,2})\6(\d{1,2})$/;
const timeOfDay = /(?:[T ,]\s*\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?)$/i;

const months = new Map(
  [
    'jan january januar jänner janner',
    'feb february februar feber',
    'mar march mär märz maerz mrz',
    'apr april',
    'may mai',
    'jun june juni',
    'jul july juli',
    'aug august',
    'sep sept september',
    'oct october okt oktober',
    'nov november',
    'dec december dez dezember',
  ].flatMap((words, index) => words.split(' ').map((word) => [word, index + 1] as const)),
);

/** What the values of a column say about the order of day and month; one value each as an example. */
export interface DateEvidence {
  /** Its first number cannot be a month. */
  dmy: string | null;
  /** Its second number cannot be a month. */
  mdy: string | null;
  /** Could be read both ways, and differently. */
  ambiguous: string | null;
}

export const noEvidence: DateEvidence = { dmy: null, mdy: null, ambiguous: null };

/** Adds what one value says. Dots are day first wherever they are used; only slashes and hyphens can mean both. */
export function weighDate(evidence: DateEvidence, text: string): DateEvidence {
  const parts = numeric.exec(strip(text));
  if (parts === null || parts[2] === '.') return evidence;
  const [first, second] = [Number(parts[1]), Number(parts[3])];
  if (first > 12 && second <= 12) return { ...evidence, dmy: evidence.dmy ?? text.trim() };
  if (second > 12 && first <= 12) return { ...evidence, mdy: evidence.mdy ?? text.trim() };
  return first === second || first > 12 ? evidence : { ...evidence, ambiguous: evidence.ambiguous ?? text.trim() };
}

export type OrderVerdict = { kind: 'decided'; order: DateOrder | null } | { kind: 'ask'; example: string; why: string };

/**
 * The order of a column: what its values prove, else what its header or `--dates` says. `decided` with null: no value
 * needs an order. A proof against `--dates` is asked about, because one of the two would import wrong days in silence.
 */
export function decideOrder(evidence: DateEvidence, said: DateOrder | null): OrderVerdict {
  const { dmy, mdy, ambiguous } = evidence;
  if (dmy !== null && mdy !== null) {
    const why = `it holds both ${dmy}, which is day first, and ${mdy}, which is month first`;
    return said === null ? { kind: 'ask', example: ambiguous ?? dmy, why } : { kind: 'decided', order: said };
  }
  const proven = dmy === null ? (mdy === null ? null : 'mdy') : 'dmy';
  if (proven !== null && said !== null && proven !== said)
    return {
      kind: 'ask',
      example: dmy ?? mdy ?? '',
      why: `${dmy ?? mdy} is ${proven === 'dmy' ? 'day' : 'month'} first, and you said otherwise`,
    };
  if (proven !== null || said !== null || ambiguous === null) return { kind: 'decided', order: proven ?? said };
  return { kind: 'ask', example: ambiguous, why: `${ambiguous} can be read both ways, and no other value decides it` };
}

/**
 * One date as a day. Years of two digits are those up to ten years ahead of `today`, else of the century before.
 * A time of day after the date is dropped.
 */
export function readDate(text: string, order: DateOrder | null, today: string): DateReading {
  const bare = strip(text);
  if (/^\d{5}(?:[.,]\d+)?$/.test(bare))
    return invalid(`"${bare}" looks like Excel's number for a date; format the column as a date and save again.`);
  const parts = readYearFirst(bare) ?? readNumeric(bare, order, today) ?? readWords(bare, today);
  if (parts === null) return invalid(`"${short(text)}" is not a date; write it as 2026-11-02.`);
  const [year, month, day] = parts;
  const iso = `${String(year).padStart(4, '0')}-${pad(month)}-${pad(day)}`;
  return isDay(iso) ? { kind: 'day', day: iso } : invalid(`"${short(text)}" is no day of the calendar${hint(order)}.`);
}

type Parts = [year: number, month: number, day: number];

function readYearFirst(text: string): Parts | null {
  const found = yearFirst.exec(text);
  if (found === null) return null;
  return [Number(found[1] ?? found[5]), Number(found[3] ?? found[7]), Number(found[4] ?? found[8])];
}

function readNumeric(text: string, order: DateOrder | null, today: string): Parts | null {
  const found = numeric.exec(text);
  if (found === null) return null;
  const [, first, sign, second, year] = found;
  const monthFirst = sign !== '.' && order === 'mdy';
  const [day, month] = monthFirst ? [second, first] : [first, second];
  return [fullYear(year ?? '', today), Number(month), Number(day)];
}

/** "2 Nov 2026", "2. November 2026", "2-Nov-26", "Nov 2, 2026", "Monday, November 2nd, 2026" */
function readWords(text: string, today: string): Parts | null {
  const words = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/^\p{L}+\.?,\s+/u, '')
    .split(/[\s,./-]+/)
    .filter((word) => word !== '' && word !== 'of');
  if (words.length !== 3) return null;
  const [a = '', b = '', c = ''] = words;
  const dayFirst = months.has(b);
  const month = months.get(dayFirst ? b : a);
  const day = /^(\d{1,2})(?:st|nd|rd|th)?$/.exec(dayFirst ? a : b)?.[1];
  if (month === undefined || day === undefined || !/^(?:\d{4}|\d{2})$/.test(c)) return null;
  return [fullYear(c, today), month, Number(day)];
}

function fullYear(text: string, today: string): number {
  const year = Number(text);
  if (text.length === 4) return year;
  const thisYear = Number(today.slice(0, 4));
  const inThisCentury = thisYear - (thisYear % 100) + year;
  return inThisCentury > thisYear + 10 ? inThisCentury - 100 : inThisCentury;
}

function strip(text: string): string {
  return text
    .replace(/[\s\u00a0\u202f]+/g, ' ')
    .trim()
    .replace(timeOfDay, '')
    .trim();
}

function hint(order: DateOrder | null): string {
  if (order === null) return '';
  return order === 'dmy' ? ' when the day comes first' : ' when the month comes first';
}

function short(text: string): string {
  const trimmed = text.trim();
  return trimmed.length > 40 ? `${trimmed.slice(0, 40)}…` : trimmed;
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}

function invalid(message: string): DateReading {
  return { kind: 'invalid', message };
}
