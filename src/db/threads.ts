import { and, desc, eq, isNull, lte, ne, or, sql } from 'drizzle-orm';
import type { Db } from './db.ts';
import { clients, contacts, messages, threads } from './schema.ts';

export type ThreadRow = typeof threads.$inferSelect;

/** Serialises what opens, closes or answers conversations of one client, until the transaction ends. Taken before any row. */
export async function lockConversations(db: Db, clientId: string): Promise<void> {
  await db.execute(sql`select pg_advisory_xact_lock(hashtext('conversations'), hashtext(${clientId}))`);
}

export async function lockThread(db: Db, id: string): Promise<ThreadRow | null> {
  const rows = await db.select().from(threads).where(eq(threads.id, id)).for('update');
  return rows[0] ?? null;
}

/** The conversation of a contact that a letter opened, or that the letter belongs to. */
export async function findThreadOfLetter(
  db: Db,
  of: { contactId: string; messageId: string; threadId: string | null },
): Promise<ThreadRow | null> {
  const rows = await db
    .select()
    .from(threads)
    .where(
      and(
        eq(threads.contactId, of.contactId),
        or(eq(threads.openedByMessageId, of.messageId), of.threadId === null ? undefined : eq(threads.id, of.threadId)),
      ),
    )
    .orderBy(sql`${threads.state} = 'closed'`, desc(threads.openedAt), desc(threads.id))
    .limit(1);
  return rows[0] ?? null;
}

/** The latest conversation with this contact that is not closed. */
export async function findOpenThread(db: Db, contactId: string): Promise<ThreadRow | null> {
  const rows = await db
    .select()
    .from(threads)
    .where(and(eq(threads.contactId, contactId), ne(threads.state, 'closed')))
    .orderBy(desc(threads.lastReplyAt), desc(threads.id))
    .limit(1);
  return rows[0] ?? null;
}

/** Another conversation with this client that is not closed. */
export async function findOtherOpenThread(db: Db, clientId: string, id: string): Promise<ThreadRow | null> {
  const rows = await db
    .select()
    .from(threads)
    .where(and(eq(threads.clientId, clientId), ne(threads.id, id), ne(threads.state, 'closed')))
    .orderBy(desc(threads.lastReplyAt), desc(threads.id))
    .limit(1);
  return rows[0] ?? null;
}

export async function insertThread(db: Db, row: typeof threads.$inferInsert): Promise<ThreadRow> {
  const [inserted] = await db.insert(threads).values(row).returning();
  if (!inserted) throw new Error('The thread was not stored.');
  return inserted;
}

export async function updateThread(
  db: Db,
  id: string,
  change: Partial<typeof threads.$inferInsert>,
): Promise<ThreadRow> {
  const [row] = await db.update(threads).set(change).where(eq(threads.id, id)).returning();
  if (!row) throw new Error('The thread is gone.');
  return row;
}

/** The letter knows the conversation that it opened. */
export async function markOpenedThread(db: Db, messageId: string, threadId: string): Promise<void> {
  await db
    .update(messages)
    .set({ threadId })
    .where(and(eq(messages.id, messageId), isNull(messages.threadId)));
}

/** Snoozed conversations whose time has come are open again; which. */
export async function markWoken(db: Db, now: Date): Promise<string[]> {
  const rows = await db
    .update(threads)
    .set({ state: 'open', snoozedUntil: null })
    .where(and(eq(threads.state, 'snoozed'), lte(threads.snoozedUntil, now)))
    .returning({ id: threads.id });
  return rows.map((row) => row.id);
}

/** Whether a conversation belongs to the demo. */
export async function isDemoThread(db: Db, id: string): Promise<boolean> {
  const rows = await db
    .select({ id: threads.id })
    .from(threads)
    .innerJoin(clients, eq(clients.id, threads.clientId))
    .innerJoin(contacts, eq(contacts.id, threads.contactId))
    .where(and(eq(threads.id, id), or(eq(clients.isDemo, true), eq(contacts.isDemo, true))));
  return rows.length > 0;
}
