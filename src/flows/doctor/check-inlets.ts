import type { App } from '../../app.ts';
import { type Check, checkOf } from '../../domain/doctor/check.ts';
import { judgeListener } from '../../domain/doctor/listener.ts';
import { findExchanges } from '../../mail/dns/find-records.ts';
import { openDns } from '../../mail/in/check-sender.ts';
import { openMailbox } from '../../mail/in/imap.ts';
import { probeListener } from '../../mail/in/probe-listener.ts';
import { isOurs } from './own-hosts.ts';

const patienceMs = 20_000;
/** Nothing is fetched: whatever the server says beyond this is not about the log-in. */
const enoughBytes = 1_000_000;

/** Whether the ways in are open: the webhook of the provider, the SMTP listener, and the mailboxes that are read. */
export async function checkInlets(
  app: App,
  options: { dnsServer?: string | undefined; ca?: string },
): Promise<Check[]> {
  const { config } = app;
  const { smtpListen, replyDomain } = config;
  const listener =
    smtpListen === null || replyDomain === null ? [] : [checkListener(app, { ...smtpListen, replyDomain }, options)];
  return [checkWebhook(config), ...(await Promise.all([...listener, ...config.mailboxes.map(checkMailbox)]))];
}

async function checkListener(
  app: App,
  { host, port, tls, replyDomain }: NonNullable<App['config']['smtpListen']> & { replyDomain: string },
  { dnsServer, ca }: { dnsServer?: string | undefined; ca?: string },
): Promise<Check> {
  if (port === 0)
    return checkOf('smtp-listen', 'SMTP listener').skipped(
      'SMTP_LISTEN leaves its port open, so nobody knows where it is.',
    );
  const isEverywhere = host === '0.0.0.0' || host === '::';
  // Where letters are only captured nothing is asked of the outside.
  const lookUp = dnsServer === undefined ? (app.dns ?? openDns()) : openDns(dnsServer);
  const found = app.config.transport.kind === 'capture' ? null : await findExchanges(lookUp, replyDomain);
  const exchanges = found?.kind === 'found' ? found.records.map((one) => one.host).filter((one) => one !== '') : [];
  const names = exchanges.length > 0 ? exchanges : [replyDomain];
  const at = { host: isEverywhere ? (host === '::' ? '::1' : '127.0.0.1') : host, port };
  const setting = {
    place: `${host.includes(':') ? `[${host}]` : host}:${port}`,
    name: replyDomain,
    hasCertificate: tls !== null,
    isLocal: !isEverywhere && isOurs(host),
    names,
  };
  return judgeListener(setting, await probeListener(at, { names, ca }), app.now());
}

function checkWebhook({ transport, resendWebhookSecret, publicUrl }: App['config']): Check {
  const says = checkOf('webhook-secret', 'Webhook of Resend');
  if (resendWebhookSecret !== null) return says.ok('Its signing secret is set.');
  if (transport.kind !== 'resend') return says.skipped('Resend is not used.');
  return says.failure(
    'There is no signing secret, so bounces, complaints and answers are not heard of.',
    `Make a webhook to ${publicUrl}/hooks/resend at Resend, and set RESEND_WEBHOOK_SECRET to its signing secret.`,
  );
}

async function checkMailbox(mailbox: App['config']['mailboxes'][number]): Promise<Check> {
  const says = checkOf(`imap:${mailbox.name}`, `Mailbox ${mailbox.name}`);
  const fix = 'Correct user, password (or token) and folder in IMAP_URLS.';
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), patienceMs);
  });
  const opening = openMailbox(mailbox, enoughBytes).then(async (open) => open.close());
  opening.catch(() => {});
  try {
    if ((await Promise.race([opening, late])) === 'late')
      return says.warning(
        `${mailbox.host} did not answer within 20 seconds.`,
        'Run this again; see host and port in IMAP_URLS.',
      );
    return says.ok('The server let us in, and the folder is there.');
  } catch (error) {
    const { message, responseText } = error as Error & { responseText?: string };
    return says.failure(
      `${mailbox.host} does not let us in: ${(responseText ?? message).replace(/[.\s]+$/, '')}.`,
      fix,
    );
  } finally {
    clearTimeout(timer);
  }
}
