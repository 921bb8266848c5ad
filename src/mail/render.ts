import { resolveLetter, type LetterInput, type MissingValue } from '../../emails/letter.ts';
import { letterPage } from '../../emails/page.ts';
import { letterText, letterWords } from '../../emails/text.ts';

/** The door to `emails/`: the rest of Ajar takes letters, their wording and its rules from here. */
export { copyLocales, defaultCopy } from '../../emails/copy/default.ts';
export { letterCopySchema, type LetterCopy } from '../../emails/copy/schema.ts';
export { kindRules, letterKinds, linkNames } from '../../emails/kinds.ts';
export type { LetterInput, MissingValue } from '../../emails/letter.ts';
export { lintCopy } from '../../emails/lint.ts';
export type { LetterProps } from '../../emails/props.ts';
export { linksInCopy, namesInCopy, namesWithoutFallback } from '../../emails/named.ts';
export { letterValues } from '../../emails/values.ts';
export { sampleProps, sampleToday } from '../../emails/samples.ts';

export interface RenderedLetter {
  kind: 'letter';
  subject: string;
  preheader: string;
  html: string;
  text: string;
  /** Words between greeting and signature. */
  words: number;
}

/**
 * Makes the bytes of one letter; the same input always makes the same ones. Where something needed is not there, the
 * answer names it and there is no letter.
 */
export function renderLetter(input: LetterInput): RenderedLetter | MissingValue {
  const resolved = resolveLetter(input);
  if (resolved.kind === 'missing_value') return resolved;
  const { letter } = resolved;
  return {
    kind: 'letter',
    subject: letter.subject,
    preheader: letter.preheader,
    html: letterPage(letter),
    text: letterText(letter),
    // Counted only when somebody asks: most letters are made to leave.
    get words() {
      return letterWords(letter);
    },
  };
}
