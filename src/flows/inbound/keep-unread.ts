import { createHash } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import { announceChange } from '../../db/change-notice.ts';
import { lockAgainstErasure } from '../../db/contacts/erased.ts';
import { insertInbound, type InboundSource } from '../../db/inbound/inbound.ts';
import { addressesInBytes } from '../../domain/inbound/addresses.ts';
import { storable } from '../../domain/inbound/storable.ts';
import { parseMail } from '../../mail/in/parse.ts';
import { findErasedIn } from '../contacts/spare-erased.ts';

export interface UnreadMail {
  source: InboundSource;
  sourceId: string;
  /** Its header, as far as it could be had. */
  head: Uint8Array;
  sizeBytes: number;
  reason: 'too_large' | 'not_fetched';
}

/**
 * Keeps of a mail that cannot be taken in that it came, from whom, and why it is not here: a person sees it and looks at it
 * in the mailbox, where it still is. Once, however often it is met.
 */
export async function keepUnread(app: App, { source, sourceId, head, sizeBytes, reason }: UnreadMail): Promise<void> {
  const now = app.now();
  const parsed = head.byteLength === 0 ? null : await parseMail(head);
  const mail = parsed?.kind === 'parsed' ? storable(parsed.mail) : null;
  await app.db.transaction(async (tx) => {
    await lockAgainstErasure(tx);
    const addresses = addressesInBytes(Buffer.from(head).toString('latin1'));
    const sender = mail?.from[0] ?? null;
    const isTheirs = (await findErasedIn(app, tx, [...addresses, sender?.address ?? ''])).length > 0;
    await insertInbound(tx, {
      id: uuidv7(),
      source,
      sourceId,
      sha256: hashOf({ source, sourceId, head, sizeBytes, reason }),
      raw: null,
      sizeBytes,
      receivedAt: now,
      handledAt: now,
      state: isTheirs ? 'dismissed' : 'failed',
      error: `unreadable:${reason}`,
      ...(isTheirs
        ? { evidence: ['names_erased_person'] }
        : {
            evidence: [reason],
            fromAddress: sender?.address.toLowerCase() ?? null,
            fromName: sender?.name?.slice(0, 300) ?? null,
            subject: mail?.subject.slice(0, 1000) ?? null,
            messageIdHeader: mail?.messageId?.slice(0, 998) ?? null,
          }),
    });
    await announceChange(tx, 'thread', null);
  });
}

/** There are no bytes to know it by: its header is, also where the server counts anew, and without one the door's name for it. */
function hashOf({ source, sourceId, head, sizeBytes }: UnreadMail): string {
  const hash = createHash('sha256').update(`unread ${source} ${sizeBytes}\0`);
  return hash.update(head.byteLength === 0 ? sourceId : head).digest('hex');
}
