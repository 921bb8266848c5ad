import { and, eq, inArray, isNotNull, or, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { among } from '../rows.ts';
import {
  activities,
  bases,
  clients,
  contactAliases,
  contacts,
  departures,
  enrollments,
  suppressions,
  tasks,
} from '../schema.ts';

/** Everything that is kept of a person in rows of their own, removed. Statements of one flow, under its locks. */

export async function listPeopleToErase(db: Db, hashes: readonly string[]) {
  return db
    .select({ contact: contacts, clientName: clients.name })
    .from(contacts)
    .innerJoin(clients, eq(clients.id, contacts.clientId))
    .where(among(contacts.addressHash, hashes, 'text'))
    .orderBy(contacts.id);
}

export async function listAliases(db: Db, contactIds: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectDistinct({ address: contactAliases.address })
    .from(contactAliases)
    .where(among(contactAliases.contactId, contactIds))
    .orderBy(contactAliases.address);
  return rows.map((row) => row.address);
}

/** The contacts stay as rows without a person: history and counts refer to them. */
export async function eraseContacts(db: Db, ids: readonly string[], now: Date): Promise<void> {
  await db
    .update(contacts)
    .set({
      email: null,
      firstName: null,
      lastName: null,
      salutation: null,
      phone: null,
      notes: null,
      quietUntil: null,
      quietWhy: null,
      cadence: null,
      updatedAt: now,
      erasedAt: sql`coalesce(${contacts.erasedAt}, ${now.toISOString()}::timestamptz)`,
    })
    .where(among(contacts.id, ids));
  await db.update(bases).set({ source: null, consentText: null }).where(among(bases.contactId, ids));
  await db.delete(contactAliases).where(among(contactAliases.contactId, ids));
  await db.update(activities).set({ text: null }).where(among(activities.contactId, ids));
  await db.update(enrollments).set({ nextWhy: null }).where(among(enrollments.contactId, ids));
  // What a person wrote as the reason; the sentences of the planner name nobody, but are not worth telling apart.
  await db
    .update(enrollments)
    .set({ exitWhy: null })
    .where(and(among(enrollments.contactId, ids), sql`${enrollments.exitCode} is distinct from 'erased'`));
}

/** Nobody can be called any more; a privacy request is done by this. What concerns the client stays open. */
export async function eraseTasks(db: Db, contactIds: readonly string[], now: Date, by: string): Promise<void> {
  const open = and(among(tasks.contactId, contactIds), eq(tasks.state, 'open'));
  const end = { completedAt: now, completedBy: by };
  await db
    .update(tasks)
    .set({ state: 'done', outcome: 'done', ...end })
    .where(and(open, eq(tasks.kind, 'privacy_request')));
  const withPerson = inArray(tasks.kind, ['call', 'exit_interview', 'approve_letter', 'meeting', 'successor']);
  await db
    .update(tasks)
    .set({ state: 'canceled', ...end })
    .where(and(open, withPerson));
  await db.update(tasks).set({ detail: null, note: null }).where(among(tasks.contactId, contactIds));
}

/**
 * The departure belongs to the client and stays; its personal line was written to this person, where they had been
 * written to or are the only contact.
 */
export async function erasePersonalLines(db: Db, contactIds: readonly string[]): Promise<void> {
  const ids = sql.param(contactIds);
  await db
    .update(departures)
    .set({ personalLine: null })
    .where(
      and(
        isNotNull(departures.personalLine),
        or(
          sql`${departures.id} in (select departure_id from enrollments where contact_id = any(${ids}::uuid[]))`,
          sql`${departures.clientId} in (select client_id from contacts group by client_id having bool_and(id = any(${ids}::uuid[])))`,
        ),
      ),
    );
}

/** The hash stays, with reason and date; the address and what was noted beside it go. */
export async function eraseSuppressions(db: Db, hashes: readonly string[]): Promise<void> {
  await db
    .update(suppressions)
    .set({ address: null, note: null })
    .where(among(suppressions.addressHash, hashes, 'text'));
}
