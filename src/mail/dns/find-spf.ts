import {
  countSpfLookups,
  isSpf,
  readSpf,
  type SpfFacts,
  type SpfSender,
  type SpfTerm,
} from '../../domain/doctor/spf.ts';
import type { DnsLookup } from '../in/check-sender.ts';
import { askTexts } from './ask.ts';

/** More than any real record has: a record that includes itself must end. */
const mostRecords = 40;

/** Reads the SPF record of a domain with all that it includes, and tries the sender's addresses on it. */
export async function findSpf(lookUp: DnsLookup, domain: string, sender: SpfSender): Promise<SpfFacts> {
  const texts = await askTexts(lookUp, domain);
  const records = texts.kind === 'found' ? texts.records.filter(isSpf) : [];
  const facts: SpfFacts = {
    domain,
    found: texts.kind === 'found' ? (records.length > 0 ? { kind: 'found', records } : { kind: 'none' }) : texts,
    lookups: 0,
    included: [],
    broken: [],
    unanswered: [],
    sender,
    results: [],
  };
  const terms = records.length === 1 ? readSpf(records[0]!) : null;
  if (terms === null) return facts;
  await walk(lookUp, terms, facts);
  if (sender.kind === 'addresses')
    facts.results = await Promise.all(
      sender.addresses.map(async (address) => ({ address, result: await tryAddress(lookUp, domain, address) })),
    );
  return facts;
}

async function walk(lookUp: DnsLookup, terms: readonly SpfTerm[], facts: SpfFacts): Promise<void> {
  facts.lookups += countSpfLookups(terms);
  const isAll = terms.some(({ name }) => name === 'all');
  for (const { name, value } of terms) {
    // RFC 7208 §6.1: beside "all" a redirect is not followed.
    if (value === null || !(name === 'include' || (name === 'redirect' && !isAll))) continue;
    if (value.includes('%') || facts.included.length >= mostRecords) continue;
    facts.included.push(value);
    const texts = await askTexts(lookUp, value);
    const records = texts.kind === 'found' ? texts.records.filter(isSpf) : [];
    const inner = records.length === 1 ? readSpf(records[0]!) : null;
    if (texts.kind === 'unknown') facts.unanswered.push(value);
    else if (inner === null) facts.broken.push(value);
    else await walk(lookUp, inner, facts);
  }
}

async function tryAddress(lookUp: DnsLookup, domain: string, ip: string): Promise<string> {
  try {
    // Loaded when somebody asks: most starts never need it.
    const { spf } = await import('mailauth/lib/spf/index.js');
    const found = (await spf({
      sender: `postmaster@${domain}`,
      ip,
      helo: domain,
      resolver: lookUp,
    } as unknown as Parameters<typeof spf>[0])) as { status?: { result?: string } };
    const result = found.status?.result ?? 'none';
    return result === 'temperror' ? 'unknown' : result;
  } catch {
    return 'unknown';
  }
}
