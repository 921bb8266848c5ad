import type { App } from '../../app.ts';
import { type Check, checkOf } from '../../domain/doctor/check.ts';
import { openMailbox } from '../../mail/in/imap.ts';

const patienceMs = 20_000;
/** Nothing is fetched: whatever the server says beyond this is not about the log-in. */
const enoughBytes = 1_000_000;

/** Whether the ways in are open: the webhook of the provider, and the mailboxes that are read. */
export async function checkInlets({ config }: App): Promise<Check[]> {
  return [checkWebhook(config), ...(await Promise.all(config.mailboxes.map(checkMailbox)))];
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
