import { longestBody } from '../body.ts';
import { htmlToMarked, htmlToPlain, htmlToUnsigned } from './html-text.ts';
import type { ParsedMail } from '../mail.ts';
import { markLines, type MarkedLine } from './quote-lines.ts';
import { headerNameOf } from './quote-phrases.ts';
import { withoutSignature } from './signature.ts';

export interface VisibleTextOptions {
  /** Texts that we sent: their lines are dropped wherever they come back unmarked. */
  sentTexts?: string[];
  /** Leave what stands below "-- " and the lines that telephones add. */
  keepSignature?: boolean;
}

/**
 * The new words of a mail: without what it quotes, the header of a forwarded mail, and the signature. Answers between quoted
 * lines are kept. What is left out is only left out here; the whole mail stays readable. '' only where a mail has no words of
 * its own; a mail passed on without a word is given whole.
 */
export function visibleText(mail: Pick<ParsedMail, 'text' | 'html'>, options: VisibleTextOptions = {}): string {
  const words = clean(plainOf(mail, options.keepSignature ?? false));
  const marked = markLines(words);
  const own = ownLines(marked);
  const unsent = withoutSent(own, options.sentTexts ?? []);
  const text = tidy(unsent);
  if (text === '')
    return marked.every(({ kind }) => kind !== 'own') || own.every((line) => line.trim() === '')
      ? passedOn(marked, words)
      : tidy(own);
  return options.keepSignature ? text : tidy(withoutSignature(text).split('\n'));
}

function plainOf(mail: Pick<ParsedMail, 'text' | 'html'>, keepSignature: boolean): string {
  if (mail.text?.trim()) return mail.text;
  if (!mail.html) return '';
  const html = mail.html;
  return (
    [keepSignature ? '' : htmlToUnsigned(html), htmlToMarked(html), htmlToPlain(html)].find(
      (text) => text.trim() !== '',
    ) ?? ''
  );
}

function clean(text: string): string {
  return (
    text
      .slice(0, longestBody)
      .replaceAll(/\r\n?/g, '\n')
      // Some Chinese programs write the entity into plain text.
      .replaceAll(/\u00a0|&nbsp;/g, ' ')
      .replaceAll(/[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g, '')
  );
}

/**
 * Quotes and what announces them go. A mail embedded without marks ends the own words, unless nothing stands above it; so does
 * an announcement that is followed by text without marks.
 */
function ownLines(marked: MarkedLine[]): string[] {
  const own: string[] = [];
  // Each is known of every line at once: asked line by line, a mail of nothing but empty lines would take minutes.
  const lastQuote = marked.findLastIndex(({ kind }) => kind === 'quote');
  const lastWords = marked.findLastIndex(({ kind, text }) => kind === 'own' && text.trim() !== '');
  const quoteNext = findQuoteNext(marked);
  let begun = false;
  for (let at = 0; at < marked.length; at++) {
    const { kind, text } = marked[at]!;
    if (kind === 'own' && startsFooter(marked, at, lastQuote)) break;
    // A header on top of everything: only what follows can be somebody's own words.
    if (kind === 'embedded' && (begun || lastWords <= at)) break;
    if (kind === 'announcement' && begun && !quoteNext[at]) break;
    if (kind === 'embedded') at = lastHeaderLine(marked, at);
    if (kind === 'own') {
      own.push(text);
      begun ||= text.trim() !== '';
    } else if (begun && own.at(-1) !== '') own.push('');
  }
  return own;
}

/** What a list adds below every mail, and a signature that stands below the quote. */
function startsFooter(marked: MarkedLine[], at: number, lastQuote: number): boolean {
  if (!/^\s*(?:-{2,}|_{2,})\s*$/.test(marked[at]!.text)) return false;
  if (lastQuote >= 0 && at > lastQuote && marked.length - at < 20) return true;
  const next = marked
    .slice(at + 1, at + 4)
    .map(({ text }) => text)
    .join('\n');
  return /mailing list|listinfo|unsubscribe from this (group|list)/i.test(next);
}

/** Of each line whether a quote that it announces is marked by ">"; at the end of the mail nothing is left to lose. */
function findQuoteNext(marked: MarkedLine[]): boolean[] {
  const found: boolean[] = [];
  for (let at = marked.length - 1; at >= 0; at--) {
    const next = marked[at + 1];
    const passes = next === undefined || next.kind === 'announcement' || next.text.trim() === '';
    found[at] = next?.kind === 'quote' || (passes && (found[at + 1] ?? true));
  }
  return found;
}

/** The last line of the quoted header that starts here. */
function lastHeaderLine(marked: MarkedLine[], start: number): number {
  let at = start;
  while (at + 1 < marked.length && headerNameOf(marked[at + 1]!.text) !== null) at += 1;
  return at;
}

/** Nothing but a quote that a mail program announced: no words of one's own. Else the mail passes on what it holds. */
function passedOn(marked: MarkedLine[], words: string): string {
  const first = marked.find(({ text }) => text.trim() !== '');
  const quoted = first?.kind === 'announcement' || (first?.kind === 'quote' && first.announces);
  return quoted ? '' : words.trim();
}

/** Lines of ours that came back without a mark; short ones ("Thanks,") are anybody's. */
function withoutSent(lines: string[], sentTexts: string[]): string[] {
  const squash = (line: string): string => line.replaceAll(/\s+/g, ' ').trim();
  const sent = new Set(
    sentTexts.flatMap((text) => text.slice(0, longestBody).split('\n').map(squash)).filter((line) => line.length >= 20),
  );
  return sent.size === 0 ? lines : lines.filter((line) => !sent.has(squash(line)));
}

function tidy(lines: string[]): string {
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .replace(/^\n+/, '')
    .trimEnd();
}
