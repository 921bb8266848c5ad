import type { App } from '../../app.ts';
import { listErasedHashes } from '../../db/contacts/erased.ts';
import type { Db } from '../../db/db.ts';
import { parseAddress } from '../../domain/address.ts';
import { erasedMark } from '../../domain/erasure.ts';
import { addressesIn } from '../../domain/inbound/addresses.ts';
import { hashAddress } from '../../mail/address-hash.ts';

/**
 * What comes from outside after a person was erased must not bring them back. Of what is theirs (their letter, their mail)
 * only the fact is kept: kind, time, codes. Of what others write, the words stay with a mark in the place of the address,
 * and the bytes go. Only the keyed hash of an address is left to know them by; a name alone is not recognised any more.
 */

/** Looking up more addresses than a mail can honestly have costs us, not its writer. */
const mostAddresses = 5_000;

/** The addresses in the texts under which somebody was erased, as they are written there. The caller holds `lockAgainstErasure`. */
export async function findErasedIn(app: App, tx: Db, texts: readonly string[]): Promise<string[]> {
  const hashes = new Map<string, string>();
  for (const text of texts) {
    for (const address of addressesIn(text)) {
      const read = parseAddress(address);
      if (read.kind === 'invalid' || hashes.has(address) || hashes.size >= mostAddresses) continue;
      hashes.set(address, hashAddress(app.addressKey, read.address));
    }
  }
  const erased = await listErasedHashes(tx, [...new Set(hashes.values())]);
  return [...hashes].flatMap(([address, hash]) => (erased.has(hash) ? [address] : []));
}

/** The same for a body of a provider, which is JSON and may write an address with escapes. */
export async function namesErased(app: App, tx: Db, body: Uint8Array): Promise<boolean> {
  const text = Buffer.from(body).toString('utf8');
  return (await findErasedIn(app, tx, [text, unescaped(text)])).length > 0;
}

/** A text of somebody else without these addresses. */
export function withoutAddresses(text: string, addresses: readonly string[]): string {
  let left = text;
  for (const address of addresses.toSorted((a, b) => b.length - a.length))
    left = left.replaceAll(new RegExp(address.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`), 'gi'), erasedMark);
  return left;
}

function unescaped(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return '';
  }
}
