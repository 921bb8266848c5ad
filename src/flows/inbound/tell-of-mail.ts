import type { App } from '../../app.ts';
import { announceChange } from '../../db/change-notice.ts';
import type { Db } from '../../db/db.ts';
import type { InboundRow } from '../../db/inbound/inbound.ts';
import { findReplyNotice, type ReplyNotice } from '../../db/inbound/replies.ts';
import { dayInWords, localDay } from '../../domain/calendar.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { queueHouseMail } from '../house/queue-house-mail.ts';
import { findResponsible } from '../tasks/find-responsible.ts';
import { nameOf } from './incoming.ts';

const longestWords = 3_000;

/**
 * Tells the house of a mail that was acted upon: open pages at once; of an answer whoever looks after the conversation, by
 * mail within a minute, once.
 */
export async function tellOfMail(app: App, tx: Db, mail: InboundRow, now: Date): Promise<void> {
  if (mail.kind !== 'reply' || mail.threadId === null) return announceChange(tx, 'thread', mail.threadId);
  await announceChange(tx, 'reply', mail.threadId);
  const notice = await findReplyNotice(tx, mail.id);
  if (notice === null) return;
  const { zone } = await findPolicy(tx);
  const userId = notice.assigneeId ?? (await findResponsible(tx, notice.clientId, localDay(now, zone)));
  if (userId === null) return;
  await queueHouseMail(
    tx,
    {
      kind: 'reply_notice',
      userId,
      aboutId: notice.replyId,
      threadId: mail.threadId,
      subject: `${nameOf(notice.contact)} of ${notice.clientName} answered`,
      text: wordsOf(app, notice, mail.threadId),
    },
    now,
  );
}

function wordsOf(app: App, notice: ReplyNotice, threadId: string): string {
  const { contact, clientName, departure, text, senderIsContact, fromAddress } = notice;
  const words = text.trim().slice(0, longestWords);
  const left =
    departure === null
      ? null
      : [
          `They left on ${dayInWords(departure.departedOn)} (${departure.reason.replaceAll('_', ' ')}).`,
          departure.wouldReturnIf === null ? null : `What would bring them back: ${departure.wouldReturnIf}`,
        ]
          .filter((line) => line !== null)
          .join('\n');
  return [
    `${nameOf(contact)} of ${clientName} answered${senderIsContact ? '' : ` from another address (${fromAddress ?? 'not known'})`}:`,
    words.replaceAll(/^/gm, '> '),
    left,
    `Answer: ${threadUrl(app, threadId)}`,
    'The letters to them and their colleagues wait until the conversation is closed.',
  ]
    .filter((part) => part !== null)
    .join('\n\n');
}

/** Where a conversation is answered. */
export function threadUrl(app: App, threadId: string): string {
  return `${app.config.publicUrl.replace(/\/+$/, '')}/inbox/${threadId}`;
}
