import { and, asc, count, desc, eq, inArray, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { isBeyond, type PageRequest } from '../page.ts';
import { among } from '../rows.ts';
import { clients, contacts, contentUses, enrollments, messages } from '../schema.ts';

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
      clientName: clients.name,
      contactName: sql<string | null>`nullif(concat_ws(' ', ${contacts.firstName}, ${contacts.lastName}), '')`,
      usedAt: contentUses.usedAt,
    })
    .from(contentUses)
    .innerJoin(messages, eq(messages.id, contentUses.messageId))
    .innerJoin(clients, eq(clients.id, messages.clientId))
    .innerJoin(contacts, eq(contacts.id, messages.contactId))
    .where(and(eq(contentUses.contentId, contentId), isBeyond(page, 'desc', contentUses.usedAt, contentUses.messageId)))
    .orderBy(desc(contentUses.usedAt), desc(contentUses.messageId))
    .limit(page.limit);
}

/** Open enrollments, those whose next letter comes first before the others, with the names of their clients. */
export async function listOpenByNextLetter(db: Db, limit: number): Promise<{ id: string; clientName: string }[]> {
  return db
    .select({ id: enrollments.id, clientName: clients.name })
    .from(enrollments)
    .innerJoin(clients, eq(clients.id, enrollments.clientId))
    .where(inArray(enrollments.state, ['active', 'held']))
    .orderBy(sql`${enrollments.nextLetterAt} asc nulls last`, asc(enrollments.id))
    .limit(limit);
}

export async function countOpenEnrollments(db: Db): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(enrollments)
    .where(inArray(enrollments.state, ['active', 'held']));
  return row?.count ?? 0;
}
