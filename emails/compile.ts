import { valuePattern, type Variant } from './copy/schema.ts';
import type { Values } from './values.ts';

/** A stretch of finished text. What came from a value is text like any other: it was never read for marks. */
export interface Run {
  as: 'text' | 'emphasis' | 'strong' | 'link';
  text: string;
  href?: string;
}

interface Piece {
  value: boolean;
  text: string;
}

interface Span {
  as: Run['as'];
  pieces: Piece[];
  /** Where a link leads: an address, or the name of a value that is one. */
  href?: Piece;
}

export interface CompiledVariant {
  needs: string[];
  without: readonly string[];
  reasons: ReadonlySet<string> | null;
  except: ReadonlySet<string> | null;
  spans: Span[];
}

const cache = new WeakMap<readonly Variant[], CompiledVariant[]>();

/** The variants ready to be filled, made once per list: copy does not change under a letter, a revision is a new one. */
function compiled(variants: readonly Variant[]): CompiledVariant[] {
  let found = cache.get(variants);
  if (found === undefined) {
    found = variants.map(compileVariant);
    cache.set(variants, found);
  }
  return found;
}

/** The first variant that fits, filled; null where none does. */
export function choose(variants: readonly Variant[], values: Values, reason: string | null): Run[] | null {
  for (const variant of compiled(variants)) if (fits(variant, values, reason)) return fill(variant.spans, values);
  return null;
}

export function plain(runs: Run[] | null): string {
  return runs === null ? '' : runs.map((run) => run.text).join('');
}

function fits(variant: CompiledVariant, values: Values, reason: string | null): boolean {
  return (
    variant.needs.every((name) => values[name] !== undefined) &&
    variant.without.every((name) => values[name] === undefined) &&
    (variant.reasons === null || (reason !== null && variant.reasons.has(reason))) &&
    (variant.except === null || reason === null || !variant.except.has(reason))
  );
}

function fill(spans: Span[], values: Values): Run[] {
  const runs: Run[] = [];
  let before = '';
  for (const span of spans) {
    let text = '';
    for (const piece of span.pieces) {
      let part = piece.value ? (values[piece.text] ?? '') : piece.text;
      // "Acme Inc." at the end of a sentence brings its own stop.
      if (!piece.value && part.startsWith('.') && /[.?!…]$/.test(before + text)) part = part.slice(1);
      text += part;
    }
    before += text;
    if (text === '') continue;
    runs.push(span.href ? { as: span.as, text, href: hrefOf(span.href, values) } : { as: span.as, text });
  }
  return runs;
}

function hrefOf(href: Piece, values: Values): string {
  return href.value ? (values[href.text] ?? '') : href.text;
}

const mark = /\[([^\][]+)\]\((https?:\/\/[^\s()]+|\{[a-z][A-Za-z0-9]*\})\)|(\*\*?)(?=\S)([^*]+?)(?<=\S)\3/g;

export function compileVariant(variant: Variant): CompiledVariant {
  const long = typeof variant === 'string' ? { text: variant } : variant;
  const spans = spansOf(long.text.replaceAll(/\s+/g, ' ').trim());
  const named = spans.flatMap((span) => [...span.pieces, ...(span.href ? [span.href] : [])]);
  return {
    needs: [...new Set([...named.filter((piece) => piece.value).map((piece) => piece.text), ...(long.needs ?? [])])],
    without: long.without ?? [],
    reasons: long.reasons ? new Set(long.reasons) : null,
    except: long.except ? new Set(long.except) : null,
    spans,
  };
}

function spansOf(text: string): Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (const match of text.matchAll(mark)) {
    if (match.index > from) spans.push({ as: 'text', pieces: piecesOf(text.slice(from, match.index)) });
    const [whole, label, target, stars, words] = match;
    if (label !== undefined && target !== undefined) {
      spans.push({ as: 'link', pieces: piecesOf(label), href: piecesOf(target)[0] ?? { value: false, text: target } });
    } else spans.push({ as: stars === '**' ? 'strong' : 'emphasis', pieces: piecesOf(words ?? '') });
    from = match.index + whole.length;
  }
  if (from < text.length) spans.push({ as: 'text', pieces: piecesOf(text.slice(from)) });
  return spans;
}

function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(valuePattern)) {
    if (match.index > from) pieces.push({ value: false, text: text.slice(from, match.index) });
    pieces.push({ value: true, text: match[1] ?? '' });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ value: false, text: text.slice(from) });
  return pieces;
}

/** The names of a compiled variant that stand in its text, and those that stand behind its links. */
export function namesOf(variant: CompiledVariant): { inText: string[]; inLinks: string[]; links: number } {
  const inText = variant.spans.flatMap((span) => span.pieces.filter((piece) => piece.value).map((piece) => piece.text));
  const links = variant.spans.filter((span) => span.href !== undefined);
  return { inText, inLinks: links.flatMap(({ href }) => (href?.value ? [href.text] : [])), links: links.length };
}
