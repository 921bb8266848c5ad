import { type Check, checkOf } from './check.ts';
import { type Asked, askAgain, readTags, txtRecord } from './records.ts';

/** RFC 8301 §3.2: nobody signs with fewer than the first, and everybody should with the second. */
const fewestBits = 1024;
const advisedBits = 2048;

export interface DkimFacts {
  /** The domain of the signature. */
  domain: string;
  selector: string;
  found: Asked;
  /** Bits of the published key; null where it cannot be read. */
  bits: number | null;
  /** The public half of our own key, base64; null where somebody else signs. */
  ownKey: string | null;
  /** Who signs, in words. */
  signer: string;
}

/** Whether receivers find the key that our signatures are checked with (RFC 6376). */
export function judgeDkim({ domain, selector, found, bits, ownKey, signer }: DkimFacts): Check {
  const says = checkOf(`dkim:${domain}`, `DKIM key of ${domain}`);
  const name = `${selector}._domainkey.${domain}`;
  const publish =
    ownKey === null
      ? `Publish the record that the page of ${domain} at ${signer} shows for ${name}.`
      : `Publish: ${txtRecord(name, `v=DKIM1; k=rsa; p=${ownKey}`)}`;
  if (found.kind === 'unknown') return says.warning(`The DNS did not answer for ${name}.`, askAgain);
  if (found.kind === 'none') return says.failure(`There is no key at ${name}.`, publish);
  const keys = found.records.map(readTags).filter((tags) => tags.has('p'));
  const [tags] = keys;
  if (tags === undefined) return says.failure(`What stands at ${name} is no key.`, publish);
  if (keys.length > 1) return says.failure(`There are ${keys.length} keys at ${name}; receivers take any.`, publish);
  const key = tags.get('p')!.replace(/\s+/g, '');
  if (key === '') return says.failure(`The key at ${name} is revoked (p= is empty).`, publish);
  if (ownKey !== null && key !== ownKey)
    return says.failure(`The key at ${name} is not the one in DKIM_KEY_FILE: every signature fails.`, publish);
  if (bits === null && (tags.get('k') ?? 'rsa') === 'rsa')
    return says.failure(`The key at ${name} cannot be read.`, publish);
  // Our own is judged by its file, published or not.
  const length = ownKey === null ? bits : null;
  if (length !== null && length < fewestBits)
    return says.failure(`The key at ${name} has ${length} bits; receivers want 1024 at least.`, newKey(signer));
  if (/(^|:)y(:|$)/.test(tags.get('t') ?? ''))
    return says.warning(`The key at ${name} is marked as a test (t=y).`, `Take "t=y" out of the record of ${name}.`);
  if (length !== null && length < advisedBits)
    return says.warning(`The key at ${name} has ${length} bits; 2048 are advised.`, newKey(signer));
  return says.ok(`${signer} signs, and the key is at ${name}.`);
}

/** Where nobody told us that letters are signed. */
export function judgeUnsigned(domain: string): Check {
  return checkOf(`dkim:${domain}`, `DKIM key of ${domain}`).warning(
    'Ajar does not sign; whether your SMTP server does cannot be seen from here. Google, Yahoo and Microsoft want a signature.',
    'Set DKIM_DOMAIN, DKIM_SELECTOR and DKIM_KEY_FILE, or see in a test mail that there is a DKIM-Signature of your domain.',
  );
}

function newKey(signer: string): string {
  return `Ask ${signer} for a key of 2048 bits.`;
}

/** Our own private key; `problem`: why its file holds none. */
export type OwnKey = { kind: 'rsa'; bits: number } | { kind: 'none'; problem: string };

/** Whether signatures made with it are believed, wherever its public half stands. */
export function judgeOwnKey(file: string, key: OwnKey): Check {
  const says = checkOf('dkim-key', 'Our own DKIM key');
  const fix = `Make one with "openssl genrsa -out ${file} 2048", publish it under a new DKIM_SELECTOR, and start Ajar again.`;
  if (key.kind === 'none') return says.failure(`${file} ${key.problem}`, fix);
  if (key.bits < fewestBits)
    return says.failure(`The key in ${file} has ${key.bits} bits; receivers want 1024 at least.`, fix);
  if (key.bits < advisedBits) return says.warning(`The key in ${file} has ${key.bits} bits; 2048 are advised.`, fix);
  return says.ok(`It has ${key.bits} bits.`);
}
