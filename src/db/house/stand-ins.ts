import { and, asc, eq, isNull, or } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { clients, users } from '../schema.ts';

const columns = {
  id: users.id,
  awayFrom: users.awayFrom,
  awayUntil: users.awayUntil,
  coverId: users.coverId,
  disabledAt: users.disabledAt,
};

/** A user as far as it matters for who takes over. */
export interface Colleague {
  id: string;
  awayFrom: string | null;
  awayUntil: string | null;
  coverId: string | null;
  disabledAt: Date | null;
}

export async function findColleague(db: Db, id: string): Promise<Colleague | null> {
  const rows = await db.select(columns).from(users).where(eq(users.id, id));
  return rows[0] ?? null;
}

/** The owner of a client; the default owner where it has none. */
export async function findOwnerOfClient(db: Db, clientId: string): Promise<Colleague | null> {
  const rows = await db
    .select(columns)
    .from(clients)
    .innerJoin(users, or(eq(users.id, clients.ownerId), and(isNull(clients.ownerId), eq(users.isDefaultOwner, true))))
    .where(eq(clients.id, clientId));
  return rows[0] ?? null;
}

export async function findDefaultColleague(db: Db): Promise<Colleague | null> {
  const rows = await db
    .select(columns)
    .from(users)
    .where(and(eq(users.isDefaultOwner, true), isNull(users.disabledAt)));
  return rows[0] ?? null;
}

/** Who is told when a client is upset: the admins, the longest here first. */
export async function listAdmins(db: Db): Promise<Colleague[]> {
  return db
    .select(columns)
    .from(users)
    .where(and(eq(users.role, 'admin'), isNull(users.disabledAt)))
    .orderBy(asc(users.createdAt), asc(users.id))
    .limit(20);
}
