import path from 'node:path';
import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import type { NewDeparture } from '../../contract/departures.ts';
import { announceChange } from '../../db/change-notice.ts';
import { isDbUnreachable } from '../../db/db-error.ts';
import { insertImport, markImportEnded, updateImportCounts } from '../../db/imports.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { localDay } from '../../domain/calendar.ts';
import { joinRows, type MarkedClient, SeenClients } from '../../domain/imports/csv-departure.ts';
import { countByDay, countByWeek, type PlannedFirst, spreadFirstLetters } from '../../domain/imports/csv-forecast.ts';
import type { CsvReading } from '../../domain/imports/csv-rows.ts';
import { AjarError } from '../../errors.ts';
import { checkDeparture, checkRow } from './check-row.ts';
import type { ExaminedCsv } from './examine-csv.ts';
import { gatherRows, type RowsTogether } from './gather-rows.ts';
import { type CsvRecord, refuseChanged } from './read-csv.ts';
import { recordRow, type RowOutcome } from './record-row.ts';
import { undoImport } from './undo-import.ts';
import { hostOf } from '../departures/store-client.ts';
import { KeptRejectedRows, RejectedRows, type Rejects } from './write-rejected-rows.ts';

export interface ImportOptions {
  by: string;
  /** Stores nothing; each row is recorded and taken back, so it takes as long as an import. */
  dryRun?: boolean;
  /** Null: beside the file, and in a dry run nowhere. */
  rejectedFile?: string | null;
  /** An import that was begun; its rejected rows are kept with it. */
  importId?: string;
  /** How many reasons are told. */
  shownReasons?: number;
  /** Ends it after the rows that are being recorded. */
  signal?: AbortSignal | undefined;
  onProgress?: (done: number, total: number) => void;
}

export interface Imported {
  /** Null when nothing was stored. */
  importId: string | null;
  dryRun: boolean;
  rows: number;
  /** Rows that made a departure. The three counts together are all rows. */
  recorded: number;
  /** Rows that were merged into a departure that was there: further contacts, and departures known before. */
  merged: number;
  rejected: number;
  /** Of the merged rows those whose departure was on file before. */
  known: number;
  rejectedFile: string | null;
  /** The first few, to show. */
  reasons: { line: number; reason: string }[];
  /** When first letters can leave, with no more of them per owner and day than the house allows; days in order. */
  firstLetters: {
    count: number;
    firstOn: string | null;
    days: { day: string; count: number }[];
    weeks: { monday: string; count: number }[];
  };
}

const countEveryMs = 1000;
/** So many departures are recorded side by side: most of the time of each is waiting for the database. */
const atOnce = 4;

/** Rows that are being recorded, in the order of the file. */
interface UnderWay {
  rows: RowsTogether['rows'];
  /** Rows that cannot be read, each with its reason. */
  bad: { row: CsvRecord; reason: string }[];
  good: CsvRecord[];
  departure: NewDeparture | null;
  outcome: Promise<RowOutcome>;
}

/**
 * Imports an examined file: the second pass. Each departure is a transaction of its own, recorded by the same flow as
 * over REST, so that a bad row loses no other; the whole is one import, which can be undone. After a crash the import is
 * there with what was recorded so far, and the same file again merges into it and doubles nothing.
 *
 * @throws invalid_request when rejected rows could not be written, or the file was changed since it was examined.
 */
export async function importDepartures(app: App, csv: ExaminedCsv, options: ImportOptions): Promise<Imported> {
  await refuseChanged(csv.file);
  const importing = new Importing(app, csv, options);
  return importing.run();
}

/** An import that goes on by itself: its row, so that it can be looked at from the first moment. */
export async function beginImport(app: App, csv: ExaminedCsv, by: string): Promise<string> {
  const id = uuidv7();
  const fileName = path.basename(csv.file.path).slice(0, 300);
  await insertImport(app.db, { id, fileName, createdAt: app.now(), createdBy: by, total: csv.rows });
  return id;
}

