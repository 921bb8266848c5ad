import { type Command, InvalidArgumentError } from 'commander';
import { type ColumnOverride, parseOverride } from '../domain/imports/csv-columns.ts';
import type { DateOrder } from '../domain/imports/csv-dates.ts';
import { csvFields } from '../domain/imports/csv-fields.ts';
import { readCurrency } from '../domain/imports/csv-money.ts';
import { askDateOrder, canAsk, importHelp, sayColumns, sayImported, showProgress } from './import-words.ts';
import type { RunWithApp } from './run.ts';

interface ImportFlags {
  undo?: string;
  map?: ColumnOverride[];
  dates?: DateOrder;
  currency?: string;
  rejected?: string;
  dryRun?: boolean;
  json?: boolean;
}

/** `import`: a CSV file of clients who left, recorded as one unit that can be undone. */
export function registerImport(program: Command, run: RunWithApp): void {
  program
    .command('import')
    .description('record the clients of a CSV file who left; undo an import')
    .argument('[file.csv]', 'one row a contact, with a header')
    .option(
      '--map <column=field>',
      'say which field a column is, or leave it out with column=-; again for each',
      mapValue,
    )
    .option('--dates <order>', 'dmy or mdy, for dates such as 03/04/2026', orderValue)
    .option('--currency <code>', 'of values that name none', currencyValue)
    .option('--dry-run', 'store nothing, and tell what would happen')
    .option('--rejected <file>', 'where rejected rows go (beside the file unless given)')
    .option('--undo <import id>', 'take everything back that this import recorded', idValue)
    .option('--json', 'print one line of JSON')
    .addHelpText('after', importHelp)
    .action(async (file: string | undefined, flags: ImportFlags, command: Command) => {
      const usage = (message: string) => command.error(`error: ${message}`, { exitCode: 2 });
      if (file === undefined && flags.undo === undefined) return usage('name a file, or an import with --undo');
      if (file !== undefined && flags.undo !== undefined) return usage('--undo goes without a file');
      const others = flags.map || flags.dates || flags.currency || flags.rejected || flags.dryRun;
      if (flags.undo !== undefined && others) return usage('--undo goes with --json and nothing else');
      await (flags.undo === undefined ? importFile(file ?? '', flags, run) : undo(flags.undo, flags, run));
    });
}

async function importFile(file: string, flags: ImportFlags, run: RunWithApp): Promise<void> {
  const { map: overrides = [], dates, currency, dryRun = false, rejected: rejectedFile = null } = flags;
  const [{ examineCsv }, { importDepartures }] = await Promise.all([
    import('../flows/imports/examine-csv.ts'),
    import('../flows/imports/import-departures.ts'),
  ]);
  const ask = flags.json || !canAsk() ? {} : { ask: askDateOrder };
  const csv = await examineCsv(file, { overrides, dates, currency, ...ask });
  if (!flags.json) process.stderr.write(sayColumns(csv));
  const onProgress = flags.json ? () => {} : showProgress();
  const imported = await run((app) => importDepartures(app, csv, { by: 'cli', dryRun, rejectedFile, onProgress }));
  const { importId, recorded, merged, rejected } = imported;
  const counts = { importId, recorded, merged, rejected, rejectedFile: imported.rejectedFile, dryRun };
  process.stdout.write(flags.json ? `${JSON.stringify(counts)}\n` : sayImported(imported, csv, overrides));
  if (recorded + merged === 0) process.exitCode = 1;
}

async function undo(importId: string, flags: ImportFlags, run: RunWithApp): Promise<void> {
  const { undoImport } = await import('../flows/imports/undo-import.ts');
  const { departures, canceled, tooLate } = await run((app) => undoImport(app, importId, 'cli'));
  const late = tooLate === 0 ? '' : ` ${tooLate} had left already: a call is on somebody's list for each person.`;
  const words = `${departures} departures undone; ${canceled} letters that were waiting will not leave.${late}\n`;
  process.stdout.write(flags.json ? `${JSON.stringify({ importId, departures, canceled, tooLate })}\n` : words);
}

function mapValue(text: string, before: ColumnOverride[] = []): ColumnOverride[] {
  const override = parseOverride(text);
  if (override !== null) return [...before, override];
  throw new InvalidArgumentError(`Give column=field. Fields are: ${csvFields.map((field) => field.key).join(', ')}.`);
}

function orderValue(text: string): DateOrder {
  if (text === 'dmy' || text === 'mdy') return text;
  throw new InvalidArgumentError('Give dmy (3 April is 03/04) or mdy (3 April is 04/03).');
}

function currencyValue(text: string): string {
  const currency = readCurrency(text);
  if (currency !== null) return currency;
  throw new InvalidArgumentError('Give a code of ISO 4217 such as EUR.');
}

function idValue(text: string): string {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError('Give the id that the import printed, a UUID.');
}
