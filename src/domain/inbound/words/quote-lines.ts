import {
  anyAttribution,
  attributionEnd,
  bareAttribution,
  datedOpening,
  headerNameOf,
  inlineAttribution,
  namesMail,
  notesLine,
  separator,
  type HeaderName,
} from './quote-phrases.ts';

/** What a line of a mail is: own words, a quote (">"), the line that announces one, or the start of a mail quoted without marks. */
export type LineKind = 'own' | 'quote' | 'announcement' | 'embedded';

export interface MarkedLine {
  kind: LineKind;
  text: string;
  /** Of a quoted line: whether it announces a quote within the quote. */
  announces?: boolean;
}

const longestLine = 500;
const longestAnnouncement = 5;

/** Marks every line of a text; what an embedded mail starts with is marked, not what follows it. */
export function markLines(text: string): MarkedLine[] {
  const lines = text.split('\n').flatMap(splitInline);
  const marked: MarkedLine[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    const span = announcementSpan(lines, at);
    if (span > 0) {
      const kind: LineKind = isQuote(line) ? 'quote' : 'announcement';
      for (let k = 0; k < span; k++) marked.push({ kind, text: lines[at + k]!, announces: true });
      at += span - 1;
    } else if (isQuote(line)) marked.push({ kind: 'quote', text: line });
    else marked.push({ kind: startsEmbedded(lines, at) ? 'embedded' : 'own', text: line });
  }
  return marked;
}

function isQuote(line: string): boolean {
  return /^[ \t]{0,3}(>|&gt;)/.test(line) && !/<<\s*$/.test(line);
}

/** Own words and an attribution on the same line become two lines. */
function splitInline(line: string): string[] {
  const at = line.length < 2000 ? line.search(inlineAttribution) : -1;
  return at > 0 && /\p{L}/u.test(line.slice(0, at)) ? [line.slice(0, at), line.slice(at).trim()] : [line];
}

/** How many lines from here announce a quote ("On …" to "wrote:", however it was wrapped); 0 where none does. */
function announcementSpan(lines: string[], at: number): number {
  const first = lines[at]!;
  if (first.trim() === '' || first.length > longestLine) return 0;
  const byDate = datedOpening.test(first.replace(/^[>\s]+/, ''));
  let run = '';
  let filled = 0;
  for (let span = 1; span <= longestAnnouncement + 3 && at + span <= lines.length; span++) {
    const line = lines[at + span - 1]!.trim().replace(/^[>\s]+/, '');
    if (line !== '') filled += 1;
    // A line that opens an announcement itself is not the rest of this one.
    if (span > 1 && datedOpening.test(line) && !byDate) return 0;
    run = `${run} ${line}`.trim();
    if (run.length > longestLine || filled > (byDate ? longestAnnouncement : 2)) return 0;
    if (bareAttribution.test(run)) return span;
    if (/[:：]$/.test(run) && anyAttribution.test(run) && filled <= 3 && quotedNext(lines, at + span)) return span;
    if (attributionEnd.test(run) && (byDate || namesMail(run))) return span;
    if (!byDate && line === '') return 0;
  }
  return 0;
}

/** Whether the next words are marked as a quote. */
function quotedNext(lines: string[], at: number): boolean {
  return isQuote(lines[nextFilled(lines, at)] ?? '');
}

/** Whether a mail that is quoted without marks starts here: a separator, or the lines of a header. */
function startsEmbedded(lines: string[], at: number): boolean {
  const line = lines[at]!;
  if (line.length > longestLine) return false;
  if (separator.test(line)) return true;
  if (notesLine.test(lines[at + 1] ?? '') && line.trim() !== '' && line.trim().length < 120) return true;
  return /^[\s>*]*[-_=]{5,}[\s*]*$/.test(line) ? hasHeader(lines, nextFilled(lines, at + 1)) : hasHeader(lines, at);
}

function nextFilled(lines: string[], at: number): number {
  let next = at;
  while (next < lines.length && next < at + 4 && lines[next]!.trim() === '') next += 1;
  return next;
}

/** A quoted header: from its first line at least three different fields (two when one says who, one when) within the next lines. */
function hasHeader(lines: string[], at: number): boolean {
  if (headerNameOf(lines[at] ?? '') === null) return false;
  const seen = new Set<HeaderName>();
  let gaps = 0;
  for (let next = at; next < Math.min(lines.length, at + 12); next++) {
    const line = lines[next]!;
    const name = headerNameOf(line);
    if (name) seen.add(name);
    else if (line.trim() === '') gaps += 1;
    if (gaps > 3) break;
  }
  return (
    (seen.has('from') && seen.size >= 3) ||
    (seen.size === 4 && seen.has('subject')) ||
    (seen.has('from') && seen.has('sent') && seen.has('subject'))
  );
}
