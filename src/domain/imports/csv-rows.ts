import { isFreeMail, normaliseHost, parseMailbox } from '../address.ts';
import type { CsvColumn } from './csv-columns.ts';
import { type DateOrder, readDate } from './csv-dates.ts';
import { withoutApostrophe } from './csv-formulas.ts';
import { type CsvKind, requiredFields } from './csv-fields.ts';
import { currencyIn, type DecimalSign, readCurrency, readMoney } from './csv-money.ts';
import { readCountry, readLocale } from './csv-places.ts';
import { readBasis, readBlocker, readFault, readFlag, readReason, readRole } from './csv-words.ts';
import { blockers, faults, reasons } from '../departure.ts';

/** How the columns of one file are read, decided from all of it. */
export interface CsvReading {
  columns: readonly CsvColumn[];
  /** Cells that a row has. */
  width: number;
  orders: ReadonlyMap<CsvColumn, DateOrder | null>;
  decimal: DecimalSign;
  /** Where neither the value nor a column says; null: then it is an error. */
  currency: string | null;
  /** 'YYYY-MM-DD'; years of two digits are near it. */
  today: string;
}

export interface ReadRow {
  /** A departure as it would be posted, not yet checked against the contract. */
  draft: Record<string, unknown>;
  /** In words, with the header of the column. */
  problems: string[];
}

type Path = readonly (string | number)[];
type Cell = { value: unknown } | { problem: string };

const lost: Cell = { problem: 'a character of it was lost when the file was written; save it as UTF-8.' };

const nothing = /^(?:[-–—]|n\/a|#n\/a|null|\(null\)|nan)?$/i;
const required = new Set<string>(requiredFields);
const mayBeCalledNull: ReadonlySet<CsvKind> = new Set(['name', 'contactName']);

/** Whether a row holds nothing at all, as the last rows of a spreadsheet often do. */
export function isBlankRow(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '');
}

/** Reads one row. An empty cell, a dash, "n/a" and "NULL" say nothing. Cells that look like formulas are text. */
export function readRow(cells: readonly string[], reading: CsvReading): ReadRow {
  const draft: Record<string, unknown> = {};
  const problems: string[] = [];
  const beyond = cells.slice(reading.width).filter((cell) => cell.trim() !== '');
  if (beyond.length > 0)
    problems.push(
      `The row has ${cells.length} cells and the header ${reading.width}: a value that holds the delimiter needs quotes around it.`,
    );
  const told = cellOf(cells, reading, 'currency');
  for (const column of reading.columns) {
    const text = withoutApostrophe((cells[column.index] ?? '').trim());
    if (text === '' || (!mayBeCalledNull.has(column.field.kind) && nothing.test(text))) {
      if (required.has(column.field.key))
        problems.push(`${column.header}: is empty, and no departure can do without it.`);
      continue;
    }
    const cell = text.includes('\ufffd') ? lost : readCell(text, column, reading, told);
    if ('problem' in cell) problems.push(`${column.header}: ${cell.problem}`);
    else if (column.field.kind === 'contactName') placeName(draft, String(cell.value));
    else if (column.field.path.length > 0) place(draft, column.field.path, cell.value);
  }
  tidy(draft, reading, problems);
  return { draft, problems };
}

/** The text of the cell that holds a field; empty where there is no such column. */
export function cellOf(cells: readonly string[], { columns }: Pick<CsvReading, 'columns'>, key: string): string {
  const column = columns.find((one) => one.field.key === key);
  return column === undefined ? '' : withoutApostrophe((cells[column.index] ?? '').trim());
}

/**
 * Which departure of the file a row belongs to: rows with the same day of leaving and the same client are contacts of one
 * departure. The client is told by its own id, else by its host, else by its name. Null: the row stands alone.
 */
export function identityOf(cells: readonly string[], reading: Pick<CsvReading, 'columns'>): string | null {
  const day = cellOf(cells, reading, 'departedOn');
  const id = cellOf(cells, reading, 'clientExternalId');
  if (id !== '') return JSON.stringify([day, 'id', id]);
  const host = normaliseHost(cellOf(cells, reading, 'domain'));
  if (host !== null && !isFreeMail(host)) return JSON.stringify([day, 'host', host]);
  const own = cellOf(cells, reading, 'externalId');
  if (own !== '') return JSON.stringify([day, 'departure', own]);
  const name = cellOf(cells, reading, 'client').toLowerCase().replace(/\s+/g, ' ');
  return name === '' ? null : JSON.stringify([day, 'name', name]);
}

