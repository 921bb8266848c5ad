import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

/** A domain name of two labels or more, lower case. */
export const domainPattern = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;
/** 0 is any free port. */
export function parsePort(given: string, context: z.RefinementCtx): number {
  const port = Number(given);
  if (/^\d{1,5}$/.test(given) && port <= 65_535) return port;
  context.addIssue('is not a port (0 to 65535)');
  return z.NEVER;
}

/** Only scheme and host: the pages, the cookie and the links in letters live at the root. */
export function parseOrigin(given: string, context: z.RefinementCtx): string {
  const parsed = URL.canParse(given) ? new URL(given) : null;
  if (!parsed || !['http:', 'https:'].includes(parsed.protocol)) {
    context.addIssue('is not a URL that starts with https:// (or http:// while nothing is sent)');
    return z.NEVER;
  }
  if (parsed.pathname !== '/' || parsed.search || parsed.hash || parsed.username || parsed.password) {
    context.addIssue('must be scheme and host only, without path, query or password');
    return z.NEVER;
  }
  return parsed.origin;
}

/** Never `true`: whoever reaches us could then name any address as its own and slip every throttle. */
export function parseTrustProxy(given: string, context: z.RefinementCtx): false | number | string[] {
  if (given === 'false') return false;
  if (/^\d{1,2}$/.test(given)) return Number(given) || false;
  const addresses = given.split(',').map((part) => part.trim());
  if (addresses.every(isAddressOrNetwork)) return addresses;
  context.addIssue('is neither false, nor a number of proxies, nor a comma list of their addresses or networks');
  return z.NEVER;
}

function isAddressOrNetwork(given: string): boolean {
  const [address = '', prefix, ...rest] = given.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  if (prefix === undefined) return true;
  if (!/^\d{1,3}$/.test(prefix)) return false;
  try {
    new BlockList().addSubnet(address, Number(prefix), family === 6 ? 'ipv6' : 'ipv4');
    return true;
  } catch {
    return false;
  }
}

export function parseDomains(given: string, context: z.RefinementCtx): string[] {
  const domains = given
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== '');
  const bad = domains.find((part) => !domainPattern.test(part));
  if (bad === undefined) return [...new Set(domains)];
  context.addIssue(`holds "${bad}", which is not a domain (exact domains, no wildcards)`);
  return z.NEVER;
}

/** `Name <a@b>` or `a@b`; a name in quotes may hold commas. */
export function parseMailFrom(given: string, context: z.RefinementCtx): { name: string | null; address: string } {
  const match = /^(?:(?<name>[^<>]*)<(?<inside>[^<>\s]+)>|(?<bare>[^<>\s]+))$/.exec(given);
  const name = match?.groups?.['name']?.trim().replace(/^"(.*)"$/, '$1') || null;
  const address = match?.groups?.['inside'] ?? match?.groups?.['bare'] ?? '';
  const parsed = z.email().safeParse(address);
  // A line break in a header value would let the rest become headers of its own.
  // oxlint-disable-next-line no-control-regex
  if (parsed.success && !/[\u0000-\u001f\u007f]/.test(given)) return { name, address };
  context.addIssue('is not an address, nor a name and an address in angle brackets');
  return z.NEVER;
}

/** A URL without its passwords, which stand in the authority or in the query (`?password=`); other text as it is. */
export function maskUrl(value: string): string {
  if (!URL.canParse(value)) return value;
  const parsed = new URL(value);
  if (parsed.password === '' && parsed.search === '') return value;
  if (parsed.password !== '') parsed.password = '********';
  for (const key of new Set(parsed.searchParams.keys())) {
    if (/pass|secret|key|token/i.test(key)) parsed.searchParams.set(key, '********');
  }
  return parsed.href;
}

/** Levenshtein: how many letters to add, drop or change. */
export function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const current = [i];
    for (let j = 1; j <= to.length; j++) {
      const change = (previous[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      current.push(Math.min(change, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
}
