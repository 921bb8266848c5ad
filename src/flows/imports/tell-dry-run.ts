import { setTimeout as wait } from 'node:timers/promises';
import type { App } from '../../app.ts';
import type { DryRunLine } from '../../contract/imports.ts';
import { unwrapDbError } from '../../db/db-error.ts';
import { AjarError } from '../../errors.ts';
import type { ExaminedCsv } from './examine-csv.ts';
import { type Imported, importDepartures } from './import-departures.ts';

const tellEveryMs = 250;
const shownReasons = 500;

/**
 * A dry run told while it runs, a line at a time: how far it is, at last what would come of it. Every row is recorded and
 * taken back. It ends with whoever listens.
 */
export async function* tellDryRun(app: App, csv: ExaminedCsv, by: string): AsyncGenerator<DryRunLine> {
  const stopping = new AbortController();
  let done = 0;
  let end: DryRunLine | null = null;
  const run = importDepartures(app, csv, {
    by,
    dryRun: true,
    shownReasons,
    signal: stopping.signal,
    onProgress: (settled) => {
      done = settled;
    },
  }).then(
    (imported) => {
      end = presentDryRun(imported);
    },
    (error: unknown) => {
      end = { kind: 'problem', message: sayProblem(app, error) };
    },
  );
  try {
    while (end === null) {
      yield { kind: 'progress', done, total: csv.rows };
      await Promise.race([run, wait(tellEveryMs)]);
    }
    yield end;
  } finally {
    stopping.abort();
    await run;
  }
}

function presentDryRun({ rows, recorded, rejected, known, reasons, firstLetters }: Imported): DryRunLine {
  const { count, firstOn, days } = firstLetters;
  return {
    kind: 'done',
    rows,
    ready: rows - rejected - known,
    departures: recorded,
    rejected,
    known,
    reasons,
    firstLetters: { count, firstOn, days },
  };
}

function sayProblem(app: App, error: unknown): string {
  if (error instanceof AjarError) return error.message;
  // The message of a database error carries values of rows.
  app.log.error({ code: unwrapDbError(error)?.code }, 'A dry run of an import failed.');
  return 'The dry run broke off. Nothing was stored; try again.';
}
