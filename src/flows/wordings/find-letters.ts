import type { z } from 'zod';
import type { App } from '../../app.ts';
import type { letterListSchema } from '../../contract/letters.ts';
import { listCurrentWordings } from '../../db/letters/letter-sources.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { letterKinds } from '../../domain/message.ts';
import {
  copyLocales,
  kindRules,
  type LetterCopy,
  letterCopySchema,
  letterValues,
  lintCopy,
  linkNames,
  defaultCopy,
  sampleProps,
  sampleToday,
} from '../../mail/render.ts';
import { explainIssues } from '../../contract/issues.ts';
import { copyFor } from '../letters/draft-letters.ts';
import type { LetterKind } from '../../domain/message.ts';

/** The letters there are, with the rules of each and the values its wording may name. */
export async function findLetters(app: App): Promise<z.output<typeof letterListSchema>> {
  const policy = await findPolicy(app.db);
  const edited = (await listCurrentWordings(app.db)).map((row) => row.locale);
  return {
    houseLocale: policy.locale,
    locales: [...new Set<string>([...copyLocales, ...edited])].toSorted(),
    data: letterKinds.map((kind) => {
      const rules = kindRules[kind];
      const { values } = letterValues(sampleProps(kind, 'full', 'en'), 'en', sampleToday);
      return {
        kind,
        words: { least: rules.words[0], most: rules.words[1] },
        subjectMax: rules.subjectMax,
        blocks: [...rules.blocks],
        values: rules.values.map((name) => ({
          name,
          always: rules.required.includes(name),
          link: linkNames.has(name),
          example: values[name] ?? null,
        })),
      };
    }),
  };
}

/** The wording that is in force for a letter in this very language; what ships where nobody has written one, else the house's. */
export async function findCopy(app: App, of: { kind: LetterKind; locale: string }): Promise<LetterCopy> {
  const wordings = await listCurrentWordings(app.db);
  const { locale } = await findPolicy(app.db);
  return copyFor(of.kind, of.locale, locale, wordings).copy;
}

export interface CheckedCopy {
  copy: LetterCopy | null;
  /** Problems with the grammar (then there is no copy) or against the rules. */
  problems: { pointer: string; code: string; message: string }[];
}

/** Reads a wording that somebody is writing. */
export function checkCopy(given: unknown, kind: LetterKind): CheckedCopy {
  const read = letterCopySchema.safeParse(given);
  if (read.success) return { copy: read.data, problems: lintCopy(read.data, kind).slice(0, 100) };
  const problems = explainIssues(read.error.issues, []).map((one) => ({ ...one, code: 'grammar' }));
  return { copy: null, problems: problems.slice(0, 100) };
}

/** The wording that ships with Ajar in this very language; null: none does. */
export function findShippedCopy(kind: LetterKind, locale: string): LetterCopy | null {
  const shipped = copyLocales.find((known) => known === locale);
  return shipped === undefined ? null : defaultCopy(kind, shipped);
}
