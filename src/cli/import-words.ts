import path from 'node:path';
import { isCancel, select } from '@clack/prompts';
import pc from 'picocolors';
import { dayInWords, dayName } from '../domain/calendar.ts';
import type { ColumnOverride } from '../domain/imports/csv-columns.ts';
import type { DateOrder } from '../domain/imports/csv-dates.ts';
import { csvFields } from '../domain/imports/csv-fields.ts';
import type { ExaminedCsv } from '../flows/imports/examine-csv.ts';
import type { Imported } from '../flows/imports/import-departures.ts';

/** What stands below the options of `ajar import --help`. */
export const importHelp = `
Columns are known by their names, English or German, in any order: Client, Email, Left on, First name, Reason, Annual
value, Owner and more. Only the first three are needed. Fields for --map:
${wrap(csvFields.map((field) => field.key).join(', '), 110)}

Rows of the same client (same client id, else domain, else name) that left on the same day are contacts of one departure.
The row with yes in a column Lead gets the letters, else the decision maker, else the first row; what the others say about
the departure fills its gaps. While the row that leads is wrong, all are rejected, so that nobody else gets the letters;
a colleague's wrong row is rejected alone. The first row makes the departure (recorded), the others join it (merged). So do rows of a
client that is on file as departed: the same file twice makes nothing twice.

Dates: 2026-11-02, 2.11.2026, 2 Nov 2026, 02/11/2026. Whether the day or the month comes first in 03/04/2026 is told from
the whole column, else asked, else --dates says it; it is never guessed. Sums: 48.000,00, 48,000.00, €48k.
Files: comma, semicolon, tab or bar between values; UTF-8, UTF-16 or windows-1252; up to 512 MB.

Rejected rows are written to <name>.rejected.csv with the reason in a column ajar_error: mend them there and import that
file. No file is overwritten. --dry-run records every row and takes it back, so that its counts are true; it takes as long as
an import and writes rejected rows only with --rejected.

Exit codes: 0 done, also when rows were rejected; 1 nothing could be imported; 2 wrong usage.
Example: npx ajar import clients.csv --dry-run --map "Ended=departedOn" --dates dmy`;

function wrap(text: string, width: number): string {
  return text.replace(new RegExp(`(.{1,${width}})(?:\\s|$)`, 'g'), '  $1\n').trimEnd();
}

/** Which column was taken for which field, and which were left out. */
export function sayColumns({ columns, unused }: ExaminedCsv): string {
  const used = columns.map(({ header, field }) => `${header} → ${field.key}`).join(', ');
  const left = unused.length === 0 ? '' : `Left out: ${unused.join(', ')}\n`;
  return pc.dim(`Columns: ${used}\n${left}`);
}

/** Questions need somebody to answer: a terminal to read from and one to write to. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** Asks whether day or month comes first; on stderr, since stdout belongs to the result. Null when it is left open. */
export async function askDateOrder(column: string, why: string): Promise<DateOrder | null> {
  const answer = await select<DateOrder>({
    message: `Are the dates of "${column}" day first or month first? In it ${why}.`,
    options: [
      { value: 'dmy', label: 'Day first', hint: '03/04/2026 is 3 April' },
      { value: 'mdy', label: 'Month first', hint: '03/04/2026 is 4 March' },
    ],
    output: process.stderr,
  });
  return isCancel(answer) ? null : answer;
}

/** A line on stderr that tells how far the import is; nothing where no terminal shows it. */
export function showProgress(): (done: number, total: number) => void {
  if (!process.stderr.isTTY) return () => {};
  let shown = -1;
  return (done, total) => {
    const percent = Math.floor((done / total) * 100);
    if (percent === shown) return;
    shown = percent;
    const bar = '█'.repeat(Math.floor(percent / 4)).padEnd(25, '░');
    process.stderr.write(done === total ? '\r\u001b[K' : `\r${bar} ${done} of ${total} rows`);
  };
}

/** The summary in words: what was done, what was not and why, what comes of it, and how to take it back. */
export function sayImported(imported: Imported, csv: ExaminedCsv, overrides: readonly ColumnOverride[]): string {
  const { dryRun, recorded, merged, rejected, rejectedFile, reasons, importId, firstLetters } = imported;
  const would = dryRun ? 'would be ' : '';
  const lines = [
    `${recorded} ${would}recorded, ${merged} ${would}merged, ${rejected} ${would}rejected${rejectedFile === null ? '' : ` → ${rejectedFile}`}.`,
    ...reasons.map(({ line, reason }) => `  line ${line}: ${reason}`),
  ];
  if (rejected > reasons.length) lines.push(`  and ${rejected - reasons.length} more.`);
  if (firstLetters.firstOn !== null)
    lines.push(
      `${plural(firstLetters.count, 'first letter')}, the first on ${dayName(firstLetters.firstOn)}, ${dayInWords(firstLetters.firstOn)}.`,
      ...sayWeeks(firstLetters.weeks),
    );
  else if (recorded > 0) lines.push('No first letter is planned for any of them.');
  if (dryRun) lines.push('Nothing was stored: this was a dry run.');
  if (rejectedFile !== null)
    lines.push(`Mend the rejected rows and import them: ${sayAgain(rejectedFile, csv, overrides)}`);
  if (importId !== null && recorded > 0) lines.push(`Undo with: npx ajar import --undo ${importId}`);
  return `${lines.join('\n')}\n`;
}

function sayWeeks(weeks: Imported['firstLetters']['weeks']): string[] {
  if (weeks.length < 2) return [];
  const shown = weeks.slice(0, 12).map(({ monday, count }) => `  week of ${dayInWords(monday)}: ${count}`);
  return weeks.length > shown.length ? [...shown, `  and ${weeks.length - shown.length} later weeks.`] : shown;
}

/** The command for the rejected rows: few rows no longer prove what the whole file proved. */
function sayAgain(file: string, csv: ExaminedCsv, overrides: readonly ColumnOverride[]): string {
  const orders = new Set([...csv.orders.values()].filter((order) => order !== null));
  const [order] = orders;
  return [
    'npx ajar import',
    quoted(path.relative('.', file)),
    ...overrides.map(({ header, field }) => `--map ${quoted(`${header}=${field ?? '-'}`)}`),
    ...(orders.size === 1 ? [`--dates ${order}`] : []),
    ...(csv.currency === null ? [] : [`--currency ${csv.currency}`]),
  ].join(' ');
}

function quoted(text: string): string {
  return /^[\w./=-]+$/.test(text) ? text : `"${text.replace(/(["\\$`])/g, '\\$1')}"`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
