import { and, asc, desc, eq, isNull } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { clients, departures, segmentMembers, segments, users, winBacks } from '../schema.ts';

/** A client with the address of the user who owns it. */
export type ClientWithOwner = typeof clients.$inferSelect & { userEmail: string | null };

export async function findClient(db: Db, id: string): Promise<ClientWithOwner | null> {
  const rows = await select(db).where(eq(clients.id, id));
  return rows[0] ? flatten(rows[0]) : null;
}

export async function listDeparturesOfClient(db: Db, clientId: string) {
  return db
    .select()
    .from(departures)
    .where(eq(departures.clientId, clientId))
    .orderBy(desc(departures.departedOn), desc(departures.id))
    .limit(100);
}

export async function listWinBacksOfClient(db: Db, clientId: string) {
  return db
    .select()
    .from(winBacks)
    .where(eq(winBacks.clientId, clientId))
    .orderBy(desc(winBacks.wonBackOn), desc(winBacks.id))
    .limit(100);
}

/** The segments it is in now. */
export async function listSegmentsOfClient(db: Db, clientId: string) {
  return db
    .select({
      slug: segments.slug,
      name: segments.name,
      since: segmentMembers.since,
      why: segmentMembers.sinceWhy,
    })
    .from(segmentMembers)
    .innerJoin(segments, eq(segments.id, segmentMembers.segmentId))
    .where(and(eq(segmentMembers.clientId, clientId), isNull(segmentMembers.until)))
    .orderBy(asc(segments.slug))
    .limit(200);
}

function select(db: Db) {
  return db
    .select({ client: clients, userEmail: users.email })
    .from(clients)
    .leftJoin(users, eq(users.id, clients.ownerId))
    .$dynamic();
}

function flatten({ client, userEmail }: { client: typeof clients.$inferSelect; userEmail: string | null }) {
  return { ...client, userEmail };
}
