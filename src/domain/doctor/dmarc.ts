import { type Check, checkOf } from './check.ts';
import { type Asked, askAgain, readTags, txtRecord } from './records.ts';

/** A domain that was checked by SPF or DKIM, and whether it and From belong to one organisation. */
export interface Aligned {
  domain: string;
  sameOrganisation: boolean;
}

export interface DmarcFacts {
  /** The domain of From. */
  domain: string;
  /** Where a record would stand when From's own domain has none. */
  organisation: string;
  found: Asked;
  ofOrganisation: Asked;
  /** The envelope's domain. */
  spf: Aligned;
  /** The signature's domain; null: nobody is known to sign. */
  dkim: Aligned | null;
}

/** Whether the domain says what to do with mail that only pretends, and whether our own passes (RFC 7489 §3.1, §6.6.3). */
export function judgeDmarc(facts: DmarcFacts): Check {
  const { domain, organisation } = facts;
  const says = checkOf(`dmarc:${domain}`, `DMARC of ${domain}`);
  const own = recordsOf(facts.found);
  const asked = own.length > 0 || facts.found.kind === 'unknown' ? facts.found : facts.ofOrganisation;
  const place = `_dmarc.${own.length > 0 ? domain : organisation}`;
  const publish = `Publish: ${txtRecord(place, `v=DMARC1; p=none; rua=mailto:postmaster@${organisation}`)}`;
  if (asked.kind === 'unknown') return says.warning(`The DNS did not answer for _dmarc.${domain}.`, askAgain);
  const [record, ...others] = recordsOf(asked);
  if (record === undefined)
    return says.failure(
      'There is no DMARC record. Google, Yahoo and Microsoft want one of whoever writes much.',
      publish,
    );
  if (others.length > 0)
    return says.failure(
      `There are ${others.length + 1} DMARC records at ${place}: receivers then believe none.`,
      publish,
    );
  const tags = readTags(record);
  const policy = (tags.get('p') ?? '').toLowerCase();
  if (!['none', 'quarantine', 'reject'].includes(policy))
    return says.failure(`The record at ${place} has no policy: ${record}`, publish);
  return judgeAlignment(facts, tags, policy);
}

function judgeAlignment({ domain, spf, dkim }: DmarcFacts, tags: Map<string, string>, policy: string): Check {
  const says = checkOf(`dmarc:${domain}`, `DMARC of ${domain}`);
  const fits = (aligned: Aligned, mode: string | undefined) =>
    mode?.toLowerCase() === 's' ? aligned.domain === domain : aligned.sameOrganisation;
  const bySpf = fits(spf, tags.get('aspf'));
  const byDkim = dkim !== null && fits(dkim, tags.get('adkim'));
  const policyWords = `The policy is "${policy}".`;
  if (byDkim)
    return says.ok(`${policyWords} The signature of ${dkim.domain} stands for it${bySpf ? ', and so does SPF' : ''}.`);
  const mend = `Sign as ${domain} (DKIM_DOMAIN=${domain}), or set REPLY_DOMAIN to a subdomain of ${domain}.`;
  if (bySpf)
    return dkim === null
      ? says.ok(`${policyWords} SPF of ${spf.domain} stands for it.`)
      : says.warning(
          `${policyWords} Only SPF of ${spf.domain} stands for it, which is lost when a letter is forwarded; the signature is of ${dkim.domain}.`,
          mend,
        );
  const said = `Neither the envelope (${spf.domain}) nor ${dkim === null ? 'a signature of ours' : `the signature (${dkim.domain})`} stands for ${domain}.`;
  if (dkim === null) return says.warning(`${policyWords} ${said} Your server may sign.`, mend);
  return says.failure(`${policyWords} ${said} Letters from there fail DMARC.`, mend);
}

function recordsOf(asked: Asked): string[] {
  return asked.kind === 'found' ? asked.records.filter((text) => /^v=DMARC1\s*(;|$)/i.test(text.trim())) : [];
}
