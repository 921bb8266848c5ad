import { and, count, desc, eq } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { isBeyond, type PageRequest } from '../page.ts';
import { among } from '../rows.ts';
import { contentUses, messages } from '../schema.ts';

/** How many people had each of these offers or news items; 0 is not in the map. */
export async function countUses(db: Db, contentIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await db
    .select({ id: contentUses.contentId, count: count() })
    .from(contentUses)
    .where(among(contentUses.contentId, contentIds))
    .groupBy(contentUses.contentId);
  return new Map(rows.map((row) => [row.id, row.count]));
}

/** The latest first. One letter has one recipient, so its id orders uses at the same instant. */
export async function listUses(db: Db, contentId: string, page: PageRequest) {
  return db
    .select({
      messageId: contentUses.messageId,
      contactId: messages.contactId,
      clientId: messages.clientId,
      usedAt: contentUses.usedAt,
    })
    .from(contentUses)
    .innerJoin(messages, eq(messages.id, contentUses.messageId))
    .where(and(eq(contentUses.contentId, contentId), isBeyond(page, 'desc', contentUses.usedAt, contentUses.messageId)))
    .orderBy(desc(contentUses.usedAt), desc(contentUses.messageId))
    .limit(page.limit);
}
