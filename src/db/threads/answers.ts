import { and, asc, desc, eq, isNull, or, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import type { MessageRow } from '../letters/messages.ts';
import { among } from '../rows.ts';
import {
  answers,
  clients,
  contacts,
  contentUses,
  inboundMails,
  messageCopies,
  messages,
  offers,
  replies,
  suppressions,
  threads,
  users,
} from '../schema.ts';

export type AnswerRow = typeof answers.$inferSelect;

/** Puts an answer into the outbox: the message, and what was written. */
export async function insertAnswer(
  db: Db,
  message: typeof messages.$inferInsert,
  answer: Omit<typeof answers.$inferInsert, 'messageId'>,
): Promise<MessageRow> {
  const [row] = await db.insert(messages).values(message).returning();
  if (!row) throw new Error('The answer was not stored.');
  await db.insert(answers).values({ ...answer, messageId: row.id });
  return row;
}

export async function findAnswer(db: Db, messageId: string): Promise<AnswerRow | null> {
  const rows = await db.select().from(answers).where(eq(answers.messageId, messageId));
  return rows[0] ?? null;
}

/** Answers whose time has come, the earliest first. Nothing is locked. */
export async function listQueuedAnswers(
  db: Db,
  options: { now: Date; limit: number; withDemo: boolean },
): Promise<{ id: string; clientId: string; addressHash: string }[]> {
  return db
    .select({ id: messages.id, clientId: messages.clientId, addressHash: messages.addressHash })
    .from(messages)
    .where(
      and(
        eq(messages.state, 'queued'),
        eq(messages.kind, 'answer'),
        sql`${messages.notBefore} <= ${options.now.toISOString()}::timestamptz`,
        options.withDemo ? undefined : eq(messages.isDemo, false),
      ),
    )
    .orderBy(asc(messages.notBefore), asc(messages.id))
    .limit(options.limit);
}

/** Everything an answer is made from. */
export async function findAnswerSource(db: Db, messageId: string) {
  const rows = await db
    .select({
      answer: answers,
      message: { id: messages.id, clientId: messages.clientId, addressHash: messages.addressHash },
      author: { name: users.name, email: users.email },
      contact: {
        email: contacts.email,
        firstName: contacts.firstName,
        lastName: contacts.lastName,
        locale: sql<string | null>`coalesce(${contacts.locale}, ${clients.locale})`,
        zone: sql<string | null>`coalesce(${contacts.timezone}, ${clients.timezone})`,
        erasedAt: contacts.erasedAt,
      },
    })
    .from(answers)
    .innerJoin(messages, eq(messages.id, answers.messageId))
    .innerJoin(users, eq(users.id, answers.authorId))
    .innerJoin(contacts, eq(contacts.id, messages.contactId))
    .innerJoin(clients, eq(clients.id, messages.clientId))
    .where(eq(answers.messageId, messageId));
  return rows[0] ?? null;
}
export type AnswerSource = NonNullable<Awaited<ReturnType<typeof findAnswerSource>>>;

/** The latest answer of theirs in a conversation, with the mail it came in. */
export async function findLastReply(db: Db, threadId: string) {
  const rows = await db
    .select({
      at: replies.receivedAt,
      text: replies.visibleText,
      fromAddress: replies.fromAddress,
      fromName: inboundMails.fromName,
      subject: inboundMails.subject,
      messageId: inboundMails.messageIdHeader,
    })
    .from(replies)
    .innerJoin(inboundMails, eq(inboundMails.id, replies.inboundMailId))
    .where(eq(replies.threadId, threadId))
    .orderBy(desc(replies.receivedAt), desc(replies.id))
    .limit(1);
  return rows[0] ?? null;
}

/** The Message-IDs of a conversation as the other side knows them, ours and theirs, in the order in which they went. */
export async function listThreadMessageIds(db: Db, threadId: string): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    select id from (
      select coalesce(m.provider_message_id, m.message_id_header) as id, coalesce(m.accepted_at, m.sending_at) as at
      from messages m join threads t on t.id = ${threadId}::uuid
      where (m.thread_id = t.id or m.id = t.opened_by_message_id) and m.state not in ('queued', 'canceled', 'failed')
      union all
      select i.message_id_header, r.received_at from replies r join inbound_mails i on i.id = r.inbound_mail_id
      where r.thread_id = ${threadId}::uuid
    ) as ids where id is not null and at is not null order by at`);
  return rows.map((row) => row.id);
}

/** What one of us wrote in a conversation, in order; what was taken back by hand is not among it. */
export async function listAnswers(db: Db, threadId: string) {
  return db
    .select({
      answer: answers,
      message: messages,
      copyId: messageCopies.messageId,
      author: { id: users.id, name: users.name },
      contactEmail: contacts.email,
    })
    .from(answers)
    .innerJoin(messages, eq(messages.id, answers.messageId))
    .innerJoin(users, eq(users.id, answers.authorId))
    .innerJoin(contacts, eq(contacts.id, messages.contactId))
    .leftJoin(messageCopies, eq(messageCopies.messageId, messages.id))
    .where(
      and(
        eq(answers.threadId, threadId),
        sql`not (${messages.state} = 'canceled' and ${messages.settledBy} is not null)`,
      ),
    )
    .orderBy(asc(messages.queuedAt), asc(messages.id))
    .limit(200);
}

export async function listOfferTitles(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.select({ id: offers.id, title: offers.title }).from(offers).where(among(offers.id, ids));
  return new Map(rows.map((row) => [row.id, row.title]));
}

/** Those of the offers that may still be made. */
export async function listOpenOffers(db: Db, ids: readonly string[], today: string): Promise<Set<string>> {
  const rows = await db
    .select({ id: offers.id })
    .from(offers)
    .where(and(among(offers.id, ids), isNull(offers.withdrawnAt), sql`${offers.validUntil} >= ${today}::date`));
  return new Set(rows.map((row) => row.id));
}

/** Who had these offers by this letter; what somebody had before stays as it is. */
export async function insertAnswerUses(
  db: Db,
  uses: readonly { addressHash: string; contentId: string; messageId: string }[],
  now: Date,
): Promise<void> {
  if (uses.length === 0) return;
  await db
    .insert(contentUses)
    .values(uses.map((use) => ({ ...use, kind: 'offer' as const, usedAt: now })))
    .onConflictDoNothing();
}

/** Why nobody may write to this address or client, in force now. */
export async function listStopReasons(db: Db, of: { addressHash: string; clientId: string }) {
  const rows = await db
    .selectDistinct({ reason: suppressions.reason })
    .from(suppressions)
    .where(
      and(
        isNull(suppressions.liftedAt),
        eq(suppressions.scope, 'all'),
        or(eq(suppressions.addressHash, of.addressHash), eq(suppressions.clientId, of.clientId)),
      ),
    );
  return rows.map((row) => row.reason);
}

/** The answers of a handover, if it carries any. */
export async function listAnswersOfHandover(db: Db, handoverId: string) {
  return db
    .select({
      id: messages.id,
      state: messages.state,
      clientId: messages.clientId,
      addressHash: messages.addressHash,
      envelopeFrom: messageCopies.envelopeFrom,
      toAddress: messageCopies.toAddress,
    })
    .from(messages)
    .innerJoin(messageCopies, eq(messageCopies.messageId, messages.id))
    .where(and(eq(messages.handoverId, handoverId), eq(messages.kind, 'answer')))
    .orderBy(messages.id);
}

/** Whoever waited for an answer until a certain hour has one. */
export async function markAnswerGone(db: Db, threadId: string): Promise<void> {
  await db.update(threads).set({ answerDueAt: null }).where(eq(threads.id, threadId));
}

/** Gives a conversation that belongs to nobody to whoever answers it. */
export async function markAssigned(db: Db, threadId: string, userId: string): Promise<void> {
  await db
    .update(threads)
    .set({ assigneeId: userId })
    .where(and(eq(threads.id, threadId), isNull(threads.assigneeId)));
}
