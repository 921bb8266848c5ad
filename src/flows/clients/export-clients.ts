import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { App } from '../../app.ts';
import type { ClientFilters, ListedClient } from '../../contract/clients.ts';
import { type ClientOrder, type ListedRow, listClients } from './list-clients.ts';

const pageSize = 500;

const columns: [name: string, value: (client: ListedClient) => string | number | null | undefined][] = [
  ['name', (client) => client.name],
  ['state', (client) => client.state],
  ['domain', (client) => client.domain],
  ['country', (client) => client.country],
  ['owner', (client) => client.owner],
  ['client_since', (client) => client.clientSince],
  ['annual_value_minor_units', (client) => client.annualValue?.amount],
  ['currency', (client) => client.annualValue?.currency],
  ['departed_on', (client) => client.departure?.departedOn],
  ['reason', (client) => client.departure?.reason],
  ['fault', (client) => client.departure?.fault],
  ['contact', (client) => client.lead?.name],
  ['email', (client) => client.lead?.email],
  ['next_letter', (client) => client.nextLetter?.kind],
  ['next_letter_at', (client) => client.nextLetter?.localAt],
  ['no_letter_because', (client) => client.noLetter?.text],
  ['last_answer_at', (client) => client.lastAnswer?.at.toISOString()],
  ['open_tasks', (client) => client.openTasks],
  ['external_id', (client) => client.externalId],
  ['id', (client) => client.id],
];

/**
 * The clients of a list as CSV, page by page as it is read: a file of any length takes the memory of one page. UTF-8 with a
 * byte order mark, so that Excel opens it right; what a spreadsheet would take for a formula begins with an apostrophe.
 */
export function readClientsCsv(app: App, filter: ClientFilters, by: ClientOrder): Readable {
  const csv = stringify({ bom: true, record_delimiter: 'windows' });
  const rows = Readable.from(readRows(app, filter, by));
  rows.on('error', (error) => csv.destroy(error));
  csv.on('close', () => rows.destroy());
  return rows.pipe(csv);
}

async function* readRows(app: App, filter: ClientFilters, by: ClientOrder) {
  yield columns.map(([name]) => name);
  let after: { key: string; id: string } | null = null;
  for (let more = true; more;) {
    const rows: ListedRow[] = await listClients(app, filter, by, { limit: pageSize, after });
    for (const { client } of rows) yield columns.map(([, value]) => withoutFormula(value(client)));
    const last = rows.at(-1);
    more = rows.length === pageSize && last !== undefined;
    if (last !== undefined) after = { key: last.key, id: last.client.id };
  }
}

/** What begins like a formula is told as text: `=`, `+`, `-`, `@`, and what some programs skip before them. */
function withoutFormula(value: string | number | null | undefined): string {
  const text = String(value ?? '');
  return typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
