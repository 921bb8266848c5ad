import {
  type ColumnOverride,
  type CsvColumn,
  currencyInHeader,
  mapColumns,
  orderInHeader,
} from '../../domain/imports/csv-columns.ts';
import {
  type DateEvidence,
  type DateOrder,
  decideOrder,
  noEvidence,
  type OrderVerdict,
  weighDate,
} from '../../domain/imports/csv-dates.ts';
import { type DecimalSign, lacksCurrency, weighAmount } from '../../domain/imports/csv-money.ts';
import { cellOf, identityOf } from '../../domain/imports/csv-rows.ts';
import { AjarError } from '../../errors.ts';
import { type CsvFile, openCsv, readCsv, type UploadedCsv } from './read-csv.ts';

export interface ExamineOptions {
  overrides?: readonly ColumnOverride[];
  /** For columns whose own values do not decide. */
  dates?: DateOrder | null;
  /** Where neither a value nor a column names one. */
  currency?: string | null;
  /** Asks a person about a column; null when nobody answers. */
  ask?: (column: string, why: string) => Promise<DateOrder | null>;
}

/** A file of which everything is known that its rows have to be read by; nothing is stored yet. */
export interface ExaminedCsv {
  file: CsvFile;
  /** As they stand in the file. */
  headers: string[];
  columns: CsvColumn[];
  /** Headers that mean nothing to us. */
  unused: string[];
  orders: Map<CsvColumn, DateOrder | null>;
  decimal: DecimalSign;
  currency: string | null;
  /** Without the header and blank rows. */
  rows: number;
  /** How many rows each departure has that has several. */
  shared: Map<string, number>;
}

export const maxColumns = 1000;

/**
 * The first pass over a file: which column is what, in which order its dates are written, with which sign its decimals,
 * and which rows belong together. Needs no database.
 *
 * @throws invalid_request when the file cannot be imported as it is: the message says what to do.
 */
export async function examineCsv(source: string | UploadedCsv, options: ExamineOptions = {}): Promise<ExaminedCsv> {
  const file = await openCsv(source);
  const records = readCsv(file);
  const first = await records.next();
  if (first.done) throw refuse('The file has no header.');
  const headers = first.value.cells;
  if (headers.length > maxColumns) throw refuse(`The header has more than ${maxColumns} columns.`);
  const mapping = mapColumns(headers, options.overrides);
  if (mapping.kind === 'problem') throw refuse(mapping.message);
  const { columns, unused } = mapping;

  const found = await weigh(records, columns);
  if (found.rows === 0) throw refuse('The file has a header and no rows.');
  const money = columns.find((column) => column.field.kind === 'money');
  const currency = options.currency ?? (money === undefined ? null : currencyInHeader(money.header));
  if (currency === null && found.lacking !== null && !found.namesCurrency)
    throw refuse(
      `The column "${money?.header}" does not say its currency (${found.lacking}): add a column Currency, or give --currency EUR.`,
    );
  const orders = await decideOrders(found.dates, options);
  const shared = new Map([...found.identities].filter(([, count]) => count > 1));
  return { file, headers, columns, unused, orders, decimal: found.decimal, currency, rows: found.rows, shared };
}

interface Weighed {
  rows: number;
  dates: Map<CsvColumn, DateEvidence>;
  decimal: DecimalSign;
  /** A value without any currency. */
  lacking: string | null;
  /** Whether any value, or any cell of a column for it, names one. */
  namesCurrency: boolean;
  identities: Map<string, number>;
}

/** What all rows together say: how many there are, how dates and sums are written, which belong together. */
export async function weigh(
  records: AsyncIterable<{ cells: string[] }>,
  columns: readonly CsvColumn[],
): Promise<Weighed> {
  const dates = new Map(columns.filter(({ field }) => field.kind === 'date').map((column) => [column, noEvidence]));
  const found: Weighed = { rows: 0, dates, decimal: null, lacking: null, namesCurrency: false, identities: new Map() };
  for await (const { cells } of records) {
    found.rows += 1;
    for (const [column, evidence] of dates) dates.set(column, weighDate(evidence, cells[column.index] ?? ''));
    const value = cellOf(cells, { columns }, 'annualValue');
    found.decimal = weighAmount(found.decimal, value);
    if (lacksCurrency(value)) found.lacking ??= value;
    else if (value !== '') found.namesCurrency = true;
    if (cellOf(cells, { columns }, 'currency') !== '') found.namesCurrency = true;
    const identity = identityOf(cells, { columns });
    if (identity !== null) found.identities.set(identity, (found.identities.get(identity) ?? 0) + 1);
  }
  return found;
}

async function decideOrders(
  evidence: Map<CsvColumn, DateEvidence>,
  { dates = null, ask }: ExamineOptions,
): Promise<Map<CsvColumn, DateOrder | null>> {
  const orders = new Map<CsvColumn, DateOrder | null>();
  for (const [column, found] of evidence) {
    const verdict = decideOrder(found, dates ?? orderInHeader(column.header));
    orders.set(column, verdict.kind === 'decided' ? verdict.order : await askOrder(column, verdict, ask));
  }
  return orders;
}

async function askOrder(
  { header }: CsvColumn,
  verdict: Extract<OrderVerdict, { kind: 'ask' }>,
  ask: ExamineOptions['ask'],
): Promise<DateOrder> {
  const answer = (await ask?.(header, verdict.why)) ?? null;
  if (answer !== null) return answer;
  throw refuse(
    `Are the dates of the column "${header}" day first or month first? In it ${verdict.why}. Say --dates dmy or --dates mdy. Nothing was imported.`,
  );
}

function refuse(message: string): AjarError {
  return new AjarError('invalid_request', message);
}
