import { and, asc, count, desc, eq, isNull, sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import { listWithBasis } from '../contacts/contacts.ts';
import type { Db } from '../db.ts';
import { isBeyond, type PageRequest } from '../page.ts';
import { among } from '../rows.ts';
import { clients, contacts, segmentMembers, segments } from '../schema.ts';

export type SegmentRow = typeof segments.$inferSelect;

export async function findSegment(db: Db, slug: string): Promise<SegmentRow | null> {
  const rows = await db.select().from(segments).where(eq(segments.slug, slug));
  return rows[0] ?? null;
}

/** By name. */
export async function listSegments(db: Db, page: PageRequest): Promise<SegmentRow[]> {
  return db
    .select()
    .from(segments)
    .where(isBeyond(page, 'asc', segments.name, segments.id))
    .orderBy(asc(segments.name), asc(segments.id))
    .limit(page.limit);
}

/** How many clients are in each segment now; 0 is not in the map. */
export async function countMembers(db: Db, segmentIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await db
    .select({ id: segmentMembers.segmentId, count: count() })
    .from(segmentMembers)
    .where(and(among(segmentMembers.segmentId, segmentIds), isNull(segmentMembers.until)))
    .groupBy(segmentMembers.segmentId);
  return new Map(rows.map((row) => [row.id, row.count]));
}

/** The contacts of the clients that are in it now, the newest first; people who were erased are not among them. */
export async function listContactsOfSegment(db: Db, segmentId: string, page: PageRequest) {
  const rows = await db
    .select({ contact: contacts, since: segmentMembers.since })
    .from(segmentMembers)
    .innerJoin(contacts, eq(contacts.clientId, segmentMembers.clientId))
    .where(
      and(
        eq(segmentMembers.segmentId, segmentId),
        isNull(segmentMembers.until),
        isNull(contacts.erasedAt),
        isBeyond(page, 'desc', contacts.createdAt, contacts.id),
      ),
    )
    .orderBy(desc(contacts.createdAt), desc(contacts.id))
    .limit(page.limit);
  return listWithBasis(
    db,
    rows.map(({ contact, since }) => ({ ...contact, since })),
  );
}

export async function lockSegment(db: Db, slug: string): Promise<SegmentRow | null> {
  const rows = await db.select().from(segments).where(eq(segments.slug, slug)).for('update');
  return rows[0] ?? null;
}

export async function updateSegmentName(db: Db, id: string, name: string): Promise<void> {
  await db.update(segments).set({ name }).where(eq(segments.id, id));
}

/** Null when the slug is taken. */
export async function insertSegment(db: Db, row: typeof segments.$inferInsert): Promise<SegmentRow | null> {
  const rows = await db.insert(segments).values(row).onConflictDoNothing().returning();
  return rows[0] ?? null;
}

/** Clients that are in it already stay as they are. */
export async function insertMembers(
  db: Db,
  segmentId: string,
  clientIds: readonly string[],
  since: { at: Date; why: string },
): Promise<void> {
  if (clientIds.length === 0) return;
  await db
    .insert(segmentMembers)
    .values(clientIds.map((clientId) => ({ id: uuidv7(), segmentId, clientId, since: since.at, sinceWhy: since.why })))
    .onConflictDoNothing();
}

export async function markMembersRemoved(
  db: Db,
  segmentId: string,
  clientIds: readonly string[],
  until: { at: Date; why: string },
): Promise<void> {
  await db
    .update(segmentMembers)
    .set({ until: until.at, untilWhy: until.why })
    .where(
      and(
        eq(segmentMembers.segmentId, segmentId),
        among(segmentMembers.clientId, clientIds),
        isNull(segmentMembers.until),
      ),
    );
}

/** Which of these ids are no clients. */
export async function listUnknownClients(db: Db, ids: readonly string[]): Promise<string[]> {
  const rows = await db.select({ id: clients.id }).from(clients).where(among(clients.id, ids));
  const known = new Set(rows.map((row) => row.id));
  return ids.filter((id) => !known.has(id));
}

/** Ends every membership of a client. */
export async function markMembershipsEnded(db: Db, clientId: string, now: Date, why: string): Promise<void> {
  await db
    .update(segmentMembers)
    .set({ until: now, untilWhy: why })
    .where(and(eq(segmentMembers.clientId, clientId), sql`${segmentMembers.until} is null`));
}
