import { type Check, checkOf } from './check.ts';

/** A domain as Resend lists it (https://resend.com/docs/api-reference/domains/list-domains). */
export interface ResendDomain {
  name: string;
  /** not_started, pending, verified, partially_verified, partially_failed or failed. */
  status: string;
  region: string;
  /** Whether it may send; a list that does not say means yes. */
  sends: boolean;
}

/** Resend's list. Restricted: the key may only send, which is all that Ajar needs of it. */
export type ResendDomains =
  | { kind: 'listed'; domains: ResendDomain[] }
  | { kind: 'restricted' }
  | { kind: 'unknown'; text: string };

/** Whether Resend sends for each of the domains that letters come from. It takes the exact name: none stands for its subdomains. */
export function judgeResendDomains(found: ResendDomains, wanted: readonly string[]): Check[] {
  if (found.kind === 'listed') return wanted.map((name) => judgeOne(name, found.domains));
  const says = checkOf('resend-domains', 'Domains at Resend');
  return [
    says.skipped(
      found.kind === 'restricted'
        ? 'The key may only send, so the list of domains could not be looked at; see https://resend.com/domains.'
        : `The list of domains could not be looked at: ${found.text}.`,
    ),
  ];
}

function judgeOne(name: string, domains: readonly ResendDomain[]): Check {
  const says = checkOf(`resend-domain:${name}`, `${name} at Resend`);
  const page = 'https://resend.com/domains';
  const one = domains.find((domain) => domain.name.toLowerCase() === name);
  if (one === undefined)
    return says.failure(
      'Resend does not know this domain, and refuses letters from it.',
      `Add ${name} at ${page}, and publish the records that its page shows.`,
    );
  const { status, region, sends } = one;
  if (!sends)
    return says.failure('Resend knows this domain, but not for sending.', `Switch sending on for ${name} at ${page}.`);
  if (status === 'verified') return says.ok(`It is verified; its letters leave from ${region}.`);
  const fix = `Publish the records that the page of ${name} at ${page} marks as missing, and press Verify there.`;
  if (status.startsWith('partially_'))
    return says.warning(`Resend finds only some of its records (${status}, region ${region}).`, fix);
  return says.failure(`It is not verified (${status}, region ${region}), and Resend refuses letters from it.`, fix);
}
