import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import { unwrapDbError } from '../../db/db-error.ts';
import { isLetterOfErased, lockAgainstErasure } from '../../db/contacts/erased.ts';
import type { Db } from '../../db/db.ts';
import { findLetter } from '../../db/inbound/inbound-match.ts';
import { findLetterOfProvider } from '../../db/letters/mail-events.ts';
import {
  findProviderEvent,
  insertProviderEvent,
  listDueEvents,
  lockProviderEvent,
  type ProviderEventRow,
  updateProviderEvent,
} from '../../db/inbound/provider-events.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { lockConversations } from '../../db/threads.ts';
import { messageTag } from '../../mail/out/resend.ts';
import { readResendEvent, type ResendEvent, type ResendWebhook } from '../../mail/resend-webhook.ts';
import { namesErased } from '../contacts/spare-erased.ts';
import { recordMailEvent } from './record-mail-event.ts';
import { type LetterReport, takeReport } from './take-report.ts';
import { tryAgain } from '../try-again.ts';

/** `known`: it came before. `stored`: it is kept and will be acted upon. `failed`: it is kept for a person. */
export type WebhookOutcome = 'handled' | 'known' | 'stored' | 'failed';

const mostTries = 8;
const longestWaitMinutes = 6 * 60;
const eventsATime = 100;

/**
 * Takes in an event of Resend whose signature was checked: stored first, each id once, then acted upon. What announces a
 * mail waits for the worker, which fetches it. What fails stays stored and is tried again; this throws only when the event
 * could not be stored.
 */
export async function receiveResendEvent(
  app: App,
  webhook: Exclude<ResendWebhook, { kind: 'bad' }>,
  body: Uint8Array,
): Promise<WebhookOutcome> {
  const now = app.now();
  const id = uuidv7();
  const ends = webhook.kind === 'ok' ? 'stored' : webhook.kind === 'ignored' ? 'handled' : 'failed';
  const isNew = await app.db.transaction(async (tx) => {
    await lockAgainstErasure(tx);
    return insertProviderEvent(tx, {
      id,
      provider: 'resend',
      eventId: webhook.id,
      kind:
        webhook.kind === 'ok'
          ? webhook.event.type
          : webhook.kind === 'ignored'
            ? webhook.type.slice(0, 100)
            : 'unreadable',
      // What is still to be handled needs its bytes until then.
      body: ends !== 'stored' && (await namesErased(app, tx, body)) ? null : body,
      receivedAt: now,
      state: ends,
      nextTryAt: ends === 'stored' ? now : null,
      handledAt: ends === 'handled' ? now : null,
      error: webhook.kind === 'unreadable' ? webhook.reason : null,
    });
  });
  if (!isNew) return 'known';
  if (webhook.kind !== 'ok' || webhook.event.type === 'email.received') return ends;
  await settleProviderEvent(app, id, now);
  return (await findProviderEvent(app.db, 'resend', webhook.id))?.state ?? 'stored';
}

/** A pass of the worker: stored events that a crash or a failure left open, as far as their next try has come. */
export async function processProviderEvents(app: App, now: Date): Promise<{ tried: number; handled: number }> {
  const due = await listDueEvents(app.db, now, eventsATime);
  let handled = 0;
  for (const { id } of due) if (await settleProviderEvent(app, id, now)) handled += 1;
  return { tried: due.length, handled };
}

/** Acts upon a stored event unless that has been done; false when it failed and waits for its next try. */
async function settleProviderEvent(app: App, id: string, now: Date): Promise<boolean> {
  try {
    await tryAgain(() =>
      app.db.transaction(async (tx) => {
        await lockAgainstErasure(tx);
        const row = await lockProviderEvent(tx, id);
        if (row === null || row.state !== 'stored') return;
        const messageId = await applyEvent(tx, row, now);
        await markEventHandled(app, tx, row, { messageId, error: messageId === null ? 'unknown_letter' : null, now });
      }),
    );
    return true;
  } catch (error) {
    await putOff(app, id, unwrapDbError(error)?.code ?? (error instanceof Error ? error.name : 'unknown'), now);
    return false;
  }
}

