import { type Check, checkOf, counted } from './check.ts';
import { type Asked, askAgain, txtRecord } from './records.ts';

export interface SpfTerm {
  qualifier: '+' | '-' | '~' | '?';
  name: string;
  /** What stands behind ":" or "="; null where nothing does. */
  value: string | null;
}

const mechanisms = new Set(['all', 'include', 'a', 'mx', 'ptr', 'ip4', 'ip6', 'exists']);
/** What costs a question to the DNS; RFC 7208 §4.6.4 allows ten. */
const asking = new Set(['include', 'a', 'mx', 'ptr', 'exists', 'redirect']);
const mostLookups = 10;

export function isSpf(text: string): boolean {
  return /^v=spf1(?: |$)/i.test(text);
}

/** The terms of an SPF record; null when a receiver could not read it either (RFC 7208 §4.6). */
export function readSpf(record: string): SpfTerm[] | null {
  const terms: SpfTerm[] = [];
  for (const part of record.trim().split(/\s+/).slice(1)) {
    const match = /^(?<qualifier>[-+~?]?)(?<name>[a-z][\w.-]*)(?<sign>[:=/]?)(?<rest>.*)$/i.exec(part)?.groups;
    if (match === undefined) return null;
    const name = match['name']!.toLowerCase();
    const isModifier = match['sign'] === '=';
    if (!isModifier && !mechanisms.has(name)) return null;
    const value = match['sign'] === '/' || match['rest'] === '' ? null : match['rest']!.toLowerCase();
    if ((name === 'include' || name === 'redirect' || name === 'exists') && value === null) return null;
    terms.push({ qualifier: (match['qualifier'] || '+') as SpfTerm['qualifier'], name, value });
  }
  return terms;
}

/** How many questions the terms of one record cost, without those of what they include. */
export function countSpfLookups(terms: readonly SpfTerm[]): number {
  return terms.filter(({ name }) => asking.has(name)).length;
}

/** Whose word must stand in the record: a provider by its include, or addresses that a receiver will see. */
export type SpfSender =
  | {
      kind: 'include';
      include: string;
      of: string;
      /** The provider lets people choose another place for the record. */
      mayBeElsewhere: boolean;
    }
  | { kind: 'addresses'; addresses: string[]; of: string; certain: boolean };

export interface SpfFacts {
  domain: string;
  /** The SPF records at the domain. */
  found: Asked;
  /** Questions that the record and all that it includes cost. */
  lookups: number;
  /** Domains that it includes, at any depth, with its redirects. */
  included: string[];
  /** Included domains without a record, or with one that cannot be read: for a receiver the whole is broken then. */
  broken: string[];
  /** Included domains about which the DNS did not answer. */
  unanswered: string[];
  sender: SpfSender;
  /** What a receiver would say of each address of the sender: `pass`, `softfail`, `none` …; `unknown` without an answer. */
  results: { address: string; result: string }[];
}

/** Whether receivers would believe that our mail comes from this domain (RFC 7208). */
export function judgeSpf(facts: SpfFacts): Check {
  const { domain, found, lookups, broken, unanswered } = facts;
  const says = checkOf(`spf:${domain}`, `SPF of ${domain}`);
  const term = termOf(facts.sender);
  const fresh = txtRecord(domain, `v=spf1 ${term} ~all`);
  if (found.kind === 'unknown') return says.warning(`The DNS did not answer for ${domain}.`, askAgain);
  const [record, ...others] = found.kind === 'none' ? [] : found.records;
  if (record === undefined && facts.sender.kind === 'include' && facts.sender.mayBeElsewhere)
    return says.warning(
      `There is no SPF record at ${domain}, where ${facts.sender.of} wants it unless you chose another return path.`,
      `Publish, unless ${facts.sender.of} shows another place: ${fresh}`,
    );
  if (record === undefined) return says.failure(`There is no SPF record at ${domain}.`, `Publish: ${fresh}`);
  if (others.length > 0)
    return says.failure(
      `There are ${others.length + 1} SPF records at ${domain}, and receivers then believe none.`,
      `Make them one: ${txtRecord(domain, joined([record, ...others]))}`,
    );
  const terms = readSpf(record);
  if (terms === null) return says.failure(`The record cannot be read: ${record}`, `Publish: ${fresh}`);
  if (terms.some(({ name, qualifier }) => name === 'all' && qualifier === '+'))
    return says.failure(
      'It lets everybody send ("+all"), which receivers take for no protection.',
      `Publish: ${fresh}`,
    );
  if (broken.length > 0)
    return says.failure(
      `It includes ${broken.join(', ')}, where there is no readable SPF record: the whole counts as broken.`,
      `Take "include:${broken[0]}" out of the record of ${domain}, or correct it.`,
    );
  if (lookups > mostLookups)
    return says.failure(
      `It costs ${lookups} look-ups, and receivers stop after ${mostLookups}.`,
      `Take out includes of ${domain} that nobody uses, or write the addresses of one as ip4: and ip6:.`,
    );
  if (unanswered.length > 0)
    return says.warning(`The DNS did not answer for ${unanswered.join(', ')}, which it includes.`, askAgain);
  return judgeSender(facts, record, term);
}

function judgeSender({ domain, lookups, included, sender, results }: SpfFacts, record: string, term: string): Check {
  const says = checkOf(`spf:${domain}`, `SPF of ${domain}`);
  const mended = `Publish instead: ${txtRecord(domain, withTerm(record, term))}`;
  const good = `It lets ${sender.of} send, with ${counted(lookups, 'look-up')} of ${mostLookups}.`;
  if (sender.kind === 'include')
    return included.includes(sender.include)
      ? says.ok(good)
      : says.failure(`It does not let ${sender.of} send: "include:${sender.include}" is missing.`, mended);
  if (results.length === 0)
    return says.warning(
      `There is one, but no public address of ${sender.of} is known here, so it cannot be tried.`,
      `See that the address from which mail leaves is in it: ${record}`,
    );
  if (results.some(({ result }) => result === 'unknown'))
    return says.warning('The DNS did not answer while it was tried.', askAgain);
  const refused = results.filter(({ result }) => result !== 'pass');
  if (refused.length === 0) return says.ok(good);
  const said = `It does not let ${refused.map((one) => one.address).join(', ')} (${sender.of}) send.`;
  return sender.certain
    ? says.failure(said, mended)
    : says.warning(`${said} That matters unless its mail leaves from other addresses.`, mended);
}

function termOf(sender: SpfSender): string {
  if (sender.kind === 'include') return `include:${sender.include}`;
  if (sender.addresses.length === 0) return 'ip4:<the address mail leaves from>';
  return sender.addresses.map((address) => `${address.includes(':') ? 'ip6' : 'ip4'}:${address}`).join(' ');
}

/** Before what judges the rest, for nothing behind "all" is read. */
function withTerm(record: string, term: string): string {
  const parts = record.trim().split(/\s+/);
  const at = parts.findIndex((part) => /^[-+~?]?all$|^redirect=/i.test(part));
  return at < 0 ? [...parts, term, '~all'].join(' ') : [...parts.slice(0, at), term, ...parts.slice(at)].join(' ');
}

function joined(records: readonly string[]): string {
  const parts = records.flatMap((record) => record.trim().split(/\s+/).slice(1));
  const rest = parts.filter((part) => !/^[-+~?]?all$/i.test(part));
  const last = parts.find((part) => /^[-~?]all$/i.test(part)) ?? '~all';
  return ['v=spf1', ...new Set(rest), last].join(' ');
}
