import { type CsvField, csvFields, fieldOf, requiredFields } from './csv-fields.ts';
import { foldName } from './csv-text.ts';
import { isCurrency } from '../money.ts';

/** The column that a rejected row carries its reason in; left out of every import. */
export const errorColumn = 'ajar_error';

export interface CsvColumn {
  index: number;
  /** As it stands in the file, trimmed. */
  header: string;
  field: CsvField;
}

export type ColumnMapping =
  | {
      kind: 'mapped';
      columns: CsvColumn[];
      /** Headers that mean nothing here, as they stand in the file. */
      unused: string[];
    }
  | {
      kind: 'problem';
      message: string;
      /** What could be told nevertheless, and the required fields that nobody has told. */
      columns: CsvColumn[];
      unused: string[];
      missing: string[];
    };

/** One `--map`: a header of the file, and the field it is, or null to leave the column out. */
export interface ColumnOverride {
  header: string;
  field: string | null;
}

const known = csvFields.map((field) => ({ field, ranks: ranksOf(field.names) }));

function ranksOf(names: readonly string[]): Map<string, number> {
  const ranks = new Map<string, number>();
  for (const [rank, name] of names.entries()) if (!ranks.has(foldName(name))) ranks.set(foldName(name), rank);
  return ranks;
}

/** Reads `column=field`; the last equals sign divides. Null when it is neither that nor `column=-`. */
export function parseOverride(text: string): ColumnOverride | null {
  const at = text.lastIndexOf('=');
  if (at <= 0) return null;
  const named = foldName(text.slice(at + 1));
  const header = text.slice(0, at).trim();
  if (named === '') return text.slice(at + 1).trim() === '-' ? { header, field: null } : null;
  const found = known.find(({ field }) => foldName(field.key) === named) ?? known.find(({ ranks }) => ranks.has(named));
  return found === undefined ? null : { header, field: found.field.key };
}

/**
 * Says which column is which field: by what `--map` says, then by name. Where several columns could be one field, the
 * likelier name wins and the others are left unused.
 */
export function mapColumns(headers: readonly string[], overrides: readonly ColumnOverride[] = []): ColumnMapping {
  const free = new Map(headers.map((header, index) => [index, header.trim()] as const));
  for (const [index, header] of free) if (isErrorColumn(header) || header === '') free.delete(index);
  const taken = new Map<string, CsvColumn>();
  const take = (key: string, index: number) => {
    taken.set(key, { index, header: free.get(index) ?? '', field: fieldOf(key) });
    free.delete(index);
  };

  const skipped: string[] = [];
  for (const { header, field } of overrides) {
    const index = [...free].find(([, name]) => name === header || foldName(name) === foldName(header))?.[0];
    if (index === undefined)
      return problem(`There is no column "${header}" (given with --map), or it is given twice.`, headers);
    if (field !== null && taken.has(field)) return problem(`Two columns are given for ${field} with --map.`, headers);
    if (field === null) {
      skipped.push(free.get(index) ?? '');
      free.delete(index);
    } else take(field, index);
  }
  for (const readHeader of [foldName, (header: string) => foldName(bare(header))]) {
    for (const { field, ranks } of known) {
      if (taken.has(field.key)) continue;
      const [best] = [...free]
        .map(([index, header]) => ({ index, rank: ranks.get(readHeader(header)) ?? Infinity }))
        .toSorted((a, b) => a.rank - b.rank || a.index - b.index);
      if (best !== undefined && best.rank < Infinity) take(field.key, best.index);
    }
  }
  placeBareName(free, taken, take);

  const missing = requiredFields.filter((key) => !taken.has(key));
  const columns = [...taken.values()].toSorted((a, b) => a.index - b.index);
  const unused = [...skipped, ...free.values()];
  if (missing.length > 0) return problem(sayMissing(missing), headers, { columns, unused, missing });
  return { kind: 'mapped', columns, unused };
}

export function isErrorColumn(header: string): boolean {
  return header.trim().toLowerCase() === errorColumn;
}

/** "Annual value (EUR)" and "Left on [dd/mm/yyyy]" are these fields too, after every column that says just that. */
function bare(header: string): string {
  return header.replace(/[([].*$/s, '').replace(/\s+in\s+\S+$/i, '');
}

/** "Name" alone: the family name beside "Vorname", else the client, else the person. */
function placeBareName(
  free: Map<number, string>,
  taken: Map<string, CsvColumn>,
  take: (key: string, index: number) => void,
): void {
  const index = [...free].find(([, header]) => foldName(header) === 'name')?.[0];
  if (index === undefined) return;
  if (taken.has('firstName') && !taken.has('lastName')) take('lastName', index);
  else if (!taken.has('client')) take('client', index);
  else if (!taken.has('contactName') && !taken.has('lastName')) take('contactName', index);
}

function sayMissing(missing: readonly string[]): string {
  const words: Record<string, string> = {
    client: 'the name of the client (such as "Client" or "Firma")',
    email: 'the address of a contact (such as "Email" or "E-Mail")',
    departedOn: 'the day they left (such as "Left on" or "Austritt am")',
  };
  return `No column for ${missing.map((key) => words[key]).join(', nor for ')}.`;
}

function problem(
  message: string,
  headers: readonly string[],
  told: { columns: CsvColumn[]; unused: string[]; missing: string[] } = { columns: [], unused: [], missing: [] },
): ColumnMapping {
  const found = headers.map((header) => `"${header.trim()}"`).join(', ');
  return {
    kind: 'problem',
    message: `${message} Found: ${found}. Say which is which with --map "column=field".`,
    ...told,
  };
}

/** The currency that a header names, as in "Annual value (EUR)" or "Jahreswert in €". Null: none. */
export function currencyInHeader(header: string): string | null {
  const hint = /[([](.*?)[)\]]|\sin\s+(\S+)$/i.exec(header);
  const text = (hint?.[1] ?? hint?.[2] ?? '').trim();
  const signs: Record<string, string> = { '€': 'EUR', '£': 'GBP', $: 'USD' };
  if (isCurrency(text.toUpperCase())) return text.toUpperCase();
  return signs[text] ?? null;
}

/** The order of day and month that a header spells out, as in "Left on (MM/DD/YYYY)". Null: none. */
export function orderInHeader(header: string): 'dmy' | 'mdy' | null {
  if (/\bmm?[^a-z]dd?\b/i.test(header)) return 'mdy';
  return /\b(?:dd?|tt?)[^a-z]mm?\b/i.test(header) ? 'dmy' : null;
}
