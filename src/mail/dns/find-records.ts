import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIPv4 } from 'node:net';
import type { DkimFacts, OwnKey } from '../../domain/doctor/dkim.ts';
import type { Aligned, DmarcFacts } from '../../domain/doctor/dmarc.ts';
import type { Exchange, ReverseFacts } from '../../domain/doctor/hosts.ts';
import { type Asked, readTags } from '../../domain/doctor/records.ts';
import type { DnsLookup } from '../in/check-sender.ts';
import { askAddresses, asked, askTexts } from './ask.ts';

/** The published key of a signature. `keyFile`: our own private key; null where somebody else signs. */
export async function findDkim(
  lookUp: DnsLookup,
  of: { domain: string; selector: string; keyFile: string | null; signer: string },
): Promise<DkimFacts> {
  const { domain, selector, signer } = of;
  const found = await askTexts(lookUp, `${selector}._domainkey.${domain}`);
  const published = found.kind === 'found' ? readTags(found.records[0]!).get('p') : undefined;
  return {
    domain,
    selector,
    signer,
    found,
    bits: published === undefined ? null : bitsOf(published),
    ownKey: of.keyFile === null ? null : publicHalf(of.keyFile),
  };
}

function bitsOf(published: string): number | null {
  try {
    const key = createPublicKey({ key: Buffer.from(published, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyDetails?.modulusLength ?? null;
  } catch {
    return null;
  }
}

/** Null where the file has no key any more: that is told of the file (`readOwnKey`). */
function publicHalf(keyFile: string): string | null {
  try {
    const key = createPublicKey(createPrivateKey(readFileSync(keyFile)));
    return key.export({ format: 'der', type: 'spki' }).toString('base64');
  } catch {
    return null;
  }
}

/** What DKIM_KEY_FILE holds now, which may not be what was read at the start. */
export function readOwnKey(keyFile: string): OwnKey {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(readFileSync(keyFile));
    if (asymmetricKeyType !== 'rsa')
      return { kind: 'none', problem: `holds a key of type ${asymmetricKeyType}; it must be RSA.` };
    return { kind: 'rsa', bits: asymmetricKeyDetails?.modulusLength ?? 0 };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { kind: 'none', problem: `cannot be read as a private key in PEM form (${code}).` };
  }
}

/** What a receiver would find for From of this domain. `signer` null: nobody is known to sign. */
export async function findDmarc(
  lookUp: DnsLookup,
  of: { domain: string; envelope: string; signer: string | null },
): Promise<DmarcFacts> {
  const { domain, envelope, signer } = of;
  // Loaded when somebody asks: most starts never need it.
  const { getAlignment } = await import('mailauth/lib/tools.js');
  const isSame = (one: string, other: string) => getAlignment(one, [other], false) !== false;
  const aligned = (one: string): Aligned => ({ domain: one, sameOrganisation: isSame(domain, one) });
  const organisation = organisationOf(domain, isSame);
  const [found, ofOrganisation] = await Promise.all([
    askTexts(lookUp, `_dmarc.${domain}`),
    organisation === domain ? Promise.resolve<Asked>({ kind: 'none' }) : askTexts(lookUp, `_dmarc.${organisation}`),
  ]);
  return {
    domain,
    organisation,
    found,
    ofOrganisation,
    spf: aligned(envelope),
    dkim: signer === null ? null : aligned(signer),
  };
}

/** The shortest end of a name that is of the same organisation: "example.co.uk" of "a.b.example.co.uk". */
function organisationOf(domain: string, isSame: (one: string, other: string) => boolean): string {
  const labels = domain.split('.');
  const ends = labels.map((_label, index) => labels.slice(index).join('.'));
  return ends.findLast((end) => end.includes('.') && isSame(domain, end)) ?? domain;
}

/** Where mail to a domain goes. A domain without MX takes mail at its own address (RFC 5321 §5.1), if it has one. */
export async function findExchanges(lookUp: DnsLookup, domain: string): Promise<Asked<Exchange>> {
  const found = await asked(async () => (await lookUp(domain, 'MX')) as { exchange: string; priority: number }[]);
  if (found.kind === 'none' && (await askAddresses(lookUp, domain)).kind === 'found')
    return { kind: 'found', records: [{ host: domain, priority: 0, hasAddress: true }] };
  if (found.kind !== 'found') return found;
  const records = await Promise.all(
    found.records.map(async ({ exchange, priority }) => {
      const host = exchange.toLowerCase().replace(/\.$/, '');
      const addresses: Asked = host === '' ? { kind: 'none' } : await askAddresses(lookUp, host);
      return { host, priority, hasAddress: addresses.kind === 'unknown' ? null : addresses.kind === 'found' };
    }),
  );
  return { kind: 'found', records };
}

/** The names of addresses, and whether each leads back (forward-confirmed reverse DNS). */
export async function findNames(lookUp: DnsLookup, addresses: readonly string[]): Promise<ReverseFacts['addresses']> {
  return Promise.all(
    addresses.map(async (address) => {
      const names = await asked(async () => (await lookUp(reverseName(address), 'PTR')) as string[]);
      return {
        address,
        names,
        confirmed: names.kind === 'found' ? await leadsBack(lookUp, names.records, address) : null,
      };
    }),
  );
}

async function leadsBack(lookUp: DnsLookup, names: readonly string[], address: string): Promise<boolean | null> {
  const answers = await Promise.all(names.slice(0, 5).map((name) => askAddresses(lookUp, name)));
  const same = (other: string) => spelled(other) === spelled(address);
  if (answers.some((one) => one.kind === 'found' && one.records.some(same))) return true;
  return answers.some((one) => one.kind === 'unknown') ? null : false;
}

/** `4.3.2.1.in-addr.arpa`, or the nibbles of an IPv6 address (RFC 3596 §2.5). */
function reverseName(address: string): string {
  if (isIPv4(address)) return `${address.split('.').toReversed().join('.')}.in-addr.arpa`;
  const nibbles = spelled(address)
    .split(':')
    .map((part) => part.padStart(4, '0'))
    .join('');
  return `${[...nibbles].toReversed().join('.')}.ip6.arpa`;
}

/** An address in one spelling, IPv6 with all its eight parts. */
function spelled(address: string): string {
  if (isIPv4(address)) return address;
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const before = head.split(':').filter((part) => part !== '');
  const after = (tail ?? '').split(':').filter((part) => part !== '');
  return [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after].join(':');
}
