import type { z } from 'zod';
import { type NewDeparture, newDepartureSchema } from '../../contract/departures.ts';
import { type CsvReading, columnAt, readRow } from '../../domain/imports/csv-rows.ts';

export type CheckedDeparture = { departure: NewDeparture; reason: '' } | { departure: null; reason: string };

/** Checks a departure against the contract, as a POST would; what is wrong is said with the headers of the file. */
export function checkDeparture(draft: unknown, { columns }: Pick<CsvReading, 'columns'>): CheckedDeparture {
  const parsed = newDepartureSchema.safeParse(draft);
  if (parsed.success) return { departure: parsed.data, reason: '' };
  return { departure: null, reason: parsed.error.issues.map((issue) => sayIssue(issue, columns)).join(' ') };
}

/** Reads one row and checks it. `isLead` is what its own column says, also where the row is wrong otherwise. */
export function checkRow(cells: readonly string[], reading: CsvReading): CheckedDeparture & { isLead: boolean } {
  const { draft, problems } = readRow(cells, reading);
  const isLead = (draft.contacts as { lead?: boolean }[] | undefined)?.[0]?.lead === true;
  const parsed = newDepartureSchema.safeParse(draft);
  if (parsed.success && problems.length === 0) return { departure: parsed.data, reason: '', isLead };
  const named = (parsed.error?.issues ?? []).filter((issue) => !isSaid(issue, reading, problems));
  const reason = [...problems, ...named.map((issue) => sayIssue(issue, reading.columns))].join(' ');
  return { departure: null, reason, isLead };
}

type Issue = z.core.$ZodIssue;

/** Whether a problem of the cell has been told already: what could not be read is missing for the contract. */
function isSaid(issue: Issue, { columns }: CsvReading, problems: readonly string[]): boolean {
  const isMissing = issue.code === 'invalid_type' && problems.length > 0;
  const header = columnAt(pathOf(issue), columns)?.header;
  return isMissing || (header !== undefined && problems.some((problem) => problem.startsWith(`${header}:`)));
}

function sayIssue(issue: Issue, columns: CsvReading['columns']): string {
  const path = pathOf(issue);
  const message = /[.!?]$/.test(issue.message) ? issue.message : `${issue.message}.`;
  return `${columnAt(path, columns)?.header ?? path.join('.')}: ${message}`;
}

function pathOf({ path }: Issue): (string | number)[] {
  return path.map((part) => (typeof part === 'number' ? part : String(part)));
}
