/** How texts that stay (a client's own, a colleague's) lose the person who is erased. Pure: patterns in, patterns out. */

export interface ErasedPerson {
  /** Normalised: the contact's address and those it also writes from. */
  addresses: readonly string[];
  firstName: string | null;
  lastName: string | null;
  salutation: string | null;
  phone: string | null;
  /** Names of the clients, which stay: a word of them is not taken for the person. */
  clientNames: readonly string[];
}

/** POSIX patterns (PostgreSQL), null where there is nothing to look for. */
export interface ErasurePatterns {
  /** Addresses, full name, greeting, telephone: in capitals or not. */
  exact: string | null;
  /** First or last name alone, as a whole word written as it was given: "will" is not "Will". */
  words: string | null;
}

/** What stands where a person stood. */
export const erasedMark = '[erased]';

export function erasurePatterns(people: readonly ErasedPerson[]): ErasurePatterns {
  const exact = new Set<string>();
  const words = new Set<string>();
  for (const person of people) {
    const { firstName, lastName, salutation, phone } = person;
    for (const text of [...person.addresses, salutation, phone]) if (isTelling(text)) exact.add(text.trim());
    if (isTelling(firstName) && isTelling(lastName)) {
      exact.add(`${firstName.trim()} ${lastName.trim()}`);
      exact.add(`${lastName.trim()}, ${firstName.trim()}`);
    }
    const ofClients = new Set(person.clientNames.flatMap((name) => name.split(/[^\p{L}\p{N}]+/u)));
    for (const text of [firstName, lastName])
      if (isTelling(text) && !ofClients.has(text.trim())) words.add(text.trim());
  }
  return { exact: alternatives(exact), words: alternatives(words) };
}

function isTelling(text: string | null): text is string {
  return text !== null && text.trim().length > 1;
}

/** The longest first, whole words only; letters of any script count where the database knows them. */
function alternatives(texts: ReadonlySet<string>): string | null {
  if (texts.size === 0) return null;
  const escaped = [...texts]
    .toSorted((a, b) => b.length - a.length || a.localeCompare(b))
    .map((text) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`).replaceAll(/\s+/g, String.raw`\s+`));
  return `(?<![[:alnum:]])(?:${escaped.join('|')})(?![[:alnum:]])`;
}

/** What a mail says, decoded: what people read in it, and the rest as text. */
export interface SaidInMail {
  texts: readonly string[];
  bytes: readonly string[];
}

/**
 * Whether a mail names the person. In bytes that nobody reads a first name stands by accident, so that only addresses, full
 * names and the like count there.
 */
export function saysPerson({ texts, bytes }: SaidInMail, { exact, words }: ErasurePatterns): boolean {
  const long = exact === null ? null : new RegExp(inScript(exact), 'iu');
  const short = words === null ? null : new RegExp(inScript(words), 'u');
  const inTexts = texts.some((text) => long?.test(text) === true || short?.test(text) === true);
  return inTexts || bytes.some((text) => long?.test(text) === true);
}

/** The same pattern for this language: a POSIX class has another name. */
function inScript(pattern: string): string {
  return pattern.replaceAll('[[:alnum:]]', String.raw`[\p{L}\p{N}]`);
}
