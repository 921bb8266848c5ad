/** What people typed, made fit for one line of a letter: values are text and nothing else. */

// Controls, lone surrogates, byte order marks, and the marks that turn the direction of the text around them.
const unprintable = /[\p{Cs}\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]/gu;

/** Words of ASCII, one blank between them and no comma after it: what nearly every value is, and clean already. */
const cleanWords = /^[!-~]+(?: [!-+\--~][!-~]*)*$/;

/** One line of text, or undefined where there is none: a blank value is an absent one. */
export function cleanLine(value: string | null | undefined): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (cleanWords.test(value)) return /[A-Za-z0-9]/.test(value) ? value : undefined;
  const line = value
    .normalize('NFC')
    .replace(unprintable, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replaceAll(' ,', ',')
    .trim();
  return /[\p{L}\p{N}]/u.test(line) ? line : undefined;
}

/** Several lines that may be run together by commas; blank ones left out. */
export function cleanLines(value: string | null | undefined): string[] {
  if (typeof value !== 'string') return [];
  return value
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map(cleanName)
    .filter((line) => line !== undefined);
}

/** The name of a person or a house: "Acme Inc." and "Yahoo!" keep their marks, a comma at the end goes. */
export function cleanName(value: string | null | undefined): string | undefined {
  return cleanLine(cleanLine(value)?.replace(/[\s,;:]+$/u, ''));
}

/** A greeting, a headline, a success: without the stop or comma that the sentence around it will bring. */
export function cleanPhrase(value: string | null | undefined): string | undefined {
  return cleanLine(cleanLine(value)?.replace(/[\s.,;:!]+$/u, ''));
}

/** A whole sentence: a capital first, a stop last. */
export function cleanSentence(value: string | null | undefined): string | undefined {
  const line = cleanLine(cleanLine(value)?.replace(/[\s,;:]+$/u, ''));
  if (line === undefined) return undefined;
  const first = String.fromCodePoint(line.codePointAt(0) ?? 32);
  return first.toUpperCase() + line.slice(first.length) + (/[.?!…]["'”’»)]*$/u.test(line) ? '' : '.');
}

/** An address that may stand behind a link: absolute, http or https, without a password in it. */
export function cleanUrl(value: string | null | undefined): string | undefined {
  if (typeof value !== 'string' || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  if ((url.protocol !== 'https:' && url.protocol !== 'http:') || url.username !== '' || url.password !== '') {
    return undefined;
  }
  return url.href;
}

/** At most so many characters, cut between words where that is not far back. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1).replace(/\p{Cs}$/u, '');
  const space = cut.lastIndexOf(' ');
  return `${(space > most / 2 ? cut.slice(0, space) : cut).replace(/[\s,;:.–-]+$/u, '')}…`;
}
