import type { App } from '../../app.ts';
import { findMessage } from '../../db/letters/messages.ts';
import { listAnswerFilesWithBytes } from '../../db/threads/attachments.ts';
import { AjarError } from '../../errors.ts';
import { encodeMime } from '../../mail/out/mime.ts';

async function findCopy(app: App, id: string) {
  const found = await findMessage(app.db, id);
  if (found === null) throw new AjarError('not_found', 'There is no message with this id.');
  if (found.copy === null)
    throw new AjarError('not_found', 'Its exact copy has not been written yet, or its time of keeping is over.');
  return { message: found.message, copy: found.copy };
}

/** The HTML of a letter, exactly as it left. */
export async function presentLetterHtml(app: App, id: string): Promise<string> {
  return (await findCopy(app, id)).copy.html;
}

/** A letter as the mail that left, before a provider or DKIM put their headers to it. */
export async function presentLetterSource(app: App, id: string): Promise<Uint8Array> {
  const { message, copy } = await findCopy(app, id);
  const files = message.kind === 'answer' ? await listAnswerFilesWithBytes(app.db, id) : [];
  return encodeMime({
    id: message.id,
    from: { name: copy.fromName, address: copy.fromAddress },
    to: { name: copy.toName, address: copy.toAddress },
    replyTo: { name: copy.fromName, address: copy.replyTo },
    subject: copy.subject,
    html: copy.html,
    text: copy.text,
    messageId: message.messageIdHeader ?? message.id,
    inReplyTo: copy.inReplyTo,
    references: copy.refs,
    headers: copy.headers,
    envelopeFrom: copy.envelopeFrom,
    date: copy.dateAt,
    attachments: files.map(({ filename, contentType, bytes }) => ({
      filename,
      contentType,
      bytes: bytes ?? new Uint8Array(),
    })),
  });
}