class Importing {
  readonly #app: App;
  readonly #csv: ExaminedCsv;
  readonly #options: ImportOptions;
  readonly #rejects: Rejects | null;
  readonly #kept: KeptRejectedRows | null;
  readonly #counts = { recorded: 0, merged: 0, rejected: 0 };
  readonly #reasons: Imported['reasons'] = [];
  readonly #letters: PlannedFirst[] = [];
  readonly #seen = new SeenClients();
  readonly #underWay: UnderWay[] = [];
  #importId: string | null;
  #known = 0;
  #settled = 0;
  #keptAtMs = performance.now();
  #stopped = false;

  constructor(app: App, csv: ExaminedCsv, options: ImportOptions) {
    this.#app = app;
    this.#csv = csv;
    this.#options = options;
    this.#importId = options.importId ?? null;
    this.#kept = options.importId === undefined ? null : new KeptRejectedRows(csv);
    const isAsked = options.dryRun !== true || options.rejectedFile != null;
    this.#rejects = this.#kept ?? (isAsked ? new RejectedRows(csv, options.rejectedFile ?? null) : null);
  }

  async run(): Promise<Imported> {
    const policy = await findPolicy(this.#app.db);
    const today = localDay(this.#app.now(), policy.zone);
    if (this.#rejects instanceof RejectedRows) await this.#rejects.refuseReadOnly();
    try {
      await this.#recordAll(today);
      await this.#end();
    } catch (error) {
      throw isDbUnreachable(error) ? this.#sayBrokenOff() : error;
    } finally {
      await Promise.allSettled(this.#underWay.map((one) => one.outcome));
      await this.#rejects?.close();
      await announceChange(this.#app.db, 'import', this.#importId).catch(() => {});
    }
    const days = spreadFirstLetters(this.#letters, policy.ownerCapPerDay, policy.sendWindow.days);
    return {
      importId: this.#importId,
      dryRun: this.#options.dryRun === true,
      rows: this.#csv.rows,
      ...this.#counts,
      known: this.#known,
      rejectedFile: this.#rejects?.path ?? null,
      reasons: this.#reasons,
      firstLetters: {
        count: days.length,
        firstOn: days[0] ?? null,
        days: countByDay(days),
        weeks: countByWeek(days),
      },
    };
  }

  async #recordAll(today: string): Promise<void> {
    const { currency, columns, orders, decimal, headers } = this.#csv;
    const reading = { columns, orders, decimal, currency, today, width: headers.length };
    for await (const together of gatherRows(this.#csv)) {
      if (this.#options.signal?.aborted || this.#stopped) break;
      await this.#begin(together, reading);
      if (this.#underWay.length >= atOnce) await this.#finishOldest();
    }
    while (this.#underWay.length > 0) await this.#finishOldest();
  }

  #sayBrokenOff(): AjarError {
    const { recorded, merged } = this.#counts;
    const undo =
      this.#importId === null ? '' : ` To take back what was recorded: npx ajar import --undo ${this.#importId}`;
    return new AjarError(
      'unavailable',
      `The database was lost after ${recorded} departures recorded and ${merged} rows merged. They are kept; import the same file again for the rest: nothing is doubled.${undo}`,
    );
  }

  /** Begins to record the departure of these rows. A row that leads it and cannot be read takes the others with it: nobody else gets the letters. */
  async #begin({ rows, anchor }: RowsTogether, reading: CsvReading): Promise<void> {
    const check = (row: CsvRecord) => ({ row, ...checkRow(row.cells, reading) });
    const checked = rows.map(check);
    const known = anchor === null ? null : check(anchor);
    const lead = known ?? checked.find((one) => one.isLead) ?? checked[0]!;
    const bad = checked.flatMap(({ row, reason, departure }) => {
      if (departure === null) return [{ row, reason }];
      if (lead.departure !== null) return [];
      return [{ row, reason: `Goes with line ${lead.row.line}, whose contact leads the departure: ${lead.reason}` }];
    });
    const good =
      lead.departure === null ? [] : checked.flatMap(({ row, departure }) => (departure ? [{ row, departure }] : []));
    const parts = good.map((one) => one.departure);
    const whole =
      parts.length === 0
        ? { departure: null, reason: '' }
        : checkDeparture(joinRows(known?.departure ? [known.departure, ...parts] : parts), reading);
    const { departure } = whole;
    if (departure !== null) await this.#waitForSame(departure);
    const outcome =
      departure === null
        ? Promise.resolve<RowOutcome>({ kind: 'rejected', reason: whole.reason })
        : this.#record(departure, reading);
    // Its failure is met when its turn comes.
    outcome.catch(() => {});
    this.#underWay.push({ rows, bad, good: good.map((one) => one.row), departure, outcome });
  }

  /** Rows of one client are recorded one after the other: what the first says is there for the second. */
  async #waitForSame(departure: NewDeparture): Promise<void> {
    const before = new SeenClients();
    for (const one of this.#underWay) if (one.departure !== null) before.add(marksOf(one.departure));
    if (before.has(marksOf(departure))) while (this.#underWay.length > 0) await this.#finishOldest();
  }

  async #record(departure: NewDeparture, { columns }: CsvReading): Promise<RowOutcome> {
    const { dryRun = false, by } = this.#options;
    const importId = dryRun ? null : await this.#startImport();
    return recordRow(this.#app, departure, columns, { by, dryRun, importId });
  }

  async #finishOldest(): Promise<void> {
    const { rows, bad, good, departure, outcome } = this.#underWay[0]!;
    const done = await outcome;
    this.#underWay.shift();
    const lost = done.kind === 'rejected' ? good.map((row) => ({ row, reason: done.reason })) : [];
    for (const { row, reason } of [...bad, ...lost].toSorted((a, b) => a.row.line - b.row.line))
      await this.#reject(row, reason);
    if (done.kind === 'done' && departure !== null) this.#count(departure, good.length, done);
    this.#settled += rows.length;
    if (performance.now() - this.#keptAtMs >= countEveryMs) await this.#keepCounts();
    this.#options.onProgress?.(this.#settled, this.#csv.rows);
  }

  #count(departure: NewDeparture, rows: number, outcome: Extract<RowOutcome, { kind: 'done' }>): void {
    const { dryRun = false } = this.#options;
    const marks = marksOf(departure);
    const merged = outcome.merged || (dryRun && this.#seen.has(marks));
    if (outcome.merged) this.#known += rows;
    if (dryRun) this.#seen.add(marks);
    this.#counts.recorded += merged ? 0 : 1;
    this.#counts.merged += rows - (merged ? 0 : 1);
    if (!merged && outcome.firstLetterOn !== null)
      this.#letters.push({ owner: departure.client.owner ?? '', day: outcome.firstLetterOn });
  }

  async #reject(row: CsvRecord, reason: string): Promise<void> {
    this.#counts.rejected += 1;
    if (this.#reasons.length < (this.#options.shownReasons ?? 5)) this.#reasons.push({ line: row.line, reason });
    await this.#rejects?.write(row.cells, reason);
  }

  #starting: Promise<string> | null = null;

  /** One row for the whole, made with the first departure that is recorded. */
  async #startImport(): Promise<string> {
    if (this.#importId !== null) return this.#importId;
    this.#starting ??= beginImport(this.#app, this.#csv, this.#options.by);
    this.#importId = await this.#starting;
    return this.#importId;
  }

  async #keepCounts(): Promise<void> {
    if (this.#importId === null) return;
    this.#keptAtMs = performance.now();
    this.#stopped = await updateImportCounts(this.#app.db, this.#importId, this.#counts);
    await announceChange(this.#app.db, 'import', this.#importId);
  }

  /** Also of one that was told to stop: what it did not come to is told by its counts. */
  async #end(): Promise<void> {
    if (this.#importId === null) return;
    const end = { ...this.#counts, endedAt: this.#app.now(), rejectedCsv: this.#kept?.bytes() ?? null };
    const { wasUndone } = await markImportEnded(this.#app.db, this.#importId, end);
    // What was recorded between its undo and this moment.
    if (wasUndone) await undoImport(this.#app, this.#importId, this.#options.by);
  }
}

function marksOf({ externalId, client, contacts }: NewDeparture): MarkedClient {
  return {
    departureId: externalId ?? null,
    clientId: client.externalId ?? null,
    host: hostOf(client.domain),
    addresses: contacts.map((contact) => contact.email),
  };
}
