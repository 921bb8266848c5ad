import type { App } from '../../app.ts';
import type { NewDeparture } from '../../contract/departures.ts';
import { isDbUnreachable, unwrapDbError } from '../../db/db-error.ts';
import { columnAt, type CsvReading } from '../../domain/imports/csv-rows.ts';
import { AjarError } from '../../errors.ts';
import { recordDeparture } from '../departures/record-departure.ts';

export type RowOutcome =
  | {
      kind: 'done';
      merged: boolean;
      /** The day, where the lead is; null: no letter will be written. */
      firstLetterOn: string | null;
    }
  | { kind: 'rejected'; reason: string };

const attempts = 3;

/**
 * Records the departure of one row, or of several that belong together. A refusal, and what the database cannot store,
 * rejects the row; a database that is gone or full ends the import.
 */
export async function recordRow(
  app: App,
  departure: NewDeparture,
  columns: CsvReading['columns'],
  { by, dryRun, importId }: { by: string; dryRun: boolean; importId: string | null },
): Promise<RowOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const options = { by, now: app.now(), dryRun, ...(importId !== null && { importId }) };
      const { merged, body } = await recordDeparture(app, departure, options);
      return { kind: 'done', merged, firstLetterOn: body.firstLetter?.localAt.slice(0, 10) ?? null };
    } catch (error) {
      if (error instanceof AjarError) return { kind: 'rejected', reason: sayRefusal(error, columns) };
      const code = unwrapDbError(error)?.code ?? '';
      if (isDbUnreachable(error) || /^(?:53|57|58|XX)/.test(code)) throw error;
      if (/^40/.test(code) && attempt < attempts) continue;
      app.log.error({ code }, 'A row of an import could not be recorded.');
      return { kind: 'rejected', reason: `Could not be recorded${code === '' ? '' : ` (${code})`}.` };
    }
  }
}

function sayRefusal(error: AjarError, columns: CsvReading['columns']): string {
  const named = error.errors.map(({ pointer, message }) => {
    const path = pointer
      .slice(1)
      .split('/')
      .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
    return `${columnAt(path, columns)?.header ?? path.join('.')}: ${message}`;
  });
  return named.length > 0 ? named.join(' ') : error.message;
}
