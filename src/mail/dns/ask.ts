import type { Asked } from '../../domain/doctor/records.ts';
import type { DnsLookup } from '../in/check-sender.ts';

/** Texts at a name, each put together from its parts. */
export async function askTexts(lookUp: DnsLookup, name: string): Promise<Asked> {
  return asked(async () => ((await lookUp(name, 'TXT')) as string[][]).map((parts) => parts.join('')));
}

/** Addresses of a host, of both kinds. */
export async function askAddresses(lookUp: DnsLookup, host: string): Promise<Asked> {
  const [four, six] = await Promise.all(
    (['A', 'AAAA'] as const).map((type) => asked(async () => (await lookUp(host, type)) as string[])),
  );
  const found = [four!, six!].flatMap((one) => (one.kind === 'found' ? one.records : []));
  if (found.length > 0) return { kind: 'found', records: found };
  return four!.kind === 'unknown' || six!.kind === 'unknown' ? { kind: 'unknown' } : { kind: 'none' };
}

/** What the DNS says, an empty answer being none; whatever else goes wrong is no answer. */
export async function asked<Record>(question: () => Promise<Record[]>): Promise<Asked<Record>> {
  try {
    const records = await question();
    return records.length === 0 ? { kind: 'none' } : { kind: 'found', records };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { kind: code === 'ENOTFOUND' || code === 'ENODATA' ? 'none' : 'unknown' };
  }
}
