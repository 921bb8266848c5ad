import { z } from 'zod';
import { csvFields } from '../domain/imports/csv-fields.ts';
import { isCurrency } from '../domain/money.ts';
import { pageOf, pageQuery } from './page.ts';
import { day, id, instant, line } from './primitives.ts';

/** A CSV file of clients who left: looked at, tried, recorded as one unit that can be undone. */

const header = z.string().max(1000);

/** What a person has said about a file; whatever is left out is told from the file itself. */
const answersSchema = z.strictObject({
  columns: z
    .array(z.strictObject({ header, field: z.enum(csvFields.map(({ key }) => key)).nullable() }))
    .max(1000)
    .optional(),
  dates: z
    .array(z.strictObject({ header, order: z.enum(['dmy', 'mdy']) }))
    .max(100)
    .optional(),
  currency: z.string().refine(isCurrency, 'A currency of ISO 4217 such as EUR.').nullish(),
});
export type ImportAnswers = z.output<typeof answersSchema>;

const answers = z
  .string()
  .max(14_000)
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue('JSON such as {"columns":[{"header":"Ended","field":"departedOn"}]}.');
      return z.NEVER;
    }
  })
  .pipe(answersSchema)
  .optional()
  .describe(
    'JSON: columns [{ header, field }] (null leaves a column out), dates [{ header, order: dmy or mdy }], currency. What is left out is told from the file.',
  )
  .meta({ examples: ['{"dates":[{"header":"Left on","order":"dmy"}]}'] });

export const csvUploadQuery = z.strictObject({
  fileName: line(300).default('clients.csv'),
  answers,
});

export const csvSurveySchema = z
  .object({
    fileName: z.string(),
    rows: z.int().describe('Without the header and blank rows.'),
    columns: z.array(
      z.object({
        header: z.string(),
        field: z.string().nullable().describe('What it was taken for; null: it is left out.'),
        samples: z.array(z.string()),
        order: z.enum(['dmy', 'mdy']).nullable().describe('Of its dates, where the values prove it.'),
        asks: z
          .object({ why: z.string(), example: z.string() })
          .nullable()
          .describe('Day or month first? Only a person can say.'),
      }),
    ),
    missing: z.array(z.string()).describe('Fields that nothing was found for and no departure can do without.'),
    currency: z.string().nullable().describe('As the header of the values says.'),
    lacksCurrency: z.string().nullable().describe('A value of which nothing says the currency.'),
  })
  .meta({ id: 'CsvSurvey' });
export type CsvSurvey = z.output<typeof csvSurveySchema>;

const reason = z.object({ line: z.int(), reason: z.string() });

export const dryRunLineSchema = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('progress'), done: z.int(), total: z.int() }),
    z.object({ kind: z.literal('problem'), message: z.string() }),
    z.object({
      kind: z.literal('done'),
      rows: z.int(),
      ready: z.int().describe('Rows that would be recorded: departures, and further contacts of them.'),
      departures: z.int(),
      rejected: z.int().describe('Rows that need somebody.'),
      known: z.int().describe('Rows of departures that are on file already: what they say is added, nothing begins.'),
      reasons: z.array(reason).describe('Of the rejected rows, the first 500.'),
      firstLetters: z.object({
        count: z.int(),
        firstOn: day.nullable(),
        days: z.array(z.object({ day, count: z.int() })),
      }),
    }),
  ])
  .meta({ id: 'ImportDryRunLine' });
export type DryRunLine = z.output<typeof dryRunLineSchema>;

export const importSchema = z
  .object({
    id,
    fileName: z.string(),
    state: z
      .enum(['running', 'done', 'broken_off', 'undone'])
      .describe(
        'Broken off: the process ended before the file. What was recorded is kept; the same file again records the rest.',
      ),
    createdAt: instant,
    createdBy: z.string(),
    createdByName: z.string(),
    rows: z.int().nullable().describe('Null for an import that did not say.'),
    recorded: z.int(),
    merged: z.int(),
    rejected: z.int(),
    endedAt: instant.nullable(),
    undoneAt: instant.nullable(),
    hasRejectedRows: z.boolean().describe('They can be downloaded, to be mended and imported again.'),
  })
  .meta({ id: 'Import' });
export type Import = z.output<typeof importSchema>;

export const importPage = pageOf(importSchema, 'ImportPage');
export const importQuery = z.strictObject(pageQuery);

export const undoneImportSchema = z
  .object({
    departures: z.int(),
    canceled: z.int().describe('Letters that were waiting and will not leave.'),
    tooLate: z.int().describe('Letters that had left already; somebody is asked to call and explain.'),
  })
  .meta({ id: 'UndoneImport' });
