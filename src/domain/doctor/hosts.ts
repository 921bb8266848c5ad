import { type Check, checkOf } from './check.ts';
import { type Asked, askAgain } from './records.ts';

export interface Exchange {
  host: string;
  priority: number;
  /** Whether the host has an address; null without an answer. */
  hasAddress: boolean | null;
}

export interface ReplyFacts {
  domain: string;
  found: Asked<Exchange>;
  /** The ways by which mail reaches us, as far as they are set up. */
  readBy: { resend: boolean; imap: boolean; listener: boolean };
  transport: 'resend' | 'smtp';
  /** Host of PUBLIC_URL: where our own listener stands. */
  ownHost: string;
}

/** The hosts by which Resend takes mail in (its own domains, and SES behind those of customers). */
const resendHosts = /(^|\.)(resend\.app|resend\.com)$|^inbound-smtp\.[a-z0-9-]+\.amazon(aws|ses)\.com$/;

/** Whether an answer to a letter reaches somebody: where the MX of the reply domain lead, and who reads there. */
export function judgeReplyMx({ domain, found, readBy, transport, ownHost }: ReplyFacts): Check {
  const says = checkOf(`reply-mx:${domain}`, `Where answers to ${domain} go`);
  const publish =
    readBy.listener || transport === 'smtp'
      ? `Publish: ${domain}. MX 10 ${readBy.listener ? ownHost : '<your mail server>'}.`
      : `Publish the MX record that the page of ${domain} at Resend shows under "Receiving".`;
  if (found.kind === 'unknown') return says.warning(`The DNS did not answer for the MX of ${domain}.`, askAgain);
  const exchanges = found.kind === 'none' ? [] : found.records.toSorted((a, b) => a.priority - b.priority);
  const [first] = exchanges;
  if (first === undefined) return says.failure('There is no MX record: every answer to a letter is lost.', publish);
  if (first.host === '' || first.host === '.')
    return says.failure('The MX record says that it takes no mail (RFC 7505): every answer is lost.', publish);
  const dead = exchanges.find(({ hasAddress }) => hasAddress === false);
  if (dead !== undefined) return says.failure(`The MX ${dead.host} has no address in the DNS.`, publish);
  if (resendHosts.test(first.host))
    return readBy.resend
      ? says.ok(`They go to Resend (${first.host}), which tells us by its webhook.`)
      : says.failure(
          `They go to Resend (${first.host}), but its webhook is shut off here: every answer stays there.`,
          'Make a webhook for email.received at Resend and set RESEND_WEBHOOK_SECRET to its signing secret.',
        );
  if (readBy.imap || readBy.listener)
    return says.ok(`They go to ${first.host}, and are read by ${readBy.imap ? 'IMAP' : 'our own listener'}.`);
  return says.warning(
    `They go to ${first.host}, and nothing here reads there.`,
    'Set IMAP_URLS to the mailbox, or let that server hand its mail to POST /v1/inbound.',
  );
}

export interface ReverseFacts {
  /** The addresses from which mail leaves. */
  addresses: { address: string; names: Asked; confirmed: boolean | null }[];
  of: string;
  /** Whether mail certainly leaves from these addresses. */
  certain: boolean;
}

/** Whether each address has a name that leads back to it: Google and Microsoft refuse mail from others. */
export function judgeReverseDns({ addresses, of, certain }: ReverseFacts): Check {
  const says = checkOf('reverse-dns', 'Reverse DNS of the sending host');
  if (addresses.length === 0)
    return says.warning(
      `No public address of ${of} is known here.`,
      'See that the address from which mail leaves has a PTR record, and that its name leads back to it.',
    );
  if (
    addresses.some(({ names, confirmed }) => names.kind === 'unknown' || (names.kind === 'found' && confirmed === null))
  )
    return says.warning(`The DNS did not answer for ${addresses.map((one) => one.address).join(', ')}.`, askAgain);
  const bad = addresses.find(({ names, confirmed }) => names.kind === 'none' || confirmed === false);
  if (bad === undefined)
    return says.ok(`${addresses.map((one) => one.address).join(', ')} (${of}) and its name agree.`);
  const name = bad.names.kind === 'found' ? bad.names.records[0] : undefined;
  const said =
    name === undefined
      ? `${bad.address} (${of}) has no name in the DNS.`
      : `${bad.address} (${of}) is called ${name}, but that name does not lead back to it.`;
  const fix =
    name === undefined
      ? `Ask whoever gave you the address for the PTR record of ${bad.address}: the name of the mail server.`
      : `Publish: ${name}. ${bad.address.includes(':') ? 'AAAA' : 'A'} ${bad.address}`;
  return certain ? says.failure(said, fix) : says.warning(said, fix);
}
