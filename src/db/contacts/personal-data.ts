import { eq, or } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { among } from '../rows.ts';
import {
  activities,
  attachments,
  auditLog,
  bases,
  clients,
  contactAliases,
  contacts,
  contentUses,
  departures,
  enrollments,
  highlights,
  inboundMails,
  messageCopies,
  messageEvents,
  messages,
  newsItems,
  offers,
  replies,
  suppressions,
  tasks,
  threads,
} from '../schema.ts';

/** Everything that is on file about a person, for the person (GDPR Art. 15): also what is internal. */

export async function findHashOf(db: Db, contactId: string): Promise<string | null> {
  const rows = await db.select({ hash: contacts.addressHash }).from(contacts).where(eq(contacts.id, contactId));
  return rows[0]?.hash ?? null;
}

export async function listProfiles(db: Db, hashes: readonly string[]) {
  const rows = await db
    .select({ contact: contacts, client: { name: clients.name, domain: clients.domain, state: clients.state } })
    .from(contacts)
    .innerJoin(clients, eq(clients.id, contacts.clientId))
    .where(among(contacts.addressHash, hashes, 'text'))
    .orderBy(contacts.createdAt, contacts.id);
  return rows.map(({ contact: { addressHash: _, isDemo: __, ...contact }, client }) => ({ ...contact, client }));
}

/** What is in tables of their own, by contact. Raw mail is bytes. */
export async function listPersonalData(db: Db, contactIds: readonly string[], hashes: readonly string[]) {
  const letters = await db
    .select()
    .from(messages)
    .where(among(messages.contactId, contactIds))
    .orderBy(messages.queuedAt, messages.id);
  const letterIds = letters.map((letter) => letter.id);
  const walks = await db
    .select()
    .from(enrollments)
    .where(among(enrollments.contactId, contactIds))
    .orderBy(enrollments.id);
  const departureIds = [...new Set(walks.map((one) => one.departureId))];
  const uses = among(contentUses.addressHash, hashes, 'text');
  return {
    bases: await db.select().from(bases).where(among(bases.contactId, contactIds)).orderBy(bases.recordedAt, bases.id),
    aliases: await db
      .select()
      .from(contactAliases)
      .where(among(contactAliases.contactId, contactIds))
      .orderBy(contactAliases.address),
    departures: await db
      .select()
      .from(departures)
      .where(among(departures.id, departureIds))
      .orderBy(departures.departedOn, departures.id),
    highlights: await db
      .select()
      .from(highlights)
      .where(among(highlights.departureId, departureIds))
      .orderBy(highlights.departureId, highlights.position),
    enrollments: walks,
    letters,
    copies: await db
      .select()
      .from(messageCopies)
      .where(among(messageCopies.messageId, letterIds))
      .orderBy(messageCopies.messageId),
    files: await db
      .select()
      .from(attachments)
      .where(among(attachments.messageId, letterIds))
      .orderBy(attachments.messageId, attachments.id),
    letterEvents: await db
      .select()
      .from(messageEvents)
      .where(among(messageEvents.messageId, letterIds))
      .orderBy(messageEvents.at, messageEvents.id),
    mails: await db
      .select()
      .from(inboundMails)
      .where(or(among(inboundMails.contactId, contactIds), among(inboundMails.messageId, letterIds)))
      .orderBy(inboundMails.receivedAt, inboundMails.id),
    threads: await db
      .select()
      .from(threads)
      .where(among(threads.contactId, contactIds))
      .orderBy(threads.openedAt, threads.id),
    replies: await db
      .select()
      .from(replies)
      .where(among(replies.contactId, contactIds))
      .orderBy(replies.receivedAt, replies.id),
    tasks: await db.select().from(tasks).where(among(tasks.contactId, contactIds)).orderBy(tasks.createdAt, tasks.id),
    activities: await db
      .select()
      .from(activities)
      .where(among(activities.contactId, contactIds))
      .orderBy(activities.happenedAt, activities.id),
    suppressions: await db
      .select()
      .from(suppressions)
      .where(among(suppressions.addressHash, hashes, 'text'))
      .orderBy(suppressions.createdAt, suppressions.id),
    offersHad: await db
      .select({ title: offers.title, at: contentUses.usedAt })
      .from(contentUses)
      .innerJoin(offers, eq(offers.id, contentUses.contentId))
      .where(uses)
      .orderBy(contentUses.usedAt),
    newsHad: await db
      .select({ title: newsItems.title, at: contentUses.usedAt })
      .from(contentUses)
      .innerJoin(newsItems, eq(newsItems.id, contentUses.contentId))
      .where(uses)
      .orderBy(contentUses.usedAt),
    deeds: await db
      .select({ at: auditLog.at, action: auditLog.action, detail: auditLog.detail })
      .from(auditLog)
      .where(among(auditLog.subjectId, contactIds, 'text'))
      .orderBy(auditLog.at, auditLog.id),
  };
}
