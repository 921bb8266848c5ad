import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { domainOf } from '../../domain/address.ts';
import type { AuthenticationResult, MailAuthentication } from '../../domain/inbound/authentication.ts';

/** Asks the DNS as node:dns does: an error with ENOTFOUND or ENODATA says that there is nothing. */
export type DnsLookup = (name: string, type: string) => Promise<unknown>;

const timeoutMs = 5_000;
const questionMs = 1_500;

/** The DNS of this machine, or a server (`host:port`) that is named. */
export function openDns(server?: string): DnsLookup {
  const resolver = new Resolver({ timeout: questionMs, tries: 2 });
  if (server !== undefined) resolver.setServers([server]);
  return (name, type) => resolver.resolve(name, type);
}

const unknown = { spf: 'unknown', dkim: 'unknown', dmarc: 'unknown' } as const;

/**
 * Whether a mail is from who it says (SPF, DKIM, DMARC). `ownDoor`: the topmost Received was written by the host that took
 * the mail in for us, so that the address in it can be believed; elsewhere SPF is not asked. Never throws and never takes
 * longer than five seconds: what the DNS does not answer is unknown.
 */
export async function checkSender(
  raw: Uint8Array,
  of: { fromAddress: string | null; ownDoor: boolean; lookUp: DnsLookup },
): Promise<MailAuthentication> {
  const domain = of.fromAddress === null ? null : domainOf(of.fromAddress);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), timeoutMs);
  });
  try {
    return { domain, ...((await Promise.race([judge(raw, of), late])) ?? unknown) };
  } catch {
    return { domain, ...unknown };
  } finally {
    clearTimeout(timer);
  }
}

async function judge(
  raw: Uint8Array,
  { ownDoor, lookUp }: { ownDoor: boolean; lookUp: DnsLookup },
): Promise<Omit<MailAuthentication, 'domain'>> {
  // Loaded when the first mail is checked: most starts never need it.
  const { authenticate } = await import('mailauth');
  const ip = ownDoor ? handedOverFrom(raw) : null;
  const found = (await authenticate(Buffer.from(raw), {
    resolver: lookUp,
    trustReceived: ip !== null,
    disableArc: true,
    disableBimi: true,
    mta: 'ajar.invalid',
    ...(ip === null ? {} : { ip }),
  } as unknown as Parameters<typeof authenticate>[1])) as unknown as Found;
  const spf = ip === null ? 'none' : readResult(found.spf && found.spf.status?.result);
  const dkim = bestOf((found.dkim?.results ?? []).map((one) => readSignature(one.status?.result)));
  const dmarc = readResult(found.dmarc && found.dmarc.status?.result);
  // Without the address it came from nobody knows whether SPF would have passed.
  return { spf, dkim, dmarc: dmarc === 'fail' && (ip === null || dkim === 'unknown') ? 'unknown' : dmarc };
}

interface Found {
  spf?: { status?: { result?: string } } | false;
  dkim?: { results?: { status?: { result?: string } }[] };
  dmarc?: { status?: { result?: string } } | false;
}

function readResult(result: string | false | undefined): AuthenticationResult {
  if (result === 'pass') return 'pass';
  if (result === 'temperror') return 'unknown';
  if (result === 'fail' || result === 'softfail' || result === 'permerror' || result === 'policy') return 'fail';
  return 'none';
}

/** A signature over other words than these is called neutral, because a list may have changed them; it says nothing of them. */
function readSignature(result: string | undefined): AuthenticationResult {
  return result === 'neutral' ? 'fail' : readResult(result);
}

/** One signature that holds is enough. */
function bestOf(results: readonly AuthenticationResult[]): AuthenticationResult {
  for (const wanted of ['pass', 'unknown', 'fail'] as const) if (results.includes(wanted)) return wanted;
  return 'none';
}

/** The public address that the host at our door had the mail from; null where it names none, or one of its own. */
function handedOverFrom(raw: Uint8Array): string | null {
  const head = Buffer.from(raw.subarray(0, 100_000))
    .toString('latin1')
    .split(/\r?\n\r?\n/, 1)[0]!;
  const first = /^received:((?:.|\r?\n[ \t])*)/im.exec(head)?.[1] ?? '';
  const from = first.split(/\sby\s/i, 1)[0]!;
  const ip = /\[(?:IPv6:)?([0-9a-f.:]+)\]/i.exec(from)?.[1] ?? '';
  const isPrivate = /^(10\.|127\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|::1$|f[cd]|fe80)/i.test(ip);
  return isIP(ip) === 0 || isPrivate ? null : ip;
}
