import type { App } from '../../app.ts';
import { lockAgainstErasure } from '../../db/contacts/erased.ts';
import { claimFetches, type ProviderEventRow } from '../../db/inbound/provider-events.ts';
import { openResendFetch, type ResendFetch } from '../../mail/out/resend-fetch.ts';
import { readResendEvent } from '../../mail/resend-webhook.ts';
import { markEventHandled, putOff } from './handle-webhook.ts';
import { receiveMail } from './receive-mail.ts';

const mailsATime = 10;
/** Longer than a fetch may take; should this process die, another takes over then. */
const claimMinutes = 5;

/**
 * A pass of the worker: fetches the mails that Resend announced, since its webhooks hold no bytes, and takes them in.
 * Bounded in number, time, size and hosts; a failure is tried again later, and after the last a person sees it.
 */
export async function fetchReceivedMail(app: App, now: Date): Promise<{ fetched: number; failed: number }> {
  const until = new Date(now.getTime() + claimMinutes * 60_000);
  const events = await app.db.transaction((tx) => claimFetches(tx, { now, until, limit: mailsATime }));
  if (events.length === 0) return { fetched: 0, failed: 0 };
  const fetcher = openFetcher(app);
  const done = await Promise.all(events.map((event) => fetchOne(app, fetcher, event, now)));
  const fetched = done.filter(Boolean).length;
  return { fetched, failed: done.length - fetched };
}

function openFetcher({ config }: App): ResendFetch | null {
  const { transport } = config;
  return transport.kind === 'resend' ? openResendFetch({ apiKey: transport.apiKey, baseUrl: transport.baseUrl }) : null;
}

async function fetchOne(app: App, fetcher: ResendFetch | null, row: ProviderEventRow, now: Date): Promise<boolean> {
  try {
    if (fetcher === null) throw new Error('MAIL_TRANSPORT is not resend, so there is no key to fetch the mail with.');
    const read = row.body === null ? null : readResendEvent(row.eventId, row.body);
    if (read?.kind !== 'ok' || read.event.type !== 'email.received') throw new Error('A stored event cannot be read.');
    const { data } = read.event;
    const bytes = await fetcher.fetchReceivedRaw(data.email_id);
    const raw = withEnvelope(bytes, data.received_for);
    await receiveMail(app, { source: 'resend', sourceId: data.email_id, raw, receivedAt: row.receivedAt });
    await app.db.transaction(async (tx) => {
      await lockAgainstErasure(tx);
      await markEventHandled(app, tx, row, { error: null, now });
    });
    return true;
  } catch (error) {
    await putOff(app, row.id, error instanceof Error ? error.message : 'unknown', now, true);
    return false;
  }
}

/** Notes for whom the mail was really delivered, as a mail server does: a signed address in Bcc stands nowhere else. */
function withEnvelope(raw: Uint8Array, receivedFor: readonly string[]): Uint8Array {
  const lines = receivedFor
    .filter((address) => /^[^\s<>@,;"]{1,128}@[A-Za-z0-9.-]{1,255}$/.test(address))
    .slice(0, 20)
    .map((address) => `Delivered-To: ${address}\r\n`);
  return lines.length === 0 ? raw : Buffer.concat([Buffer.from(lines.join('')), raw]);
}
