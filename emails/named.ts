import { type CompiledVariant, compileVariant, namesOf } from './compile.ts';
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

/** The values without which a paragraph is left out: no other way to say it always fits. */
export function namesWithoutFallback(copy: LetterCopy, always: ReadonlySet<string>): Set<string> {
  const lists = new Map<string, CompiledVariant[]>();
  for (const { pointer, variant } of placesOf(copy)) {
    const list = pointer.slice(0, pointer.lastIndexOf('/'));
    lists.set(list, [...(lists.get(list) ?? []), compileVariant(variant)]);
  }
  const alone = [...lists.values()].filter(
    (variants) =>
      !variants.some(
        ({ needs, without, reasons, except }) =>
          needs.every((name) => always.has(name)) && without.length === 0 && reasons === null && except === null,
      ),
  );
  return new Set(alone.flatMap((variants) => variants.flatMap(({ needs }) => needs)));
}
