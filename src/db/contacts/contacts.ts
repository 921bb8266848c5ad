import { and, asc, desc, eq, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { isBeyond, type PageRequest } from '../page.ts';
import { among } from '../rows.ts';
import { bases, contacts, messages } from '../schema.ts';

export type ContactRow = typeof contacts.$inferSelect;
export type BasisRow = typeof bases.$inferSelect;
/** A contact with the basis that counts: the latest that was recorded. */
export type ContactWithBasis = ContactRow & { basis: BasisRow | null };

export async function findContact(db: Db, id: string): Promise<ContactWithBasis | null> {
  const rows = await db.select().from(contacts).where(eq(contacts.id, id));
  return (await listWithBasis(db, rows))[0] ?? null;
}

export async function lockContact(db: Db, id: string): Promise<ContactRow | null> {
  const rows = await db.select().from(contacts).where(eq(contacts.id, id)).for('update');
  return rows[0] ?? null;
}

/** The newest first. */
export async function listContacts(
  db: Db,
  filter: { client?: string | undefined; email?: string | undefined },
  page: PageRequest,
): Promise<ContactWithBasis[]> {
  const rows = await db
    .select()
    .from(contacts)
    .where(
      and(
        filter.client === undefined ? undefined : eq(contacts.clientId, filter.client),
        filter.email === undefined ? undefined : eq(contacts.email, filter.email),
        isBeyond(page, 'desc', contacts.createdAt, contacts.id),
      ),
    )
    .orderBy(desc(contacts.createdAt), desc(contacts.id))
    .limit(page.limit);
  return listWithBasis(db, rows);
}

/** In the order in which they were added. */
export async function listContactsOfClient(db: Db, clientId: string): Promise<ContactWithBasis[]> {
  const rows = await db
    .select()
    .from(contacts)
    .where(eq(contacts.clientId, clientId))
    .orderBy(asc(contacts.createdAt), asc(contacts.id))
    .limit(500);
  return listWithBasis(db, rows);
}

export async function listWithBasis<Row extends ContactRow>(
  db: Db,
  rows: readonly Row[],
): Promise<(Row & { basis: BasisRow | null })[]> {
  const ids = rows.map((row) => row.id);
  const latest = await db
    .selectDistinctOn([bases.contactId])
    .from(bases)
    .where(among(bases.contactId, ids))
    .orderBy(bases.contactId, desc(bases.recordedAt), desc(bases.id));
  const byContact = new Map(latest.map((row) => [row.contactId, row]));
  return rows.map((row) => ({ ...row, basis: byContact.get(row.id) ?? null }));
}

/** Letters that wait go to the address the contact has when they are claimed; caps must count them under it. */
export async function updateHashOfQueued(db: Db, contactId: string, addressHash: string): Promise<void> {
  await db
    .update(messages)
    .set({ addressHash })
    .where(and(eq(messages.contactId, contactId), sql`${messages.state} = 'queued'`));
}
