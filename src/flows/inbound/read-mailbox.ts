import type { App } from '../../app.ts';
import { findMailboxPosition, type MailboxHold, markMailboxRead } from '../../db/inbound/mailboxes.ts';
import { largestMailBytes } from '../../domain/inbound/mail.ts';
import type { OpenMailbox } from '../../mail/in/imap.ts';
import { keepUnread } from './keep-unread.ts';
import { receiveMail } from './receive-mail.ts';

/** A mail that a server fails to hand out so many times in a row is passed over, so that those behind it arrive. */
const mostTries = 3;

/** What is remembered between two connections to a mailbox. */
export interface MailboxMemory {
  /** The mail on which the connection was lost, and how often. */
  stuckOn: { uid: number; tries: number } | null;
}

/** Another process reads this mailbox now. */
export class MailboxTakenOver extends Error {}

/**
 * Takes in every mail above the last one: stored first, then flagged, then passed. A server that counts anew is read from
 * the start; what had come before is known by its bytes. Stops between two mails when asked to.
 */
export async function readMailbox(
  app: App,
  box: OpenMailbox,
  of: { hold: MailboxHold; since: string | null; memory: MailboxMemory; stop: AbortSignal; onTaken: () => void },
): Promise<void> {
  const { hold, since, memory, stop, onTaken } = of;
  const uidValidity = box.uidValidity();
  const known = await findMailboxPosition(app.db, hold.name);
  if (known !== null && known.uidValidity !== uidValidity)
    app.log.warn(
      { mailbox: hold.name },
      'The server counts the mails of this mailbox anew; it is read from its start.',
    );
  const lastUid = known?.uidValidity === uidValidity ? known.lastUid : 0;
  for (const { uid, size } of await box.listAfter(lastUid, since)) {
    if (stop.aborted) break;
    await takeOne(app, box, { sourceId: `${hold.name} ${uidValidity} ${uid}`, uid, size, memory });
    await box.markSeen(uid);
    if (!(await markMailboxRead(app.db, hold, { uidValidity, lastUid: uid }))) throw new MailboxTakenOver();
    memory.stuckOn = null;
    onTaken();
  }
}

async function takeOne(
  app: App,
  box: OpenMailbox,
  mail: { sourceId: string; uid: number; size: number; memory: MailboxMemory },
): Promise<void> {
  const { sourceId, uid, size, memory } = mail;
  const unread = { source: 'imap' as const, sourceId, sizeBytes: size };
  const tries = memory.stuckOn?.uid === uid ? memory.stuckOn.tries : 0;
  if (tries >= mostTries) return keepUnread(app, { ...unread, head: new Uint8Array(), reason: 'not_fetched' });
  memory.stuckOn = { uid, tries: tries + 1 };
  if (size > largestMailBytes) {
    const head = (await box.fetchHead(uid)) ?? new Uint8Array();
    return keepUnread(app, { ...unread, head, reason: 'too_large' });
  }
  const raw = await box.fetch(uid);
  // What the server handed out is not what we stumble over, should the database fail now.
  memory.stuckOn = null;
  // Somebody deleted it meanwhile.
  if (raw === null) return;
  await receiveMail(app, { source: 'imap', sourceId, raw });
}
