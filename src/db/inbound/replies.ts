import { and, desc, eq, isNull } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { clients, contacts, departures, replies, threads } from '../schema.ts';

/** False when this mail is a reply already. */
export async function insertReply(db: Db, row: typeof replies.$inferInsert): Promise<boolean> {
  const rows = await db.insert(replies).values(row).onConflictDoNothing().returning({ id: replies.id });
  return rows.length === 1;
}

/** What somebody is told of an answer: who wrote, their words, what they left for. Null where the mail is no reply. */
export async function findReplyNotice(db: Db, inboundMailId: string) {
  const [row] = await db
    .select({
      replyId: replies.id,
      text: replies.visibleText,
      fromAddress: replies.fromAddress,
      senderIsContact: replies.senderIsContact,
      assigneeId: threads.assigneeId,
      clientId: clients.id,
      clientName: clients.name,
      contact: { firstName: contacts.firstName, lastName: contacts.lastName, email: contacts.email },
    })
    .from(replies)
    .innerJoin(threads, eq(threads.id, replies.threadId))
    .innerJoin(clients, eq(clients.id, threads.clientId))
    .innerJoin(contacts, eq(contacts.id, replies.contactId))
    .where(eq(replies.inboundMailId, inboundMailId));
  if (row === undefined) return null;
  const [departure] = await db
    .select({
      departedOn: departures.departedOn,
      reason: departures.reason,
      wouldReturnIf: departures.wouldReturnIf,
    })
    .from(departures)
    .where(and(eq(departures.clientId, row.clientId), isNull(departures.undoneAt)))
    .orderBy(desc(departures.departedOn), desc(departures.id))
    .limit(1);
  return { ...row, departure: departure ?? null };
}
export type ReplyNotice = NonNullable<Awaited<ReturnType<typeof findReplyNotice>>>;
