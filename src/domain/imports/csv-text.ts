/** What a CSV file is made of before it has columns: its charset and its delimiter, told from the bytes alone. */

export type CsvCharset = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/**
 * The charset that the first bytes give away: a byte order mark, or the zero bytes of UTF-16 without one. Null: nothing
 * does, so that it is UTF-8 if all of the file is valid UTF-8, else windows-1252.
 */
export function sniffCharset(start: Uint8Array): CsvCharset | null {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return 'utf-8';
  const zeros = [0, 0];
  for (const [index, byte] of start.entries()) if (byte === 0) zeros[index % 2]! += 1;
  const [even = 0, odd = 0] = zeros;
  if (odd > start.length / 4 && even === 0) return 'utf-16le';
  if (even > start.length / 4 && odd === 0) return 'utf-16be';
  return null;
}

/** What a file that is no text turns out to be, in words; null for text. */
export function findForeignFormat(start: Uint8Array): string | null {
  const head = String.fromCharCode(...start.slice(0, 8));
  if (head.startsWith('PK\u0003\u0004')) return 'an Excel or zip file: save it as "CSV UTF-8" first';
  if (head.startsWith('\u00d0\u00cf\u0011\u00e0')) return 'an old Excel file: save it as "CSV UTF-8" first';
  if (head.startsWith('%PDF')) return 'a PDF';
  if (head.startsWith('\u001f\u008b')) return 'compressed: unpack it first';
  return sniffCharset(start) === null && start.includes(0) ? 'not a text file' : null;
}

// The Encoding Standard's windows-1252 where it differs from latin1. TextDecoder cannot be trusted with it: Node 20 and
// 22 decode it as latin1 (nodejs/node#56542), and every € of a German export would become a control character.
const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Text that was decoded as latin1, as windows-1252 means it. */
export function fromLatin1(text: string): string {
  return text.replace(/[\u0080-\u009f]/g, (char) => windows1252[char.charCodeAt(0) - 0x80] ?? char);
}

export const delimiters = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof delimiters)[number];

/** Excel's own first line, `sep=;`, which names the delimiter and is no header. Null: there is none. */
export function readSeparatorLine(start: string): Delimiter | null {
  const named = /^"?sep=(.)"?\r?\n/i.exec(start)?.[1];
  return delimiters.find((one) => one === named) ?? null;
}

/**
 * The delimiter of a file, told from its first records: the one that cuts the header into the most cells, ties decided
 * by the records after it. A comma where there is none at all, as in a file of one column.
 */
export function detectDelimiter(start: string): Delimiter {
  const records = splitRecords(start).slice(0, 20);
  const [header = ''] = records;
  const score = (delimiter: Delimiter) => {
    const wide = count(header, delimiter);
    const like = records.filter((record) => count(record, delimiter) === wide).length;
    return wide * 1000 + like;
  };
  const ranked = delimiters.map((delimiter) => ({
    delimiter,
    wide: count(header, delimiter),
    score: score(delimiter),
  }));
  const best = ranked.filter((one) => one.wide > 0).toSorted((a, b) => b.score - a.score)[0];
  return best?.delimiter ?? ',';
}

/** Records as far as quotes tell, with what stands in quotes blotted out. */
function splitRecords(text: string): string[] {
  return text
    .replace(/"(?:[^"]|"")*(?:"|$)/g, '""')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '');
}

function count(text: string, delimiter: string): number {
  return text.split(delimiter).length - 1;
}

/** A header or a word without case, spaces, punctuation and the many ways to write an umlaut, to be compared. */
export function foldName(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/([aou])e/g, '$1');
}
