import { and, desc, eq, inArray, isNull, notInArray, or, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { among } from '../rows.ts';
import { clients, contactAliases, contacts, enrollments, messageCopies, messages, users } from '../schema.ts';

/** A letter as an incoming mail can be about it. */
const letterColumns = {
  id: messages.id,
  clientId: messages.clientId,
  contactId: messages.contactId,
  addressHash: messages.addressHash,
  enrollmentId: messages.enrollmentId,
  departureId: messages.departureId,
  threadId: messages.threadId,
  kind: messages.kind,
  state: messages.state,
  goneAt: sql<Date | null>`coalesce(${messages.acceptedAt}, ${messages.sendingAt})`.mapWith(messages.acceptedAt),
  subject: messageCopies.subject,
  text: messageCopies.text,
  toAddress: messageCopies.toAddress,
};

function letters(db: Db) {
  return db.select(letterColumns).from(messages).leftJoin(messageCopies, eq(messageCopies.messageId, messages.id));
}

export type MatchedLetter = Awaited<ReturnType<typeof findLetter>> & object;

export async function findLetter(db: Db, id: string) {
  const rows = await letters(db).where(eq(messages.id, id));
  return rows[0] ?? null;
}

/** The letter that has one of these Message-IDs (ours, the provider's, or the id in a reference of ours); the earliest in the list wins. */
export async function findLetterByMessageIds(
  db: Db,
  of: { messageIds: readonly string[]; letterIds: readonly (string | null)[] },
): Promise<MatchedLetter | null> {
  if (of.messageIds.length === 0) return null;
  const known = of.letterIds.filter((id) => id !== null);
  const rows = await db
    .select({ ...letterColumns, own: messages.messageIdHeader, provider: messages.providerMessageId })
    .from(messages)
    .leftJoin(messageCopies, eq(messageCopies.messageId, messages.id))
    .where(
      or(
        among(messages.messageIdHeader, of.messageIds, 'text'),
        among(messages.providerMessageId, of.messageIds, 'text'),
        known.length === 0 ? undefined : among(messages.id, known),
      ),
    )
    .limit(50);
  const place = (row: (typeof rows)[number]): number => {
    const places = of.messageIds.flatMap((id, index) =>
      id === row.own || id === row.provider || of.letterIds[index] === row.id ? [index] : [],
    );
    return places[0] ?? of.messageIds.length;
  };
  return rows.toSorted((a, b) => place(a) - place(b))[0] ?? null;
}

/** Letters to an address that have left, the latest first. */
export async function listLettersTo(db: Db, addressHash: string): Promise<MatchedLetter[]> {
  return letters(db)
    .where(
      and(
        eq(messages.addressHash, addressHash),
        notInArray(messages.state, ['queued', 'canceled', 'failed']),
        sql`coalesce(${messages.acceptedAt}, ${messages.sendingAt}) is not null`,
      ),
    )
    .orderBy(desc(sql`coalesce(${messages.acceptedAt}, ${messages.sendingAt})`), desc(messages.id))
    .limit(50);
}

/**
 * The latest instant that is on record for a person and their client: the last letter, the last look of the planner. With a
 * tick that runs ahead of the clock it lies in the future, and what comes in after it counts from there.
 */
export async function findLatestOnRecord(db: Db, of: { clientId: string; addressHash: string }): Promise<Date | null> {
  const letter = sql`(select max(coalesce(${messages.acceptedAt}, ${messages.sendingAt})) from ${messages}
    where ${messages.clientId} = ${of.clientId} or ${messages.addressHash} = ${of.addressHash})`;
  const look = sql`(select max(${enrollments.updatedAt}) from ${enrollments} where ${enrollments.clientId} = ${of.clientId})`;
  const rows = await db
    .select({ at: sql<Date | null>`greatest(${letter}, ${look})`.mapWith(messages.acceptedAt) })
    .from(sql`(values (1)) as one`);
  return rows[0]?.at ?? null;
}

export type MatchedContact = Awaited<ReturnType<typeof findMatchedContact>> & object;

const contactColumns = {
  id: contacts.id,
  clientId: contacts.clientId,
  email: contacts.email,
  addressHash: contacts.addressHash,
  firstName: contacts.firstName,
  lastName: contacts.lastName,
  zone: sql<string | null>`coalesce(${contacts.timezone}, ${clients.timezone})`,
  erasedAt: contacts.erasedAt,
};

export async function findMatchedContact(db: Db, id: string) {
  const rows = await db
    .select(contactColumns)
    .from(contacts)
    .innerJoin(clients, eq(clients.id, contacts.clientId))
    .where(eq(contacts.id, id));
  return rows[0] ?? null;
}

/** People with this address, own or learned: those with an open enrollment first, then those written to last. */
export async function listContactsByAddress(db: Db, address: string): Promise<MatchedContact[]> {
  const aliases = db
    .select({ id: contactAliases.contactId })
    .from(contactAliases)
    .where(eq(contactAliases.address, address));
  const open = sql`exists (select 1 from ${enrollments} where ${enrollments.contactId} = ${contacts.id} and ${enrollments.state} in ('active', 'held'))`;
  const lastLetter = sql`(select max(${messages.acceptedAt}) from ${messages} where ${messages.contactId} = ${contacts.id})`;
  return db
    .select(contactColumns)
    .from(contacts)
    .innerJoin(clients, eq(clients.id, contacts.clientId))
    .where(and(isNull(contacts.erasedAt), or(eq(contacts.email, address), inArray(contacts.id, aliases))))
    .orderBy(sql`${open} desc, ${lastLetter} desc nulls last, ${contacts.email} = ${address} desc`, desc(contacts.id))
    .limit(20);
}

/** The one client with this host; null when there is none, or several. */
export async function findClientByDomain(db: Db, domain: string): Promise<string | null> {
  const rows = await db.select({ id: clients.id }).from(clients).where(eq(clients.domain, domain)).limit(2);
  return rows.length === 1 ? (rows[0]?.id ?? null) : null;
}

export async function isAddressOfUser(db: Db, address: string): Promise<boolean> {
  const rows = await db.select({ id: users.id }).from(users).where(eq(users.email, address));
  return rows.length > 0;
}

export async function insertAlias(
  db: Db,
  row: { address: string; contactId: string; learnedAt: Date },
): Promise<boolean> {
  const rows = await db
    .insert(contactAliases)
    .values(row)
    .onConflictDoNothing()
    .returning({ address: contactAliases.address });
  return rows.length === 1;
}
