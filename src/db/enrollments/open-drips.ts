import { and, asc, eq, inArray, or, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { lockEnrollments } from './enrollments.ts';
import { among } from '../rows.ts';
import { contacts, enrollments } from '../schema.ts';

const columns = {
  id: enrollments.id,
  contactId: enrollments.contactId,
  clientId: enrollments.clientId,
  departureId: enrollments.departureId,
  state: enrollments.state,
  holdCode: enrollments.holdCode,
  holdUntil: enrollments.holdUntil,
  holdThreadId: enrollments.holdThreadId,
  addressHash: contacts.addressHash,
};

/** An open enrollment and how it is held. */
export interface OpenDrip {
  id: string;
  contactId: string;
  clientId: string;
  departureId: string;
  state: 'active' | 'held' | 'completed' | 'exited';
  holdCode: (typeof enrollments.$inferSelect)['holdCode'];
  holdUntil: Date | null;
  holdThreadId: string | null;
  addressHash: string;
}

/**
 * Locks, in one order, the open enrollments of these addresses wherever they occur and of everybody at these clients, and
 * answers how they stand under the lock. What a mail concerns is locked at once, so that two answers cannot wait for each other.
 */
export async function lockOpenDrips(
  db: Db,
  of: { addressHashes: readonly string[]; clientIds: readonly string[] },
): Promise<OpenDrip[]> {
  const open = inArray(enrollments.state, ['active', 'held']);
  const found = await db
    .select({ id: enrollments.id })
    .from(enrollments)
    .innerJoin(contacts, eq(contacts.id, enrollments.contactId))
    .where(
      and(
        open,
        or(
          among(enrollments.clientId, of.clientIds),
          among(contacts.addressHash, of.addressHashes, 'text'),
          sql`false`,
        ),
      ),
    )
    .orderBy(asc(enrollments.id));
  const ids = found.map((row) => row.id);
  await lockEnrollments(db, ids);
  return db
    .select(columns)
    .from(enrollments)
    .innerJoin(contacts, eq(contacts.id, enrollments.contactId))
    .where(and(open, among(enrollments.id, ids)))
    .orderBy(asc(enrollments.id));
}

/** Who looks at the holds that a thread made. */
export async function updateHoldOwner(db: Db, threadId: string, ownerId: string | null, now: Date): Promise<void> {
  await db
    .update(enrollments)
    .set({ holdOwnerId: ownerId, updatedAt: now })
    .where(and(eq(enrollments.holdThreadId, threadId), eq(enrollments.state, 'held')));
}
