import { and, asc, desc, eq, inArray, isNull, or } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { among } from '../rows.ts';
import { clients, contactAliases, contacts, enrollments, messages, suppressions } from '../schema.ts';

/** Whom a message went to, with what the person has told us about letters. Null for a message that is not ours. */
export async function findRecipientOf(db: Db, messageId: string) {
  const rows = await db
    .select({
      messageId: messages.id,
      enrollmentId: messages.enrollmentId,
      contactId: contacts.id,
      clientId: contacts.clientId,
      addressHash: contacts.addressHash,
      address: contacts.email,
      contactLocale: contacts.locale,
      clientLocale: clients.locale,
      contactZone: contacts.timezone,
      clientZone: clients.timezone,
      quietUntil: contacts.quietUntil,
      cadence: contacts.cadence,
      ownerId: clients.ownerId,
    })
    .from(messages)
    .innerJoin(contacts, eq(contacts.id, messages.contactId))
    .innerJoin(clients, eq(clients.id, contacts.clientId))
    .where(eq(messages.id, messageId));
  return rows[0] ?? null;
}
export type RecipientRow = NonNullable<Awaited<ReturnType<typeof findRecipientOf>>>;

/** The scopes in force for an address or its client. */
export async function listScopesInForce(db: Db, of: { addressHash: string; clientId: string }) {
  const rows = await db
    .select({ scope: suppressions.scope })
    .from(suppressions)
    .where(
      and(
        isNull(suppressions.liftedAt),
        or(eq(suppressions.addressHash, of.addressHash), eq(suppressions.clientId, of.clientId)),
      ),
    );
  return [...new Set(rows.map((row) => row.scope))];
}

/** How the contact's latest enrollment stands; null when there is none. */
export async function findLatestEnrollment(db: Db, contactId: string) {
  const rows = await db
    .select({ id: enrollments.id, state: enrollments.state, exitCode: enrollments.exitCode })
    .from(enrollments)
    .where(eq(enrollments.contactId, contactId))
    .orderBy(desc(enrollments.startedAt), desc(enrollments.id))
    .limit(1);
  return rows[0] ?? null;
}

/** The people on file under these hashes, erased ones too. */
export async function listContactsByHash(db: Db, hashes: readonly string[]) {
  return db
    .select({ id: contacts.id, clientId: contacts.clientId, email: contacts.email, addressHash: contacts.addressHash })
    .from(contacts)
    .where(among(contacts.addressHash, hashes, 'text'))
    .orderBy(asc(contacts.id));
}

/** The hashes of those who also write from this address. */
export async function listHashesOfAlias(db: Db, address: string): Promise<string[]> {
  const rows = await db
    .selectDistinct({ hash: contacts.addressHash })
    .from(contactAliases)
    .innerJoin(contacts, eq(contacts.id, contactAliases.contactId))
    .where(eq(contactAliases.address, address))
    .orderBy(contacts.addressHash);
  return rows.map((row) => row.hash);
}

/**
 * Makes whoever changes what a person told us wait for each other. Comes after the enrollments in the order of locks;
 * rows that refer to the contact can still be written.
 */
export async function lockContactsByHash(db: Db, addressHash: string): Promise<string[]> {
  const rows = await db
    .select({ id: contacts.id })
    .from(contacts)
    .where(eq(contacts.addressHash, addressHash))
    .orderBy(asc(contacts.id))
    .for('no key update');
  return rows.map((row) => row.id);
}

export async function markQuiet(
  db: Db,
  ids: readonly string[],
  quiet: { until: string | null; why: string | null; now: Date },
): Promise<void> {
  await db
    .update(contacts)
    .set({ quietUntil: quiet.until, quietWhy: quiet.why, updatedAt: quiet.now })
    .where(among(contacts.id, ids));
}

export async function markTwiceAYear(db: Db, ids: readonly string[], now: Date): Promise<void> {
  await db.update(contacts).set({ cadence: 'twice_a_year', updatedAt: now }).where(among(contacts.id, ids));
}

/** Open enrollments of everybody at these clients, with how they are held. In the order in which they are locked. */
export async function listOpenAtClients(db: Db, clientIds: readonly string[]) {
  return db
    .select({
      id: enrollments.id,
      clientId: enrollments.clientId,
      contactId: enrollments.contactId,
      state: enrollments.state,
      holdUntil: enrollments.holdUntil,
      addressHash: contacts.addressHash,
    })
    .from(enrollments)
    .innerJoin(contacts, eq(contacts.id, enrollments.contactId))
    .where(and(among(enrollments.clientId, clientIds), inArray(enrollments.state, ['active', 'held'])))
    .orderBy(asc(enrollments.id));
}

/** Cancels whatever is queued for an address, a rep's answer too. */
export async function cancelQueuedTo(db: Db, addressHash: string, now: Date): Promise<number> {
  const rows = await db
    .update(messages)
    .set({ state: 'canceled', endedAt: now })
    .where(and(eq(messages.addressHash, addressHash), eq(messages.state, 'queued')))
    .returning({ id: messages.id });
  return rows.length;
}

/** The day the person named, on enrollments that are locked. */
export async function markRevisit(db: Db, ids: readonly string[], revisitOn: string | null, now: Date): Promise<void> {
  if (ids.length === 0) return;
  await db.update(enrollments).set({ revisitOn, updatedAt: now }).where(among(enrollments.id, ids));
}
