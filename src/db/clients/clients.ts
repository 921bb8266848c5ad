import { and, asc, count, desc, eq, exists, ilike, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { ClientState } from '../../domain/client.ts';
import type { Reason } from '../../domain/departure.ts';
import type { Db } from '../db.ts';
import { isBeyond, type PageRequest } from '../page.ts';
import { clients, contacts, departures, segmentMembers, segments, tasks, users, winBacks } from '../schema.ts';

/** A client with the address of the user who owns it. */
export type ClientWithOwner = typeof clients.$inferSelect & { userEmail: string | null };

export interface ClientFilter {
  state?: ClientState | undefined;
  /** A user's id, an address, or `none`. */
  owner?: string | undefined;
  reason?: Reason | undefined;
  q?: string | undefined;
}

export async function findClient(db: Db, id: string): Promise<ClientWithOwner | null> {
  const rows = await select(db).where(eq(clients.id, id));
  return rows[0] ? flatten(rows[0]) : null;
}

/** The newest first. */
export async function listClients(db: Db, filter: ClientFilter, page: PageRequest): Promise<ClientWithOwner[]> {
  const rows = await select(db)
    .where(
      and(
        filter.state === undefined ? undefined : eq(clients.state, filter.state),
        filter.owner === undefined ? undefined : isOwnedBy(filter.owner),
        filter.reason === undefined ? undefined : hasLeftFor(db, filter.reason),
        filter.q === undefined ? undefined : mentions(db, filter.q),
        isBeyond(page, 'desc', clients.createdAt, clients.id),
      ),
    )
    .orderBy(desc(clients.createdAt), desc(clients.id))
    .limit(page.limit);
  return rows.map(flatten);
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

export async function countOpenTasks(db: Db, clientId: string): Promise<number> {
  const rows = await db
    .select({ count: count() })
    .from(tasks)
    .where(and(eq(tasks.clientId, clientId), eq(tasks.state, 'open')));
  return rows[0]?.count ?? 0;
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

function isOwnedBy(owner: string): SQL | undefined {
  if (owner === 'none') return isNull(clients.ownerId);
  if (!owner.includes('@')) return eq(clients.ownerId, owner);
  return or(eq(clients.ownerEmail, owner), and(isNull(clients.ownerEmail), eq(users.email, owner)));
}

function hasLeftFor(db: Db, reason: Reason): SQL {
  return exists(
    db
      .select({ one: sql`1` })
      .from(departures)
      .where(and(eq(departures.clientId, clients.id), eq(departures.reason, reason), isNull(departures.undoneAt))),
  );
}

function mentions(db: Db, text: string): SQL | undefined {
  const pattern = `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const inContact = or(
    ilike(contacts.email, pattern),
    ilike(sql`concat_ws(' ', ${contacts.firstName}, ${contacts.lastName})`, pattern),
  );
  return or(
    ilike(clients.name, pattern),
    ilike(clients.domain, pattern),
    exists(
      db
        .select({ one: sql`1` })
        .from(contacts)
        .where(and(eq(contacts.clientId, clients.id), inContact)),
    ),
  );
}
