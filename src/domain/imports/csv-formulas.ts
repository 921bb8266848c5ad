/** What a spreadsheet would run instead of showing it (OWASP: CSV injection). */
const formula = /^\s*[=+\-@\t\r]/;

/** A cell as text for a spreadsheet. */
export function neutralise(cell: string): string {
  return formula.test(cell) ? `'${cell}` : cell;
}

/** A cell without the apostrophe that made it text. */
export function withoutApostrophe(cell: string): string {
  return cell.startsWith("'") && formula.test(cell.slice(1)) ? cell.slice(1) : cell;
}
