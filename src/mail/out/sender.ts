import { domainOf } from '../../domain/address.ts';
import type { Mailbox } from './transport.ts';

/**
 * Who a letter is from. The owner's own address only at an exact domain of MAIL_FROM or SENDER_DOMAINS: elsewhere SPF,
 * DKIM and DMARC would not be aligned (RFC 7489 §3.1) and the letter would be refused or filed as spam. Otherwise the
 * address of MAIL_FROM under the owner's name, so that a person still writes. Addresses and domains are normalised.
 */
export function chooseSender(choice: {
  owner: Mailbox | null;
  mailFrom: Mailbox;
  senderDomains: readonly string[];
  houseName: string | null;
}): Mailbox {
  const { owner, mailFrom, senderDomains, houseName } = choice;
  if (owner === null) return { name: mailFrom.name ?? houseName, address: mailFrom.address };
  const ownerDomain = domainOf(owner.address);
  const mayWrite = ownerDomain === domainOf(mailFrom.address) || senderDomains.includes(ownerDomain);
  const name = owner.name ?? mailFrom.name ?? houseName;
  return { name, address: mayWrite ? owner.address : mailFrom.address };
}
