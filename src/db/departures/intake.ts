import { and, asc, desc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { among } from '../rows.ts';
import {
  bases,
  campaigns,
  campaignVersions,
  clients,
  contacts,
  departures,
  enrollments,
  routingRules,
  segmentMembers,
  segments,
  suppressions,
  tasks,
  users,
} from '../schema.ts';

export type ClientRow = typeof clients.$inferSelect;
export type ContactRow = typeof contacts.$inferSelect;

/** Serialises departures that may mean the same client, until the transaction ends: each key in the same order. */
export async function lockIntakeKeys(db: Db, keys: readonly string[]): Promise<void> {
  for (const key of [...new Set(keys)].toSorted())
    await db.execute(sql`select pg_advisory_xact_lock(hashtext('intake'), hashtext(${key}))`);
}

export async function lockClientByExternalId(db: Db, externalId: string): Promise<ClientRow | null> {
  const [row] = await db.select().from(clients).where(eq(clients.externalId, externalId)).for('no key update');
  return row ?? null;
}

export async function lockClient(db: Db, id: string): Promise<ClientRow | null> {
  const [row] = await db.select().from(clients).where(eq(clients.id, id)).for('no key update');
  return row ?? null;
}

export async function listClientsByDomain(db: Db, domain: string): Promise<ClientRow[]> {
  return db
    .select()
    .from(clients)
    .where(eq(clients.domain, domain))
    .orderBy(asc(clients.createdAt), asc(clients.id))
    .limit(20);
}

/** Clients at which somebody has one of these addresses, those touched last first. */
export async function listClientsByAddresses(db: Db, hashes: readonly string[]): Promise<ClientRow[]> {
  const rows = await db
    .selectDistinct({ client: clients })
    .from(clients)
    .innerJoin(contacts, eq(contacts.clientId, clients.id))
    .where(and(among(contacts.addressHash, hashes, 'text'), isNull(contacts.erasedAt)))
    .orderBy(desc(clients.updatedAt), asc(clients.id))
    .limit(20);
  return rows.map((row) => row.client);
}

export async function insertClient(db: Db, row: typeof clients.$inferInsert): Promise<ClientRow> {
  const [inserted] = await db.insert(clients).values(row).returning();
  return inserted!;
}

export async function updateClient(
  db: Db,
  id: string,
  changes: Partial<typeof clients.$inferInsert>,
): Promise<ClientRow> {
  const [row] = await db.update(clients).set(changes).where(eq(clients.id, id)).returning();
  return row!;
}

export async function listContactsOf(db: Db, clientId: string): Promise<ContactRow[]> {
  return db
    .select()
    .from(contacts)
    .where(eq(contacts.clientId, clientId))
    .orderBy(asc(contacts.createdAt), asc(contacts.id));
}

export async function insertContact(db: Db, row: typeof contacts.$inferInsert): Promise<ContactRow> {
  const [inserted] = await db.insert(contacts).values(row).returning();
  return inserted!;
}

export async function updateContact(
  db: Db,
  id: string,
  changes: Partial<typeof contacts.$inferInsert>,
): Promise<ContactRow> {
  const [row] = await db.update(contacts).set(changes).where(eq(contacts.id, id)).returning();
  return row!;
}

export async function findLatestBasis(db: Db, contactId: string) {
  const [row] = await db
    .select()
    .from(bases)
    .where(eq(bases.contactId, contactId))
    .orderBy(desc(bases.recordedAt), desc(bases.id))
    .limit(1);
  return row ?? null;
}

export async function insertBasis(db: Db, row: typeof bases.$inferInsert): Promise<void> {
  await db.insert(bases).values(row);
}

/** Which of these addresses belong to people who were erased: they are not stored again. */
export async function listErasedHashes(db: Db, hashes: readonly string[]): Promise<Set<string>> {
  const rows = await db
    .select({ hash: suppressions.addressHash })
    .from(suppressions)
    .where(
      and(
        among(suppressions.addressHash, hashes, 'text'),
        eq(suppressions.reason, 'erased'),
        isNull(suppressions.liftedAt),
      ),
    );
  return new Set(rows.flatMap((row) => row.hash ?? []));
}

export async function findUserByEmail(db: Db, email: string): Promise<{ id: string } | null> {
  const [row] = await db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.email, email), isNull(users.disabledAt)));
  return row ?? null;
}

export async function findDefaultOwner(db: Db): Promise<{ id: string } | null> {
  const [row] = await db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.isDefaultOwner, true), isNull(users.disabledAt)));
  return row ?? null;
}