/** The event is done with; of one that is about somebody who is erased, the body goes. */
export async function markEventHandled(
  app: App,
  tx: Db,
  { id, body }: ProviderEventRow,
  { now, ...done }: { messageId?: string | null; error: string | null; now: Date },
): Promise<void> {
  const { messageId = null } = done;
  const isTheirs =
    (messageId !== null && (await isLetterOfErased(tx, messageId))) ||
    (body !== null && (await namesErased(app, tx, body)));
  await updateProviderEvent(tx, id, {
    state: 'handled',
    handledAt: now,
    nextTryAt: null,
    ...done,
    ...(isTheirs && { body: null }),
  });
}

/**
 * Records a failed try: the next comes after 1, 4, 16 … minutes, and after the last a person sees it. `counted`: the try was
 * counted when it began.
 */
export async function putOff(app: App, id: string, error: string, now: Date, counted = false): Promise<void> {
  await app.db.transaction(async (tx) => {
    await lockAgainstErasure(tx);
    const row = await lockProviderEvent(tx, id);
    if (row === null || row.state !== 'stored') return;
    const attempts = counted ? row.attempts : row.attempts + 1;
    const minutes = Math.min(4 ** (attempts - 1), longestWaitMinutes);
    const isLast = attempts >= mostTries;
    await updateProviderEvent(tx, id, {
      attempts,
      error: error.slice(0, 300),
      state: isLast ? 'failed' : 'stored',
      nextTryAt: isLast ? null : new Date(now.getTime() + minutes * 60_000),
      ...(isLast && row.body !== null && (await namesErased(app, tx, row.body)) && { body: null }),
    });
  });
  app.log.warn({ providerEventId: id, error }, 'An event of the provider could not be handled; it is kept.');
}

/** The letter it was about; null when it is none of ours. */
async function applyEvent(tx: Db, row: ProviderEventRow, now: Date): Promise<string | null> {
  const read = row.body === null ? null : readResendEvent(row.eventId, row.body);
  if (read?.kind !== 'ok') throw new Error('A stored event cannot be read.');
  const { event } = read;
  if (event.type === 'email.received') return null;
  const { data } = event;
  const providerMessageId = data.message_id?.replace(/[<>\s]/g, '') || null;
  const found = await findLetterOfProvider(tx, {
    messageId: uuidOf(data.tags[messageTag]),
    providerId: data.email_id,
    providerMessageId,
  });
  const letter = found === null ? null : await findLetter(tx, found);
  if (letter === null) return null;
  const at = letter.goneAt !== null && letter.goneAt > now ? letter.goneAt : now;
  const said = { at, detail: detailOf(event), providerEventId: row.id, providerId: data.email_id, providerMessageId };
  const kind = reportOf(event);
  if (kind === null) {
    await recordMailEvent(tx, {
      ...said,
      messageId: letter.id,
      kind: eventKinds[event.type as keyof typeof eventKinds],
    });
    return letter.id;
  }
  await lockConversations(tx, letter.clientId);
  const policy = await findPolicy(tx);
  await takeReport(tx, { ...said, letter, kind, source: 'webhook', policy, by: 'door:resend', now });
  return letter.id;
}

type LetterEvent = Exclude<ResendEvent, { type: 'email.received' }>;

const eventKinds = {
  'email.sent': 'accepted',
  'email.delivered': 'delivered',
  'email.delivery_delayed': 'delivery_delayed',
  'email.failed': 'failed',
} as const;

/** What stops letters; null for what only moves the letter on. */
function reportOf(event: LetterEvent): LetterReport['kind'] | null {
  if (event.type === 'email.complained') return 'complaint';
  if (event.type === 'email.suppressed') return 'refused';
  if (event.type !== 'email.bounced') return null;
  return event.data.bounce.type.toLowerCase() === 'permanent' ? 'hard_bounce' : 'soft_bounce';
}

function detailOf(event: LetterEvent): string | null {
  if (event.type === 'email.bounced') {
    const { type, subType, message } = event.data.bounce;
    return `${type} ${subType} ${message}`.trim();
  }
  if (event.type === 'email.suppressed') return event.data.suppressed.message ?? event.data.suppressed.type ?? null;
  return event.type === 'email.failed' ? (event.data.failed.reason ?? null) : null;
}

function uuidOf(tag: string | undefined): string | null {
  return tag !== undefined && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(tag) ? tag.toLowerCase() : null;
}
