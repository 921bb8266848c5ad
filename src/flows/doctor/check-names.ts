import { isIP } from 'node:net';
import type { App } from '../../app.ts';
import { domainOf } from '../../domain/address.ts';
import { type Check, checkOf } from '../../domain/doctor/check.ts';
import { judgeDkim, judgeOwnKey, judgeUnsigned } from '../../domain/doctor/dkim.ts';
import { judgeDmarc } from '../../domain/doctor/dmarc.ts';
import { judgeReplyMx, judgeReverseDns } from '../../domain/doctor/hosts.ts';
import { providerOf } from '../../domain/doctor/providers.ts';
import { judgeResendDomains } from '../../domain/doctor/resend.ts';
import { judgeSpf, type SpfSender } from '../../domain/doctor/spf.ts';
import { askAddresses } from '../../mail/dns/ask.ts';
import { findDkim, findDmarc, findExchanges, findNames, readOwnKey } from '../../mail/dns/find-records.ts';
import { findSpf } from '../../mail/dns/find-spf.ts';
import { type DnsLookup, openDns } from '../../mail/in/check-sender.ts';
import { findResendDomains } from '../../mail/out/resend-domains.ts';
import { isOurs, isPrivate, publicAddresses } from './own-hosts.ts';

type Real = Exclude<App['config']['transport'], { kind: 'capture' }>;

export interface NameOptions {
  /** A name server (`host:port`) instead of this machine's. */
  dnsServer?: string | undefined;
  /** The public addresses of this machine, where tests know better. */
  addresses?: readonly string[];
}

/** What the DNS says of the domains that letters come from, and of the one that answers go to. */
export async function checkNames(app: App, options: NameOptions): Promise<Check[]> {
  const { transport, mailFrom, replyDomain, senderDomains } = app.config;
  const says = checkOf('dns', 'Names in the DNS');
  if (transport.kind === 'capture')
    return [
      says.skipped(
        'SPF, DKIM, DMARC, MX and reverse DNS were not asked for: nothing leaves with MAIL_TRANSPORT=capture.',
      ),
    ];
  if (mailFrom === null || replyDomain === null)
    return [says.failure('There is no sender or no domain for answers.', 'Set MAIL_FROM and REPLY_DOMAIN.')];
  const lookUp = options.dnsServer === undefined ? (app.dns ?? openDns()) : openDns(options.dnsServer);
  const domains = [...new Set([domainOf(mailFrom.address), ...senderDomains])];
  const checks = await Promise.all([
    transport.kind === 'resend'
      ? checkResendDomains(lookUp, transport, domains)
      : checkSmtpDomains(lookUp, { transport, domains, replyDomain, addresses: options.addresses }),
    checkReplies(lookUp, app.config, { transport, replyDomain }),
  ]);
  return checks.flat();
}

/** Resend sends with an envelope of its own below each domain, and signs as the domain. */
async function checkResendDomains(
  lookUp: DnsLookup,
  account: Extract<Real, { kind: 'resend' }>,
  domains: readonly string[],
): Promise<Check[]> {
  const listed = findResendDomains(account);
  const sender: SpfSender = { kind: 'include', include: 'amazonses.com', of: 'Resend', mayBeElsewhere: true };
  const checks = await Promise.all(
    domains.map(async (domain) => {
      const envelope = `send.${domain}`;
      const [spf, dkim, dmarc] = await Promise.all([
        findSpf(lookUp, envelope, sender),
        findDkim(lookUp, { domain, selector: 'resend', keyFile: null, signer: 'Resend' }),
        findDmarc(lookUp, { domain, envelope, signer: domain }),
      ]);
      return [judgeSpf(spf), judgeDkim(dkim), judgeDmarc(dmarc)];
    }),
  );
  return [...judgeResendDomains(await listed, domains), ...checks.flat()];
}

interface SmtpDomains {
  transport: Extract<Real, { kind: 'smtp' }>;
  domains: readonly string[];
  replyDomain: string;
  addresses: readonly string[] | undefined;
}

/** Over SMTP the envelope is ours (VERP at the reply domain), and so is the signature where we make one. */
async function checkSmtpDomains(
  lookUp: DnsLookup,
  { transport, domains, replyDomain, addresses }: SmtpDomains,
): Promise<Check[]> {
  const { dkim } = transport;
  const sender = await findSender(lookUp, new URL(transport.url).hostname.replace(/^\[|\]$/g, ''), addresses);
  const checks = await Promise.all([
    ...[...new Set([...domains, replyDomain])].map(async (domain) => judgeSpf(await findSpf(lookUp, domain, sender))),
    dkim === null ? judgeUnsigned(domains[0]!) : findDkim(lookUp, { ...dkim, signer: 'Ajar' }).then(judgeDkim),
    ...domains.map(async (domain) =>
      judgeDmarc(await findDmarc(lookUp, { domain, envelope: replyDomain, signer: dkim?.domain ?? null })),
    ),
    checkReverseDns(lookUp, sender),
  ]);
  return dkim === null ? checks : [judgeOwnKey(dkim.keyFile, readOwnKey(dkim.keyFile)), ...checks];
}

async function checkReverseDns(lookUp: DnsLookup, sender: SpfSender): Promise<Check> {
  if (sender.kind === 'include')
    return checkOf('reverse-dns', 'Reverse DNS of the sending host').ok(`${sender.of} sees to it.`);
  const { addresses, of, certain } = sender;
  return judgeReverseDns({ addresses: await findNames(lookUp, addresses), of, certain });
}

/** Who hands our mail to the world: a provider, a host of one's own, or this machine. */
async function findSender(
  lookUp: DnsLookup,
  host: string,
  addresses: readonly string[] = publicAddresses(),
): Promise<SpfSender> {
  const provider = providerOf(host);
  if (provider !== null)
    return { kind: 'include', include: provider.include, of: provider.name, mayBeElsewhere: false };
  if (isOurs(host)) return { kind: 'addresses', addresses: [...addresses], of: 'this machine', certain: true };
  const found = isIP(host) !== 0 ? { kind: 'found' as const, records: [host] } : await askAddresses(lookUp, host);
  const known = found.kind === 'found' ? found.records.filter((one) => !isPrivate(one)) : [];
  return { kind: 'addresses', addresses: known, of: host, certain: false };
}

async function checkReplies(
  lookUp: DnsLookup,
  config: App['config'],
  { transport, replyDomain }: { transport: Real; replyDomain: string },
): Promise<Check> {
  return judgeReplyMx({
    domain: replyDomain,
    found: await findExchanges(lookUp, replyDomain),
    readBy: {
      resend: config.resendWebhookSecret !== null,
      imap: config.mailboxes.length > 0,
      listener: config.smtpListen !== null,
    },
    transport: transport.kind,
    ownHost: new URL(config.publicUrl).hostname,
  });
}
