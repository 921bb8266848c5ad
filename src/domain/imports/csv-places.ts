/** Countries and languages by name, as files have them, in the codes that Ajar keeps. */

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const languages = 'en de fr es it nl pt pl da sv nb no fi cs sk hu ro el tr hr sl bg et lv lt ja zh ko'.split(' ');

const otherNames: Record<string, string> = {
  uk: 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  'great britain': 'GB',
  großbritannien: 'GB',
  usa: 'US',
  'u.s.': 'US',
  'u.s.a.': 'US',
  america: 'US',
  brd: 'DE',
  holland: 'NL',
  'czech republic': 'CZ',
};

let countries: Map<string, string> | undefined;
let tongues: Map<string, string> | undefined;

/** The ISO 3166-1 code of a country that is given as code or by its English or German name; null for none. */
export function readCountry(text: string): string | null {
  const name = text.trim();
  if (/^[A-Za-z]{2}$/.test(name)) return otherNames[name.toLowerCase()] ?? name.toUpperCase();
  countries ??= new Map([...namesOf('region', listRegions()), ...Object.entries(otherNames)]);
  return countries.get(name.toLowerCase()) ?? null;
}

/** "de", "de_DE", "DE-at", "German" and "Deutsch" as locales; null for what is none. */
export function readLocale(text: string): string | null {
  const [, language, region] = /^([a-z]{2})(?:[-_]([a-z]{2}))?$/i.exec(text.trim()) ?? [];
  if (language !== undefined)
    return region === undefined ? language.toLowerCase() : `${language.toLowerCase()}-${region.toUpperCase()}`;
  tongues ??= new Map(namesOf('language', languages));
  return tongues.get(text.trim().toLowerCase()) ?? null;
}

function listRegions(): string[] {
  return letters.flatMap((first) => letters.map((second) => first + second));
}

/** Codes that Intl does not know are answered with themselves, and left out; so are old codes of a country that has another. */
function namesOf(type: 'region' | 'language', codes: readonly string[]): [name: string, code: string][] {
  const found = new Map<string, string>();
  for (const locale of ['en', 'de', ...(type === 'language' ? ['fr', 'es', 'it', 'nl'] : [])]) {
    const names = new Intl.DisplayNames(locale, { type, fallback: 'none' });
    for (const code of codes) {
      const name = names.of(code)?.toLowerCase();
      const canonical = type === 'region' ? (new Intl.Locale(`und-${code}`).maximize().region ?? code) : code;
      if (name !== undefined && canonical === code && !found.has(name)) found.set(name, code);
    }
  }
  return [...found];
}