export async function listRoutingRules(db: Db) {
  return db.select().from(routingRules).orderBy(asc(routingRules.position));
}

/** The version of a campaign that new enrollments are pinned to; null: nothing is published. */
export async function findLatestVersion(db: Db, campaignId: string) {
  const [row] = await db
    .select({
      id: campaignVersions.id,
      version: campaignVersions.version,
      definition: campaignVersions.definition,
      slug: campaigns.slug,
      campaignId: campaigns.id,
    })
    .from(campaignVersions)
    .innerJoin(campaigns, eq(campaigns.id, campaignVersions.campaignId))
    .where(eq(campaignVersions.campaignId, campaignId))
    .orderBy(desc(campaignVersions.version))
    .limit(1);
  return row ?? null;
}

/** Inserts an enrollment; null when this contact is, or was for this departure, in the campaign already. */
export async function insertEnrollment(db: Db, row: typeof enrollments.$inferInsert): Promise<string | null> {
  const rows = await db.insert(enrollments).values(row).onConflictDoNothing().returning({ id: enrollments.id });
  return rows[0]?.id ?? null;
}

export async function listEnrollmentsOfDeparture(db: Db, departureId: string) {
  return db
    .select({
      id: enrollments.id,
      contactId: enrollments.contactId,
      campaign: campaigns.slug,
      version: campaignVersions.version,
      state: enrollments.state,
      exitCode: enrollments.exitCode,
      nextActionAt: enrollments.nextActionAt,
    })
    .from(enrollments)
    .innerJoin(campaigns, eq(campaigns.id, enrollments.campaignId))
    .innerJoin(campaignVersions, eq(campaignVersions.id, enrollments.versionId))
    .where(eq(enrollments.departureId, departureId))
    .orderBy(asc(enrollments.startedAt), asc(enrollments.id));
}

export async function listTasksOfDeparture(db: Db, departureId: string) {
  return db
    .select({ id: tasks.id, kind: tasks.kind, title: tasks.title, dueOn: tasks.dueOn, ownerId: tasks.ownerId })
    .from(tasks)
    .where(and(eq(tasks.departureId, departureId), eq(tasks.state, 'open')))
    .orderBy(asc(tasks.dueOn), asc(tasks.id));
}

/** Adds a client to a segment, by its slug; nothing happens when it is a member. */
export async function joinSegment(
  db: Db,
  slug: string,
  clientId: string,
  membership: { id: string; since: Date; sinceWhy: string },
): Promise<void> {
  const [segment] = await db.select({ id: segments.id }).from(segments).where(eq(segments.slug, slug));
  if (segment === undefined) throw new Error(`There is no segment "${slug}".`);
  await db
    .insert(segmentMembers)
    .values({ ...membership, segmentId: segment.id, clientId })
    .onConflictDoNothing();
}

export async function leaveSegment(
  db: Db,
  slug: string,
  clientId: string,
  leave: { until: Date; untilWhy: string },
): Promise<void> {
  await db
    .update(segmentMembers)
    .set(leave)
    .where(
      and(
        eq(segmentMembers.clientId, clientId),
        isNull(segmentMembers.until),
        sql`${segmentMembers.segmentId} in (select id from segments where slug = ${slug})`,
      ),
    );
}

/** How many letters for a departure have left, or may have. */
export async function countLettersGone(db: Db, departureId: string): Promise<{ contactId: string; count: number }[]> {
  const rows = await db.execute<{ contact_id: string; count: number }>(sql`
    select contact_id, count(*)::int as count from messages
    where departure_id = ${departureId}::uuid and state in ('sending', 'accepted', 'delivered', 'bounced', 'complained', 'uncertain')
    group by contact_id`);
  return rows.rows.map((row) => ({ contactId: row.contact_id, count: row.count }));
}

/** Departures of an import that can still be undone: neither undone nor over because the client came back. */
export async function listDeparturesOfImport(db: Db, importId: string): Promise<string[]> {
  const rows = await db
    .select({ id: departures.id })
    .from(departures)
    .where(and(eq(departures.importId, importId), isNull(departures.undoneAt), isNull(departures.endedAt)))
    .orderBy(asc(departures.id));
  return rows.map((row) => row.id);
}

export async function countClientStates(db: Db, states: ClientRow['state'][]): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(clients)
    .where(inArray(clients.state, states));
  return row?.count ?? 0;
}
