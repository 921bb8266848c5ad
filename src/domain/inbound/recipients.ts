import { addressesIn } from './addresses.ts';
import { fieldAll, type ParsedMail } from './mail.ts';

const envelope = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to'];

/**
 * The addresses a mail may have come to, for matching signed reply addresses: what the servers noted of the envelope before
 * what the writer wrote, each once, case as written.
 */
export function recipientCandidates(mail: ParsedMail): string[] {
  const noted = envelope.flatMap((name) => fieldAll(mail.headers, name)).flatMap(addressesIn);
  const written = [...mail.to, ...mail.cc].map(({ address }) => address).filter((address) => address !== '');
  const seen = new Map([...noted, ...written].map((address) => [address.toLowerCase(), address]));
  return [...seen.values()];
}
