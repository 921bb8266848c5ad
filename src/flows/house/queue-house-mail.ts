import { uuidv7 } from 'uuidv7';
import type { Db } from '../../db/db.ts';
import { insertHouseMail } from '../../db/house/house-mails.ts';
import { findUser } from '../../db/house/users.ts';
import type { HouseMailKind } from '../../domain/user.ts';

export interface HouseMail {
  kind: HouseMailKind;
  /** Whom it is to. */
  userId: string;
  /** What it tells of (a reply, a link): of the same thing a person is told once. Null: as often as asked. */
  aboutId: string | null;
  /** The conversation whose words it quotes: they go when the contact is erased. */
  threadId?: string | null;
  subject: string;
  text: string;
  /** Null: made of the text. */
  html?: string | null;
}

/**
 * Puts a mail to somebody of the house into its outbox; it is handed over within seconds (job `house-mail`). False where
 * the person is disabled, or was told before. A mail that fails stays on file with what went wrong.
 */
export async function queueHouseMail(tx: Db, mail: HouseMail, now: Date): Promise<boolean> {
  const user = await findUser(tx, mail.userId);
  if (user === null || user.disabledAt !== null) return false;
  return insertHouseMail(tx, {
    id: uuidv7(),
    kind: mail.kind,
    userId: user.id,
    threadId: mail.threadId ?? null,
    aboutId: mail.aboutId,
    toAddress: user.email,
    subject: mail.subject,
    html: mail.html ?? null,
    text: mail.text,
    state: 'queued',
    createdAt: now,
    notBefore: now,
  });
}
