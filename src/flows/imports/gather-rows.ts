import { identityOf } from '../../domain/imports/csv-rows.ts';
import type { ExaminedCsv } from './examine-csv.ts';
import { type CsvRecord, readCsv } from './read-csv.ts';

/** Rows that are recorded as one. With an anchor, one that was recorded before, they are further contacts of its departure. */
export interface RowsTogether {
  rows: CsvRecord[];
  anchor: CsvRecord | null;
}

interface Group {
  rows: CsvRecord[];
  /** The first row, once it has been recorded: the rest is known by it. */
  anchor: CsvRecord | null;
  /** Rows of the file that still belong to it. */
  left: number;
}

/** A departure takes no more contacts at once; rows beyond are merged into it. */
const maxContacts = 50;
/** Rows that wait for others of their departure; beyond, the longest waiting are recorded, and the others merged. */
const maxWaiting = 20_000;

/** The rows of the file, those of one departure together, as soon as all of them are there. */
export async function* gatherRows(csv: ExaminedCsv): AsyncGenerator<RowsTogether> {
  const waiting = new Map<string, Group>();
  let rowsWaiting = 0;
  let isHeader = true;
  for await (const row of readCsv(csv.file)) {
    if (isHeader) {
      isHeader = false;
      continue;
    }
    const identity = identityOf(row.cells, csv);
    const total = identity === null ? 1 : (csv.shared.get(identity) ?? 1);
    if (identity === null || total === 1) {
      yield { rows: [row], anchor: null };
      continue;
    }
    const group = waiting.get(identity) ?? { rows: [], anchor: null, left: total };
    waiting.set(identity, group);
    group.rows.push(row);
    group.left -= 1;
    rowsWaiting += 1;
    if (group.left === 0 || group.rows.length >= maxContacts - 1) {
      yield release(group);
      if (group.left === 0) waiting.delete(identity);
    }
    for (const [identity, oldest] of waiting) {
      if (rowsWaiting <= maxWaiting) break;
      if (oldest.rows.length > 0) yield release(oldest);
      // To the end of the map, so that nobody looks at the same empty groups again and again.
      waiting.delete(identity);
      waiting.set(identity, oldest);
    }
  }

  function release(group: Group): RowsTogether {
    const { rows, anchor } = group;
    group.rows = [];
    group.anchor ??= rows[0] ?? null;
    rowsWaiting -= rows.length;
    return { rows, anchor };
  }
}
