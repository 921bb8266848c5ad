import { compileVariant, namesOf } from './compile.ts';
import type { LetterCopy } from './copy/schema.ts';
import { placesOf } from './lint.ts';

/** The values that a wording names anywhere, each once: in its texts, behind its links, in its conditions. */
export function namesInCopy(copy: LetterCopy): string[] {
  const names = placesOf(copy).flatMap(({ variant }) => {
    const { inText, inLinks } = namesOf(compileVariant(variant));
    return [...inText, ...inLinks];
  });
  return [...new Set(names)];
}

/** The addresses that are written out in a wording, with their places. */
export function linksInCopy(copy: LetterCopy): { pointer: string; href: string }[] {
  return placesOf(copy).flatMap(({ pointer, variant }) =>
    compileVariant(variant).spans.flatMap(({ href }) =>
      href === undefined || href.value ? [] : [{ pointer, href: href.text }],
    ),
  );
}
