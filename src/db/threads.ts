import { and, asc, desc, eq, isNull, lte, ne, or, sql } from 'drizzle-orm';
import type { Db } from './db.ts';
import { isBeyond, type PageRequest } from './page.ts';
import { clients, contacts, departures, messageCopies, messages, replies, tasks, threads } from './schema.ts';

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

/** Snoozed conversations whose time has come are open again; how many. */
export async function markWoken(db: Db, now: Date): Promise<number> {
  const rows = await db
    .update(threads)
    .set({ state: 'open', snoozedUntil: null })
    .where(and(eq(threads.state, 'snoozed'), lte(threads.snoozedUntil, now)))
    .returning({ id: threads.id });
  return rows.length;
}

const summaryColumns = {
  thread: threads,
  client: { id: clients.id, name: clients.name },
  contact: { id: contacts.id, email: contacts.email, firstName: contacts.firstName, lastName: contacts.lastName },
  replyCount: sql<number>`(select count(*)::int from ${replies} where ${replies.threadId} = ${threads.id})`,
  lastText: sql<
    string | null
  >`(select left(r.visible_text, 300) from ${replies} r where r.thread_id = ${threads.id} order by r.received_at desc, r.id desc limit 1)`,
};

export interface ThreadFilter {
  status?: ThreadRow['state'] | undefined;
  /** A user's id; null: nobody. */
  assigneeId?: string | null | undefined;
  clientId?: string | undefined;
}

/** The latest opened first. */
export async function listThreads(db: Db, filter: ThreadFilter, page: PageRequest) {
  return db
    .select(summaryColumns)
    .from(threads)
    .innerJoin(clients, eq(clients.id, threads.clientId))
    .innerJoin(contacts, eq(contacts.id, threads.contactId))
    .where(
      and(
        filter.status === undefined ? undefined : eq(threads.state, filter.status),
        filter.assigneeId === undefined
          ? undefined
          : filter.assigneeId === null
            ? isNull(threads.assigneeId)
            : eq(threads.assigneeId, filter.assigneeId),
        filter.clientId === undefined ? undefined : eq(threads.clientId, filter.clientId),
        isBeyond(page, 'desc', threads.openedAt, threads.id),
      ),
    )
    .orderBy(desc(threads.openedAt), desc(threads.id))
    .limit(page.limit);
}
export type ThreadSummary = Awaited<ReturnType<typeof listThreads>>[number];

export async function findThread(db: Db, id: string): Promise<ThreadSummary | null> {
  const rows = await db
    .select(summaryColumns)
    .from(threads)
    .innerJoin(clients, eq(clients.id, threads.clientId))
    .innerJoin(contacts, eq(contacts.id, threads.contactId))
    .where(eq(threads.id, id));
  return rows[0] ?? null;
}

/** The letters of a conversation with their exact copies, in the order in which they left. */
export async function listThreadLetters(db: Db, thread: Pick<ThreadRow, 'id' | 'openedByMessageId'>) {
  return db
    .select({
      id: messages.id,
      kind: messages.kind,
      state: messages.state,
      queuedAt: messages.queuedAt,
      acceptedAt: messages.acceptedAt,
      copyId: messageCopies.messageId,
      fromName: messageCopies.fromName,
      fromAddress: messageCopies.fromAddress,
      toAddress: messageCopies.toAddress,
      subject: messageCopies.subject,
      text: messageCopies.text,
    })
    .from(messages)
    .leftJoin(messageCopies, eq(messageCopies.messageId, messages.id))
    .where(
      or(
        eq(messages.threadId, thread.id),
        thread.openedByMessageId === null ? undefined : eq(messages.id, thread.openedByMessageId),
      ),
    )
    .orderBy(sql`coalesce(${messages.acceptedAt}, ${messages.queuedAt})`, asc(messages.id))
    .limit(200);
}

/** What a rep should have in front of them: who the client is, why they left, what is to be done. */
export async function findClientFacts(db: Db, clientId: string) {
  const [client] = await db
    .select({
      id: clients.id,
      name: clients.name,
      domain: clients.domain,
      country: clients.country,
      state: clients.state,
      clientSince: clients.clientSince,
      annualValueAmount: clients.annualValueAmount,
      annualValueCurrency: clients.annualValueCurrency,
      ownerId: clients.ownerId,
    })
    .from(clients)
    .where(eq(clients.id, clientId));
  const [departure] = await db
    .select({
      id: departures.id,
      departedOn: departures.departedOn,
      reason: departures.reason,
      reasonDetail: departures.reasonDetail,
      fault: departures.fault,
      wouldReturnIf: departures.wouldReturnIf,
    })
    .from(departures)
    .where(and(eq(departures.clientId, clientId), isNull(departures.undoneAt)))
    .orderBy(desc(departures.departedOn), desc(departures.id))
    .limit(1);
  const [open] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(tasks)
    .where(and(eq(tasks.clientId, clientId), eq(tasks.state, 'open')));
  return { client: client ?? null, departure: departure ?? null, openTasks: open?.count ?? 0 };
}