function readCell(text: string, column: CsvColumn, reading: CsvReading, told: string): Cell {
  switch (column.field.kind) {
    case 'date': {
      const read = readDate(text, reading.orders.get(column) ?? null, reading.today);
      return read.kind === 'day' ? { value: read.day } : { problem: read.message };
    }
    case 'money': {
      const read = readMoney(text, reading.decimal, currencyFor(text, told, reading));
      return read.kind === 'money' ? { value: read.money } : { problem: read.message };
    }
    case 'currency':
      return oneOf(readCurrency(text), text, ['a code of ISO 4217 such as EUR']);
    case 'flag':
      return oneOf(readFlag(text), text, ['yes', 'no']);
    case 'reason':
      return oneOf(readReason(text), text, reasons);
    case 'fault':
      return oneOf(readFault(text), text, faults);
    case 'blocker':
      return oneOf(readBlocker(text), text, blockers);
    case 'role':
      return { value: readRole(text) };
    case 'basis':
      return oneOf(readBasis(text), text, ['contract_ended', 'express_consent', 'purchase', 'inquiry', 'unknown']);
    case 'country':
      return oneOf(readCountry(text), text, ['a country or its code, such as DE']);
    case 'locale':
      return oneOf(readLocale(text), text, ['a language such as en or de-AT']);
    case 'email': {
      const mailbox = parseMailbox(text.replace(/^mailto:/i, ''));
      return { value: mailbox.kind === 'ok' ? mailbox.address : text };
    }
    case 'host':
      return { value: normaliseHost(text) ?? text };
    case 'phone':
      return { value: text.replace(/^(?:tel\.?|phone)?:?\s*/i, '').replace(/^\((\+?\d+)\)/, '$1') };
    case 'text':
    case 'timezone':
      return { value: text };
    case 'line':
    case 'name':
    case 'contactName':
      return { value: text.replace(/\s+/g, ' ') };
  }
}

/** A column of currencies binds the value; an option or a hint in a header only helps where the value says none. */
function currencyFor(text: string, told: string, reading: CsvReading): string | null {
  const named = told === '' ? null : readCurrency(told);
  return named ?? currencyIn(text) ?? reading.currency;
}

function oneOf(value: string | boolean | null, text: string, allowed: readonly string[]): Cell {
  if (value !== null) return { value };
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return { problem: `"${shown}" is not known; allowed: ${allowed.join(', ')}.` };
}

/** "Jo Brandt" and "Brandt, Jo"; the last word is the family name, with its "van der". */
function placeName(draft: Record<string, unknown>, text: string): void {
  const [last = '', first] = text.split(/,\s*/);
  const words = text.split(' ');
  const particle = words.findIndex(
    (word, index) => index > 0 && /^(?:von|van|de|der|den|di|da|del|la|le|zu|zur|vom|ter)$/.test(word),
  );
  const at = particle > 0 ? particle : words.length - 1;
  const [given, family] =
    first === undefined ? [words.slice(0, at).join(' '), words.slice(at).join(' ')] : [first, last];
  const contact = (draft.contacts as Record<string, unknown>[] | undefined)?.[0] ?? {};
  if (contact.firstName === undefined) place(draft, ['contacts', 0, 'firstName'], given === '' ? family : given);
  if (contact.lastName === undefined && given !== '') place(draft, ['contacts', 0, 'lastName'], family);
}

function place(draft: Record<string, unknown>, path: Path, value: unknown): void {
  let at = draft as Record<string | number, unknown>;
  for (const [index, part] of path.slice(0, -1).entries()) {
    at[part] ??= typeof path[index + 1] === 'number' ? [] : {};
    at = at[part] as Record<string | number, unknown>;
  }
  at[path.at(-1)!] = value;
}

/** What hangs on something that is not there: a day of amends without amends, a basis without its kind, a gap between highlights. */
function tidy(draft: Record<string, unknown>, { columns }: CsvReading, problems: string[]): void {
  const { amends, contacts, highlights } = draft as {
    amends?: { text?: string };
    contacts?: { basis?: { kind?: string } }[];
    highlights?: unknown[];
  };
  const headerOf = (key: string) => columns.find((one) => one.field.key === key)?.header ?? key;
  if (amends !== undefined && amends.text === undefined)
    problems.push(`${headerOf('amendsDoneOn')}: needs what was done, in a column Amends.`);
  const basis = contacts?.[0]?.basis;
  if (basis !== undefined && basis.kind === undefined) basis.kind = 'contract_ended';
  if (highlights !== undefined) draft.highlights = highlights.filter((one) => one !== undefined);
}

/** The column that a path of the contract came from; null for a path that no column has. */
export function columnAt(path: Path, columns: readonly CsvColumn[]): CsvColumn | null {
  const holds = ({ field }: CsvColumn) =>
    field.path.length > 0 && field.path.every((part, index) => part === path[index]);
  return columns.find(holds) ?? null;
}
