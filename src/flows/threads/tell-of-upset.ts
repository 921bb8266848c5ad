import type { App } from '../../app.ts';
import type { Db } from '../../db/db.ts';
import { listAdmins } from '../../db/house/stand-ins.ts';
import { findClientName } from '../../db/threads/conversation.ts';
import { threadUrl } from '../inbound/tell-of-mail.ts';
import { nameOf } from '../inbound/incoming.ts';
import { queueHouseMail } from '../house/queue-house-mail.ts';
import type { Closing } from './closing.ts';

/** Mails the admins, and whoever has the task, that a client is upset and waits for an answer. */
export async function tellOfUpset(
  app: App,
  tx: Db,
  { thread, contact, now }: Closing,
  taskId: string,
  manager: string | null,
): Promise<void> {
  const admins = (await listAdmins(tx)).map((one) => one.id);
  const clientName = (await findClientName(tx, thread.clientId)) ?? 'a client';
  for (const userId of new Set([...admins, ...(manager === null ? [] : [manager])]))
    await queueHouseMail(
      tx,
      {
        kind: 'reply_notice',
        userId,
        aboutId: taskId,
        threadId: thread.id,
        subject: `${nameOf(contact)} of ${clientName} is upset`,
        text: [
          `${nameOf(contact)} of ${clientName} is upset. They should have an answer within four working hours.`,
          userId === manager ? 'The call is yours; it is on your list of today.' : null,
          `Read what they wrote: ${threadUrl(app, thread.id)}`,
          'No letters leave until somebody lifts the hold.',
        ]
          .filter((part) => part !== null)
          .join('\n\n'),
      },
      now,
    );
}
