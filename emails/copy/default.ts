import type { LetterKind } from '../kinds.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import type { LetterCopy } from './schema.ts';

const shipped = { en, de } as const;
export type CopyLocale = keyof typeof shipped;
export const copyLocales = Object.keys(shipped) as CopyLocale[];

/** The language Ajar writes in for this locale: its own where there is copy, else English. */
export function copyLocale(locale: string): CopyLocale {
  const language = locale.toLowerCase().split(/[-_]/)[0];
  return copyLocales.find((known) => known === language) ?? 'en';
}

/** The wording that ships with Ajar; the same object each time, so that it is compiled once. */
export function defaultCopy(kind: LetterKind, locale: string): LetterCopy {
  return shipped[copyLocale(locale)][kind];
}
