/** The zones that the browser knows; one that is on file and that it does not know is kept. */
export function zones(present: string | null): string[] {
  const known = Intl.supportedValuesOf('timeZone');
  return present === null || known.includes(present) ? known : [present, ...known];
}
