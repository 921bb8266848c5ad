import { access, constants, type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { errorColumn, isErrorColumn } from '../../domain/imports/csv-columns.ts';
import { neutralise } from '../../domain/imports/csv-formulas.ts';
import { AjarError } from '../../errors.ts';
import type { ExaminedCsv } from './examine-csv.ts';

/** Where the rows go that were not recorded. */
export interface Rejects {
  /** Null where there is no file, and while nothing was rejected. */
  readonly path: string | null;
  write: (cells: readonly string[], reason: string) => Promise<void>;
  close: () => Promise<void>;
}

/**
 * Where rejected rows go, ready to be mended and imported again: the values untouched, formulas too, below the header of
 * the file and with its delimiter, the reason before them in a column that no import reads. UTF-8 with a byte order mark,
 * so that Excel opens it right. The file is made with its first row, under a name that nothing has yet.
 */
export class RejectedRows implements Rejects {
  readonly #csv: ExaminedCsv;
  readonly #wanted: string;
  readonly #errorAt: number;
  #file: { path: string; handle: FileHandle } | null = null;

  constructor(csv: ExaminedCsv, wanted: string | null) {
    this.#csv = csv;
    this.#wanted = wanted ?? nameBeside(csv.file.path);
    this.#errorAt = csv.headers.findIndex(isErrorColumn);
  }

  /** Null while nothing was rejected. */
  get path(): string | null {
    return this.#file?.path ?? null;
  }

  /** @throws invalid_request, before anything is recorded, when no file could be written there. */
  async refuseReadOnly(): Promise<void> {
    const folder = path.dirname(path.resolve(this.#wanted));
    try {
      await access(folder, constants.W_OK);
    } catch {
      throw new AjarError(
        'invalid_request',
        `Rejected rows cannot be written to ${folder}; name another place with --rejected <file>.`,
      );
    }
  }

  async write(cells: readonly string[], reason: string): Promise<void> {
    this.#file ??= await this.#make();
    await this.#file.handle.appendFile(this.#lineOf(reason, cells));
  }

  async close(): Promise<void> {
    await this.#file?.handle.close();
  }

  async #make() {
    const { dir, name, ext } = path.parse(this.#wanted);
    for (let number = 1; ; number += 1) {
      const file = number === 1 ? this.#wanted : path.join(dir, `${name}.${number}${ext}`);
      try {
        const handle = await open(file, 'wx');
        await handle.appendFile(`\ufeff${this.#lineOf(errorColumn, this.#csv.headers)}`);
        return { path: file, handle };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || number >= 1000) throw error;
      }
    }
  }

  #lineOf(reason: string, cells: readonly string[]): string {
    return lineOf(this.#csv, this.#errorAt, reason, cells);
  }
}

/**
 * Rejected rows as they are kept with an import, to be downloaded: like the file, but a cell that a spreadsheet would take
 * for a formula begins with an apostrophe, which an import takes off again.
 */
export class KeptRejectedRows implements Rejects {
  readonly path = null;
  readonly #csv: ExaminedCsv;
  readonly #errorAt: number;
  readonly #lines: string[] = [];

  constructor(csv: ExaminedCsv) {
    this.#csv = csv;
    this.#errorAt = csv.headers.findIndex(isErrorColumn);
  }

  /** Null: nothing was rejected. */
  bytes(): Buffer | null {
    if (this.#lines.length === 0) return null;
    const header = lineOf(this.#csv, this.#errorAt, errorColumn, this.#csv.headers.map(neutralise));
    return Buffer.from(`\ufeff${header}${this.#lines.join('')}`);
  }

  async write(cells: readonly string[], reason: string): Promise<void> {
    this.#lines.push(lineOf(this.#csv, this.#errorAt, neutralise(reason), cells.map(neutralise)));
  }

  async close(): Promise<void> {}
}

function lineOf(csv: ExaminedCsv, errorAt: number, reason: string, cells: readonly string[]): string {
  const values = errorAt < 0 ? cells : cells.filter((_, index) => index !== errorAt);
  return stringify([[reason, ...values]], {
    delimiter: csv.file.delimiter,
    record_delimiter: 'windows',
    quoted_match: /[\r\n\ufeff]|^sep=/i,
  });
}

/** `clients.rejected.csv` beside `clients.csv`, and beside `clients.rejected.csv` too, where it gets a number. */
function nameBeside(file: string): string {
  const { dir, name } = path.parse(file);
  return path.join(dir, `${name.replace(/\.rejected(?:\.\d+)?$/, '')}.rejected.csv`);
}
