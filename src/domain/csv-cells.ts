/** What a spreadsheet would take for a formula: it is made text by an apostrophe in front (OWASP, CSV injection). */
const formula = /^[=+\-@\t\r]/;

/** One line of a CSV file (RFC 4180), with every cell made harmless. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: string | number | null): string {
  if (value === null) return '';
  const text = typeof value === 'string' && formula.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
