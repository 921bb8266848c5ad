import { and, asc, eq, isNotNull, isNull, ne } from 'drizzle-orm';
import type { UserRole } from '../../domain/user.ts';
import type { Db } from '../db.ts';
import { isBeyond, type PageRequest } from '../page.ts';
import { clients, users } from '../schema.ts';

export type UserRow = typeof users.$inferSelect;

export async function findUser(db: Db, id: string): Promise<UserRow | null> {
  const rows = await db.select().from(users).where(eq(users.id, id));
  return rows[0] ?? null;
}

export async function lockUser(db: Db, id: string): Promise<UserRow | null> {
  const rows = await db.select().from(users).where(eq(users.id, id)).for('update');
  return rows[0] ?? null;
}

export async function findUserByAddress(db: Db, email: string): Promise<UserRow | null> {
  const rows = await db.select().from(users).where(eq(users.email, email));
  return rows[0] ?? null;
}

/** Admins who can sign in by themselves; people of the demo cannot. */
export async function countAdminsWithPassword(db: Db): Promise<number> {
  return db.$count(
    users,
    and(eq(users.role, 'admin'), isNotNull(users.passwordHash), isNull(users.disabledAt), eq(users.isDemo, false)),
  );
}

/** By name. */
export async function listUsers(
  db: Db,
  filter: { role?: UserRole | undefined; disabled?: boolean | undefined },
  page: PageRequest,
): Promise<UserRow[]> {
  return db
    .select()
    .from(users)
    .where(
      and(
        filter.role === undefined ? undefined : eq(users.role, filter.role),
        filter.disabled === undefined
          ? undefined
          : filter.disabled
            ? isNotNull(users.disabledAt)
            : isNull(users.disabledAt),
        isBeyond(page, 'asc', users.name, users.id),
      ),
    )
    .orderBy(asc(users.name), asc(users.id))
    .limit(page.limit);
}

/**
 * Who owns a client when `email` is named as its owner: the user of that address, else the default owner. The address
 * is kept either way; null stands for nobody named.
 */
export async function findOwner(
  db: Db,
  email: string | null,
): Promise<{ ownerId: string | null; ownerEmail: string | null }> {
  const named =
    email === null
      ? []
      : await db
          .select({ id: users.id })
          .from(users)
          .where(and(eq(users.email, email), isNull(users.disabledAt)));
  if (named[0]) return { ownerId: named[0].id, ownerEmail: email };
  const standIn = await db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.isDefaultOwner, true), isNull(users.disabledAt)));
  return { ownerId: standIn[0]?.id ?? null, ownerEmail: email };
}

export async function insertUser(db: Db, row: typeof users.$inferInsert): Promise<UserRow> {
  const [inserted] = await db.insert(users).values(row).returning();
  if (!inserted) throw new Error('The user was not stored.');
  return inserted;
}

export async function updateUser(db: Db, id: string, change: Partial<typeof users.$inferInsert>): Promise<void> {
  if (Object.keys(change).length > 0) await db.update(users).set(change).where(eq(users.id, id));
}

/** Nobody but this user is the default owner any more. */
export async function updateOtherDefaultOwners(db: Db, id: string): Promise<void> {
  await db
    .update(users)
    .set({ isDefaultOwner: false })
    .where(and(eq(users.isDefaultOwner, true), ne(users.id, id)));
}

/** Clients whose owner was named by this address before the user existed. */
export async function updateOwnerByEmail(db: Db, id: string, email: string): Promise<void> {
  await db.update(clients).set({ ownerId: id }).where(eq(clients.ownerEmail, email));
}

/** Clients that belong to nobody go to the default owner. */
export async function updateOwnerOfUnowned(db: Db, id: string): Promise<void> {
  await db.update(clients).set({ ownerId: id }).where(isNull(clients.ownerId));
}
