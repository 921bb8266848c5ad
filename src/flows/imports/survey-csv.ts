import type { CsvSurvey } from '../../contract/imports.ts';
import {
  type ColumnOverride,
  currencyInHeader,
  isErrorColumn,
  mapColumns,
  orderInHeader,
} from '../../domain/imports/csv-columns.ts';
import { type DateOrder, decideOrder } from '../../domain/imports/csv-dates.ts';
import { AjarError } from '../../errors.ts';
import { maxColumns, weigh } from './examine-csv.ts';
import { openCsv, readCsv, type UploadedCsv } from './read-csv.ts';

const samplesShown = 3;

/**
 * What a person is shown of a file before anything is done with it: its columns with a few values, what each was taken
 * for, and what only they can say. Needs no database, and stores nothing.
 *
 * @throws invalid_request for what is no CSV file, or has no rows
 */
export async function surveyCsv(source: UploadedCsv, overrides: readonly ColumnOverride[]): Promise<CsvSurvey> {
  const file = await openCsv(source);
  const records = readCsv(file);
  const first = await records.next();
  if (first.done) throw new AjarError('invalid_request', 'The file has no header.');
  const headers = first.value.cells.map((header) => header.trim());
  if (headers.length > maxColumns)
    throw new AjarError('invalid_request', `The header has more than ${maxColumns} columns.`);
  const { columns, ...mapping } = mapColumns(headers, overrides);
  const samples = headers.map((): string[] => []);
  const found = await weigh(noteSamples(records, samples), columns);
  if (found.rows === 0) throw new AjarError('invalid_request', 'The file has a header and no rows.');
  const money = columns.find((column) => column.field.kind === 'money');
  const currency = money === undefined ? null : currencyInHeader(money.header);
  const taken = new Map(columns.map((column) => [column.index, column]));
  return {
    fileName: file.path,
    rows: found.rows,
    columns: headers.map((header, index) => {
      const column = taken.get(index);
      const dates = column === undefined ? undefined : found.dates.get(column);
      const verdict = dates === undefined ? null : decideOrder(dates, orderInHeader(header));
      return {
        header,
        field: column?.field.key ?? null,
        samples: samples[index] ?? [],
        order: verdict?.kind === 'decided' ? verdict.order : null,
        asks: verdict?.kind === 'ask' ? { why: verdict.why, example: verdict.example } : null,
      };
    }),
    missing: 'missing' in mapping ? mapping.missing : [],
    currency,
    lacksCurrency: currency === null && found.lacking !== null && !found.namesCurrency ? found.lacking : null,
  };
}

/** The records as they come; on the way a few different values of each column are kept. */
async function* noteSamples(records: AsyncIterable<{ cells: string[] }>, samples: string[][]) {
  for await (const record of records) {
    for (const [index, known] of samples.entries()) {
      const value = (record.cells[index] ?? '').trim().slice(0, 80);
      if (known.length < samplesShown && value !== '' && !known.includes(value)) known.push(value);
    }
    yield record;
  }
}

/** The answers of a person, as the examination of a file asks for them. */
export function answersOf({ columns = [], dates = [], currency = null }: Answers) {
  const orders = new Map(dates.map(({ header, order }) => [header, order]));
  return {
    // A column without a name, and that of the reasons, are left out anyhow; nobody can name them.
    overrides: columns.filter(({ header }) => header.trim() !== '' && !isErrorColumn(header)),
    currency,
    ask: async (header: string): Promise<DateOrder | null> => orders.get(header) ?? null,
  };
}

interface Answers {
  columns?: ColumnOverride[] | undefined;
  dates?: { header: string; order: DateOrder }[] | undefined;
  currency?: string | null | undefined;
}
