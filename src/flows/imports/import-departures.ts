import path from 'node:path';
import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import type { NewDeparture } from '../../contract/departures.ts';
import { announceChange } from '../../db/change-notice.ts';
import { isDbUnreachable } from '../../db/db-error.ts';
import { insertImport, updateImportCounts } from '../../db/imports.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { localDay } from '../../domain/calendar.ts';
import { joinRows, type MarkedClient, SeenClients } from '../../domain/imports/csv-departure.ts';
import { countByWeek, type PlannedFirst, spreadFirstLetters } from '../../domain/imports/csv-forecast.ts';
import type { CsvReading } from '../../domain/imports/csv-rows.ts';
import { AjarError } from '../../errors.ts';
import { checkDeparture, checkRow } from './check-row.ts';
import type { ExaminedCsv } from './examine-csv.ts';
import { gatherRows, type RowsTogether } from './gather-rows.ts';
import { type CsvRecord, refuseChanged } from './read-csv.ts';
import { recordRow } from './record-row.ts';
import { hostOf } from '../departures/store-client.ts';
import { RejectedRows } from './write-rejected-rows.ts';

export interface ImportOptions {
  by: string;
  /** Stores nothing; each row is recorded and taken back, so it takes as long as an import. */
  dryRun?: boolean;
  /** Null: beside the file, and in a dry run nowhere. */
  rejectedFile?: string | null;
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
  rejectedFile: string | null;
  /** The first few, to show. */
  reasons: { line: number; reason: string }[];
  /** When first letters can leave, with no more of them per owner and day than the house allows; days in order. */
  firstLetters: { count: number; firstOn: string | null; weeks: { monday: string; count: number }[] };
}

const shownReasons = 5;
const countEvery = 100;

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

class Importing {
  readonly #app: App;
  readonly #csv: ExaminedCsv;
  readonly #options: ImportOptions;
  readonly #rejects: RejectedRows | null;
  readonly #counts = { recorded: 0, merged: 0, rejected: 0 };
  readonly #reasons: Imported['reasons'] = [];
  readonly #letters: PlannedFirst[] = [];
  readonly #seen = new SeenClients();
  #importId: string | null = null;
  #settled = 0;

  constructor(app: App, csv: ExaminedCsv, options: ImportOptions) {
    this.#app = app;
    this.#csv = csv;
    this.#options = options;
    const isAsked = options.dryRun !== true || options.rejectedFile != null;
    this.#rejects = isAsked ? new RejectedRows(csv, options.rejectedFile ?? null) : null;
  }

  async run(): Promise<Imported> {
    const { currency, columns, orders, decimal, headers } = this.#csv;
    const policy = await findPolicy(this.#app.db);
    const today = localDay(this.#app.now(), policy.zone);
    await this.#rejects?.refuseReadOnly();
    try {
      for await (const together of gatherRows(this.#csv))
        await this.#settle(together, { columns, orders, decimal, currency, today, width: headers.length });
      await this.#keepCounts();
    } catch (error) {
      throw isDbUnreachable(error) ? this.#sayBrokenOff() : error;
    } finally {
      await this.#rejects?.close();
      await announceChange(this.#app.db, 'import', this.#importId).catch(() => {});
    }
    const days = spreadFirstLetters(this.#letters, policy.ownerCapPerDay, policy.sendWindow.days);
    return {
      importId: this.#importId,
      dryRun: this.#options.dryRun === true,
      rows: this.#csv.rows,
      ...this.#counts,
      rejectedFile: this.#rejects?.path ?? null,
      reasons: this.#reasons,
      firstLetters: { count: days.length, firstOn: days[0] ?? null, weeks: countByWeek(days) },
    };
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

  /** Records the departure of these rows. A row that leads it and cannot be read takes the others with it: nobody else gets the letters. */
  async #settle({ rows, anchor }: RowsTogether, reading: CsvReading): Promise<void> {
    const check = (row: CsvRecord) => ({ row, ...checkRow(row.cells, reading) });
    const checked = rows.map(check);
    const known = anchor === null ? null : check(anchor);
    const lead = known ?? checked.find((one) => one.isLead) ?? checked[0]!;
    for (const { row, reason, departure } of checked) {
      if (departure === null) await this.#reject(row, reason);
      else if (lead.departure === null)
        await this.#reject(row, `Goes with line ${lead.row.line}, whose contact leads the departure: ${lead.reason}`);
    }
    const good =
      lead.departure === null ? [] : checked.flatMap(({ row, departure }) => (departure ? [{ row, departure }] : []));
    if (good.length > 0) await this.#record(good, known?.departure ?? null, reading);
    this.#settled += rows.length;
    this.#options.onProgress?.(this.#settled, this.#csv.rows);
  }

  async #record(
    good: { row: CsvRecord; departure: NewDeparture }[],
    anchor: NewDeparture | null,
    reading: CsvReading,
  ): Promise<void> {
    const parts = good.map((one) => one.departure);
    const whole = checkDeparture(joinRows(anchor === null ? parts : [anchor, ...parts]), reading);
    const { dryRun = false, by } = this.#options;
    const outcome =
      whole.departure === null
        ? { kind: 'rejected' as const, reason: whole.reason }
        : await recordRow(this.#app, whole.departure, reading.columns, {
            by,
            dryRun,
            importId: dryRun ? null : await this.#startImport(),
          });
    if (outcome.kind === 'rejected') {
      for (const { row } of good) await this.#reject(row, outcome.reason);
      return;
    }
    const marks = marksOf(whole.departure!);
    const merged = outcome.merged || (dryRun && this.#seen.has(marks));
    if (dryRun) this.#seen.add(marks);
    this.#counts.recorded += merged ? 0 : 1;
    this.#counts.merged += good.length - (merged ? 0 : 1);
    if (!merged && outcome.firstLetterOn !== null)
      this.#letters.push({ owner: whole.departure!.client.owner ?? '', day: outcome.firstLetterOn });
    if (this.#counts.recorded % countEvery === 0) await this.#keepCounts();
  }

  async #reject(row: CsvRecord, reason: string): Promise<void> {
    this.#counts.rejected += 1;
    if (this.#reasons.length < shownReasons) this.#reasons.push({ line: row.line, reason });
    await this.#rejects?.write(row.cells, reason);
  }

  async #startImport(): Promise<string> {
    if (this.#importId !== null) return this.#importId;
    const id = uuidv7();
    await insertImport(this.#app.db, {
      id,
      fileName: path.basename(this.#csv.file.path).slice(0, 300),
      createdAt: this.#app.now(),
      createdBy: this.#options.by,
    });
    this.#importId = id;
    return id;
  }

  async #keepCounts(): Promise<void> {
    if (this.#importId !== null) await updateImportCounts(this.#app.db, this.#importId, this.#counts);
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
