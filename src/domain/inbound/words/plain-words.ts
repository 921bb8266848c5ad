const longestText = 3000;

/** The beginning of a text on one line, in lower case and without accents, for rules that read several languages. */
export function plainWords(text: string): string {
  return (
    text
      .slice(0, longestText)
      .toLowerCase()
      .normalize('NFD')
      // Only the accents of Latin, Greek and Cyrillic: those of Japanese and Korean make other words.
      .replaceAll(/[\u0300-\u036f]/g, '')
      .normalize('NFC')
      .replaceAll('ß', 'ss')
      .replaceAll('ø', 'o')
      .replaceAll('ł', 'l')
      .replaceAll('’', "'")
      .replaceAll(/\s+/g, ' ')
  );
}
