import { isCurrency } from '../money.ts';

/** Sums as people and their spreadsheets write them, in minor units. */

export interface Money {
  amount: number;
  currency: string;
}
export type MoneyReading = { kind: 'money'; money: Money } | { kind: 'invalid'; message: string };

/** What parts the whole from the fraction in a column; `mixed` when its values disagree, null when none tells. */
export type DecimalSign = ',' | '.' | 'mixed' | null;

const zeroDigits = new Set('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' '));
const threeDigits = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '));

/** The exponent of ISO 4217: digits of the minor unit. What Intl says differs for a dozen currencies. */
export function minorDigits(currency: string): number {
  if (zeroDigits.has(currency)) return 0;
  return threeDigits.has(currency) ? 3 : 2;
}

/** Signs that stand for one currency, longest first. */
const signs: readonly [sign: string, currency: string][] = [
  ['US$', 'USD'],
  ['CA$', 'CAD'],
  ['C$', 'CAD'],
  ['AU$', 'AUD'],
  ['A$', 'AUD'],
  ['NZ$', 'NZD'],
  ['HK$', 'HKD'],
  ['S$', 'SGD'],
  ['R$', 'BRL'],
  ['SFr.', 'CHF'],
  ['Fr.', 'CHF'],
  ['Euro', 'EUR'],
  ['zł', 'PLN'],
  ['Kč', 'CZK'],
  ['€', 'EUR'],
  ['£', 'GBP'],
  ['₹', 'INR'],
  ['₩', 'KRW'],
  ['₺', 'TRY'],
  ['₪', 'ILS'],
  ['₴', 'UAH'],
  ['฿', 'THB'],
  ['₫', 'VND'],
  ['₦', 'NGN'],
];
/** Signs that several currencies share; the first is meant when no column says another. Kroner mean none. */
const sharedSigns: readonly [sign: string, currencies: readonly string[], byDefault: string | null][] = [
  ['$', 'USD CAD AUD NZD HKD SGD MXN CLP COP ARS'.split(' '), 'USD'],
  ['¥', ['JPY', 'CNY'], 'JPY'],
  ['kr.', ['DKK', 'NOK', 'SEK', 'ISK'], null],
  ['kr', ['DKK', 'NOK', 'SEK', 'ISK'], null],
];

interface Written {
  digits: string;
  /** Powers of ten of a suffix: 3 for k. */
  scale: number;
  /** What the cell itself names: exactly one currency, or several that share a sign. */
  currencies: readonly string[];
  byDefault: string | null;
}

/** The one currency that the value itself names, by code or by a sign of its own; null for none and for signs that several share. */
export function currencyIn(text: string): string | null {
  const { currencies } = readWritten(text) ?? { currencies: [] };
  return currencies.length === 1 && isCurrency(currencies[0]!) ? currencies[0]! : null;
}

/** Whether a sum without any hint of a currency stands here, so that a column or an option must say it. */
export function lacksCurrency(text: string): boolean {
  const written = readWritten(text);
  return written !== null && written.currencies.length === 0;
}

/** A currency as its own column gives it: a code or a sign. Null: it is none. */
export function readCurrency(text: string): string | null {
  const code = text.trim().toUpperCase();
  if (isCurrency(code)) return code;
  const sign = text.trim().toLowerCase();
  const shared = sharedSigns.find(([one]) => one === sign);
  return signs.find(([one]) => one.toLowerCase() === sign)?.[1] ?? shared?.[2] ?? null;
}

/** Adds what one value says about the decimal sign of its column. */
export function weighAmount(known: DecimalSign, text: string): DecimalSign {
  const digits = readWritten(text)?.digits ?? '';
  const sign = provenSign(digits);
  if (sign === null || sign === known) return known;
  return known === null ? sign : 'mixed';
}

/**
 * One sum. A lone sign before exactly three digits divides thousands unless the column proves otherwise.
 *
 * @param told the currency that a column, header or option names; a sign in the value must agree with it.
 */
export function readMoney(text: string, decimal: DecimalSign, told: string | null): MoneyReading {
  const written = readWritten(text);
  if (written === null) return invalid(`"${short(text)}" is not a sum of a year; write it as 48000.00.`);
  const { currencies, byDefault, scale } = written;
  const currency = told ?? (currencies.length === 1 ? currencies[0]! : byDefault);
  if (currency === null) return invalid(`"${short(text)}" says no currency; add a column Currency or give --currency.`);
  if (currencies.length > 0 && !currencies.includes(currency))
    return invalid(`"${short(text)}" is not in ${currency}, which is given for it.`);
  const plain = toPlain(written.digits, decimal, currency);
  if (plain === null)
    return invalid(`"${short(text)}" can be read in two ways; write it without signs between thousands.`);
  const amount = toMinor(plain, scale, minorDigits(currency));
  if (amount === null) return invalid(`"${short(text)}" has more decimals than ${currency} has.`);
  if (!Number.isSafeInteger(amount)) return invalid(`"${short(text)}" is too large.`);
  return { kind: 'money', money: { amount, currency } };
}

const perYear =
  /(?:p\.?\s?a\.?|per (?:year|annum)|pro jahr|im jahr|jährlich|yearly|annually|\/ ?(?:y|yr|year|jahr|a))$/i;

/** Takes a sum apart; null when something stands in it that no sum has, such as a minus or "per month". */
function readWritten(text: string): Written | null {
  let left = text
    .normalize('NFKC')
    .replace(/[\s\u2009\u202f]+/g, ' ')
    .replace(/[’´`]/g, "'")
    .trim()
    .replace(perYear, '')
    .trim();
  if (left.length > 60) return null;
  let currencies: readonly string[] = [];
  let byDefault: string | null = null;
  const code = /(?<![A-Za-z])[A-Za-z]{3}(?![A-Za-z])/.exec(left)?.[0] ?? '';
  const cut = (sign: string): boolean => {
    const at = left.toLowerCase().indexOf(sign.toLowerCase());
    if (at < 0) return false;
    left = `${left.slice(0, at)} ${left.slice(at + sign.length)}`.trim();
    return true;
  };
  if (isCurrency(code.toUpperCase()) && cut(code)) currencies = [code.toUpperCase()];
  const sign = signs.find(([one]) => cut(one));
  const shared = sign === undefined ? sharedSigns.find(([one]) => cut(one)) : undefined;
  if (sign !== undefined) currencies = currencies.length === 0 || currencies[0] === sign[1] ? [sign[1]] : ['none'];
  if (shared !== undefined && currencies.length === 0) [, currencies, byDefault] = shared;
  const suffix = /^(.*?\d)\s?(k|t|tsd\.?|m|mn|mio\.?|million(?:en)?)$/i.exec(left);
  const scale = suffix === null ? 0 : /^[kt]/i.test(suffix[2] ?? '') ? 3 : 6;
  const digits = (suffix?.[1] ?? left).replace(/[.,]\s?[-–—]{1,2}$/, '').trim();
  return /^\d[\d.,' ]*$/.test(digits) ? { digits: digits.replace(/[' ]/g, ''), scale, currencies, byDefault } : null;
}

/** The decimal sign that one number proves: the later of two, one that is not before three digits, never one that repeats. */
function provenSign(digits: string): ',' | '.' | null {
  const [comma, point] = [digits.lastIndexOf(','), digits.lastIndexOf('.')];
  if (comma < 0 && point < 0) return null;
  if (comma >= 0 && point >= 0) return comma > point ? ',' : '.';
  const sign = comma >= 0 ? ',' : '.';
  const parts = digits.split(sign);
  if (parts.length > 2) return sign === ',' ? '.' : ',';
  return parts[1]?.length === 3 && parts[0] !== '0' ? null : sign;
}

/** "48.000,5" as "48000.5"; null when it cannot be known, or is no number. */
function toPlain(digits: string, decimal: DecimalSign, currency: string): string | null {
  const proven = provenSign(digits);
  const isBare = /^\d+$/.test(digits);
  if (isBare) return digits;
  const undecided = proven === null && (decimal === 'mixed' || (decimal === null && minorDigits(currency) === 3));
  if (undecided) return null;
  const ofColumn = decimal === 'mixed' ? null : decimal;
  const thousands = digits.includes(',') ? '.' : ',';
  const sign = proven ?? ofColumn ?? thousands;
  const group = sign === ',' ? '.' : ',';
  const [whole = '', fraction = '', ...rest] = digits.split(sign);
  if (rest.length > 0 || fraction.includes(group)) return null;
  if (whole.includes(group) && !/^\d{1,3}(?:[.,]\d{2,3})*[.,]\d{3}$/.test(whole)) return null;
  return `${whole.replaceAll(group, '')}.${fraction}`;
}

/** Exact, in text: no fraction of a cent is ever rounded away. */
function toMinor(plain: string, scale: number, digits: number): number | null {
  const [whole = '', fraction = ''] = plain.split('.');
  const places = scale + digits;
  const rest = fraction.replace(/0+$/, '');
  if (rest.length > places) return null;
  return Number(`${whole}${rest.padEnd(places, '0')}`);
}

function short(text: string): string {
  const trimmed = text.trim();
  return trimmed.length > 40 ? `${trimmed.slice(0, 40)}…` : trimmed;
}

function invalid(message: string): MoneyReading {
  return { kind: 'invalid', message };
}
