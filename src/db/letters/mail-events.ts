import { and, eq, gt, inArray, or, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { contentUses, messageEvents, messages } from '../schema.ts';

export async function lockLetter(db: Db, id: string) {
  const rows = await db
    .select({
      id: messages.id,
      state: messages.state,
      acceptedAt: messages.acceptedAt,
      sendingAt: messages.sendingAt,
      deliveredAt: messages.deliveredAt,
      bouncedAt: messages.bouncedAt,
      bounceSeverity: messages.bounceSeverity,
      complainedAt: messages.complainedAt,
      providerId: messages.providerId,
      providerMessageId: messages.providerMessageId,
    })
    .from(messages)
    .where(eq(messages.id, id))
    .for('update');
  return rows[0] ?? null;
}

export async function updateLetter(db: Db, id: string, change: Partial<typeof messages.$inferInsert>): Promise<void> {
  await db.update(messages).set(change).where(eq(messages.id, id));
}

export async function insertMessageEvent(db: Db, row: typeof messageEvents.$inferInsert): Promise<void> {
  await db.insert(messageEvents).values(row);
}

/** What a letter that did not leave would have used up is free again. */
export async function deleteContentUses(db: Db, messageId: string): Promise<void> {
  await db.delete(contentUses).where(eq(contentUses.messageId, messageId));
}

/** Soft bounces of letters to an address after an instant. */
export async function countSoftBounces(db: Db, addressHash: string, after: Date): Promise<number> {
  const rows = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(messageEvents)
    .innerJoin(messages, eq(messages.id, messageEvents.messageId))
    .where(
      and(eq(messages.addressHash, addressHash), eq(messageEvents.kind, 'soft_bounced'), gt(messageEvents.at, after)),
    );
  return rows[0]?.count ?? 0;
}

/** The letter that a provider speaks of: by our tag, by its own id, by the Message-ID that the recipient saw. */
export async function findLetterOfProvider(
  db: Db,
  of: { messageId: string | null; providerId: string; providerMessageId: string | null },
): Promise<string | null> {
  const rows = await db
    .select({ id: messages.id, providerId: messages.providerId })
    .from(messages)
    .where(
      or(
        of.messageId === null ? undefined : eq(messages.id, of.messageId),
        eq(messages.providerId, of.providerId),
        of.providerMessageId === null
          ? undefined
          : inArray(sql`${of.providerMessageId}`, [messages.providerMessageId, messages.messageIdHeader]),
      ),
    )
    .limit(5);
  const best =
    rows.find((row) => row.id === of.messageId) ?? rows.find((row) => row.providerId === of.providerId) ?? rows[0];
  return best?.id ?? null;
}
