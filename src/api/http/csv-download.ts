import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { csvLine } from '../../domain/csv-cells.ts';
import type { PageRequest } from '../../db/page.ts';

const pageSize = 500;
type Cells = readonly (string | number | null)[];

export interface CsvList<Row> {
  name: string;
  header: readonly string[];
  read: (page: PageRequest) => Promise<Row[]>;
  cursorOf: (row: Row) => [key: Date, id: string];
  cells: (row: Row) => Cells;
}

/** A list as a file to keep, read page by page, so that a long one is never in memory as a whole. */
export function sendCsv<Row>(reply: FastifyReply, list: CsvList<Row>): FastifyReply {
  return reply
    .header('content-type', 'text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${list.name}.csv"`)
    .header('x-content-type-options', 'nosniff')
    .send(Readable.from(linesOf(list)));
}

async function* linesOf<Row>({ header, read, cursorOf, cells }: CsvList<Row>): AsyncGenerator<string> {
  yield csvLine(header);
  for (let after: PageRequest['after'] = null; ;) {
    const rows = await read({ limit: pageSize, after });
    if (rows.length > 0) yield rows.map((row) => csvLine(cells(row))).join('');
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageSize) return;
    const [key, id] = cursorOf(last);
    after = { key: key.toISOString(), id };
  }
}
