import { and, asc, desc, eq } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { MessageState } from '../../domain/message.ts';
import type { Db } from '../db.ts';
import { isBeyond, type PageRequest } from '../page.ts';
import { messageCopies, messageEvents, messages } from '../schema.ts';

export type MessageRow = typeof messages.$inferSelect;

/** The latest queued first. */
export async function listMessages(
  db: Db,
  filter: { state?: MessageState | undefined; contactId?: string | undefined; clientId?: string | undefined },
  page: PageRequest,
): Promise<MessageRow[]> {
  return db
    .select()
    .from(messages)
    .where(
      and(
        filter.state === undefined ? undefined : eq(messages.state, filter.state),
        filter.contactId === undefined ? undefined : eq(messages.contactId, filter.contactId),
        filter.clientId === undefined ? undefined : eq(messages.clientId, filter.clientId),
        isBeyond(page, 'desc', messages.queuedAt, messages.id),
      ),
    )
    .orderBy(desc(messages.queuedAt), desc(messages.id))
    .limit(page.limit);
}

export async function findMessage(db: Db, id: string) {
  const [row] = await db
    .select({ message: messages, copy: messageCopies })
    .from(messages)
    .leftJoin(messageCopies, eq(messageCopies.messageId, messages.id))
    .where(eq(messages.id, id));
  return row ?? null;
}

export async function listMessageEvents(db: Db, messageId: string) {
  return db
    .select()
    .from(messageEvents)
    .where(eq(messageEvents.messageId, messageId))
    .orderBy(asc(messageEvents.at), asc(messageEvents.id));
}

export async function lockMessage(db: Db, id: string): Promise<MessageRow | null> {
  const [row] = await db.select().from(messages).where(eq(messages.id, id)).for('update');
  return row ?? null;
}

export async function updateMessage(
  db: Db,
  id: string,
  changes: Partial<typeof messages.$inferInsert>,
): Promise<MessageRow> {
  const [row] = await db.update(messages).set(changes).where(eq(messages.id, id)).returning();
  return row!;
}

export async function insertMessageEvent(
  db: Db,
  event: { messageId: string; at: Date; kind: string; detail: string | null },
): Promise<void> {
  await db.insert(messageEvents).values({ id: uuidv7(), ...event });
}
