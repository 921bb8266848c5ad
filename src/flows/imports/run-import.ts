import type { App } from '../../app.ts';
import { unwrapDbError } from '../../db/db-error.ts';
import type { ExaminedCsv } from './examine-csv.ts';
import { beginImport, importDepartures } from './import-departures.ts';

/**
 * Begins an import that goes on by itself, whoever asked for it may be gone. A failure ends it where it is: its row says so
 * once nobody renews its lease, what was recorded is kept, and the same file again records the rest.
 */
export async function runImport(
  app: App,
  csv: ExaminedCsv,
  by: string,
  signal: AbortSignal,
): Promise<{ importId: string; ended: Promise<void> }> {
  const importId = await beginImport(app, csv, by);
  const ended = importDepartures(app, csv, { by, importId, signal, shownReasons: 0 }).then(
    () => {},
    (error: unknown) => {
      // Names and codes only: messages carry values of rows.
      const { code } = unwrapDbError(error) ?? {};
      app.log.error({ importId, code }, 'An import broke off.');
    },
  );
  return { importId, ended };
}
