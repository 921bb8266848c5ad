const shortest = 10;
const longest = 200;

/** Words that most bad passwords are made of, and what stands around them. */
const common =
  /^(?:(?:password|passwort|kennwort|motdepasse|contrasena|parola|qwerty|qwertz|azerty|qwertyuiop|letmein|welcome|willkommen|iloveyou|sunshine|princess|football|baseball|superman|batman|dragon|monkey|master|shadow|michael|trustno|whatever|starwars|computer|internet|freedom|secret|geheim|admin|administrator|changeme|default|login|summer|winter|spring|autumn|sommer|qazwsx|zaqwsx|asdfghjkl|abc|test)+[\d\W_]*)+$/;

/**
 * What is wrong with a new password, in a sentence for the person who chose it; null when it will do. `known` is what
 * others know of them: their name, their address, the name of the house. No rules on kinds of characters: length is what
 * counts (NIST SP 800-63B §5.1.1.2).
 */
export function weaknessOf(password: string, known: readonly string[]): string | null {
  const length = [...password].length;
  if (length < shortest) return `At least ${shortest} characters: three or four words are easy to keep in mind.`;
  if (length > longest) return `At most ${longest} characters.`;
  const plain = simplified(password);
  if (new Set(plain).size < 5 || isRun(plain) || common.test(plain))
    return 'This is one of the first that somebody would try. Three or four words that have nothing to do with each other are better.';
  const told = [...known.flatMap(wordsOf), 'ajar'].find((word) => holds(plain, word));
  return told === undefined ? null : `Leave out "${told}": others know it, and try it first.`;
}

function simplified(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('0', 'o')
    .replaceAll('$', 's')
    .replaceAll('@', 'a')
    .replaceAll(/[!|]/g, 'i');
}

/** Words that a password may not be built on: short ones stand in many others by chance. */
function wordsOf(text: string): string[] {
  return simplified(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length >= 4 && !/^(?:mail|email|info|www|example|gmail)$/.test(word));
}

/** It is what most of the password consists of; in a long one a word more does no harm. */
function holds(password: string, word: string): boolean {
  return password.includes(word) && password.replaceAll(word, '').length < shortest;
}

/** The same step between all neighbours, as in 1234567890 or abcdefghij. */
function isRun(text: string): boolean {
  const codes = [...text.replaceAll('o', '0')].map((letter) => letter.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0));
  return steps.filter((step) => Math.abs(step) <= 1).length >= steps.length - 1;
}
