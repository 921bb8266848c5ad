/** What the DNS said: texts of records, nothing there, or no answer (which is no proof of anything). */
export type Asked<Record = string> = { kind: 'found'; records: Record[] } | { kind: 'none' } | { kind: 'unknown' };

/** The tags of a DKIM or DMARC record (RFC 6376 §3.2), names in lower case; the first of two of a name counts. */
export function readTags(record: string): Map<string, string> {
  const tags = new Map<string, string>();
  for (const part of record.split(';')) {
    const at = part.indexOf('=');
    const name = part.slice(0, at).trim().toLowerCase();
    if (at > 0 && !tags.has(name)) tags.set(name, part.slice(at + 1).trim());
  }
  return tags;
}

/** A TXT record as it stands in a zone file: a text of more than 255 bytes is several (RFC 1035 §3.3.14). */
export function txtRecord(name: string, text: string): string {
  const parts = text.match(/.{1,255}/g) ?? [''];
  return `${name}. TXT ${parts.map((part) => `"${part}"`).join(' ')}`;
}

/** What to do where the DNS did not answer. */
export const askAgain = 'Run "npx ajar doctor" again; if it stays so, look at the name servers of this machine.';
