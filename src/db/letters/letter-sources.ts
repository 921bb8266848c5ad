import { and, desc, eq, lt, sql } from 'drizzle-orm';
import type { LetterKind } from '../../domain/message.ts';
import type { Db } from '../db.ts';
import { among, group } from '../rows.ts';
import { selectRows } from '../select-rows.ts';
import {
  clients,
  contacts,
  departures,
  enrollments,
  highlights,
  messageCopies,
  messages,
  newsItems,
  offers,
  users,
  wordings,
} from '../schema.ts';

const sourceColumns = {
  enrollment: { id: enrollments.id, departureId: enrollments.departureId, revisitOn: enrollments.revisitOn },
  contact: {
    id: contacts.id,
    email: contacts.email,
    firstName: contacts.firstName,
    lastName: contacts.lastName,
    salutation: contacts.salutation,
    locale: contacts.locale,
  },
  client: { name: clients.name, clientSince: clients.clientSince, locale: clients.locale },
  departure: {
    departedOn: departures.departedOn,
    statedReason: departures.statedReason,
    whatWentWrong: departures.whatWentWrong,
    amendsText: departures.amendsText,
    amendsDoneOn: departures.amendsDoneOn,
    personalLine: departures.personalLine,
  },
  owner: { id: users.id, name: users.name, email: users.email, phone: users.phone, title: users.title },
};

/** What the letters of these enrollments may be made from. Internal fields of a departure are not read at all. */
export async function listLetterSources(db: Db, enrollmentIds: readonly string[]) {
  const rows = await selectRows(db, sourceColumns, (selection) =>
    db
      .select(selection)
      .from(enrollments)
      .innerJoin(contacts, eq(contacts.id, enrollments.contactId))
      .innerJoin(clients, eq(clients.id, enrollments.clientId))
      .innerJoin(departures, eq(departures.id, enrollments.departureId))
      .leftJoin(users, eq(users.id, clients.ownerId))
      .where(among(enrollments.id, enrollmentIds)),
  );
  const lines = await db
    .select({ departureId: highlights.departureId, text: highlights.text })
    .from(highlights)
    .where(
      among(
        highlights.departureId,
        rows.map(({ enrollment }) => enrollment.departureId),
      ),
    )
    .orderBy(highlights.departureId, highlights.position);
  const highlightsOf = group(lines, (line) => line.departureId);
  return new Map(
    rows.map(({ enrollment, contact, client, departure, owner }) => [
      enrollment.id,
      {
        contact,
        client,
        departure,
        revisitOn: enrollment.revisitOn,
        owner: (owner.id as string | null) === null ? null : owner,
        highlights: (highlightsOf.get(enrollment.departureId) ?? []).map(({ text }) => ({ text })),
      },
    ]),
  );
}
export type LetterSource = Awaited<ReturnType<typeof listLetterSources>> extends Map<string, infer S> ? S : never;

/** Offers and news items as a client reads them. */
export async function listContent(db: Db, offerIds: readonly string[], newsIds: readonly string[]) {
  const offerRows = offerIds.length === 0 ? [] : await db.select().from(offers).where(among(offers.id, offerIds));
  const newsRows = newsIds.length === 0 ? [] : await db.select().from(newsItems).where(among(newsItems.id, newsIds));
  return {
    offers: new Map(offerRows.map((row) => [row.id, row])),
    news: new Map(newsRows.map((row) => [row.id, row])),
  };
}
export type ContentRows = Awaited<ReturnType<typeof listContent>>;

/**
 * The wording in force of every letter that somebody has edited: the highest revision per kind and locale. A revision
 * never changes, so each is read once; the same object every time, so that it is compiled once and not for each letter.
 */
export async function listCurrentWordings(db: Db): Promise<WordingRow[]> {
  const current = await db
    .selectDistinctOn([wordings.kind, wordings.locale], {
      id: wordings.id,
      kind: wordings.kind,
      locale: wordings.locale,
      revision: wordings.revision,
    })
    .from(wordings)
    .orderBy(wordings.kind, wordings.locale, desc(wordings.revision));
  const missing = current.map((row) => row.id).filter((id) => !copies.has(id));
  if (missing.length > 0) {
    if (copies.size > mostCopies) copies.clear();
    const ids = current.map((row) => row.id).filter((id) => !copies.has(id));
    const rows = await db
      .select({ id: wordings.id, copy: wordings.copy })
      .from(wordings)
      .where(among(wordings.id, ids));
    for (const row of rows) copies.set(row.id, row.copy);
  }
  return current.flatMap((row) => {
    const copy = copies.get(row.id);
    return copy === undefined ? [] : [{ ...row, copy }];
  });
}

const copies = new Map<string, Record<string, unknown>>();
const mostCopies = 1000;

/** The conversation that a letter of this enrollment would continue: the first letter's subject and the ids since. */
export async function findThreadSoFar(
  db: Db,
  enrollmentId: string,
  before: Date,
): Promise<{ subject: string; messageIds: string[] } | null> {
  const rows = await db
    .select({ subject: messageCopies.subject, own: messages.messageIdHeader, provider: messages.providerMessageId })
    .from(messages)
    .innerJoin(messageCopies, eq(messageCopies.messageId, messages.id))
    .where(
      and(
        eq(messages.enrollmentId, enrollmentId),
        lt(messages.queuedAt, before),
        sql`${messages.acceptedAt} is not null`,
      ),
    )
    .orderBy(messages.queuedAt, messages.id);
  const first = rows[0];
  if (first === undefined) return null;
  return { subject: first.subject, messageIds: rows.flatMap((row) => row.provider ?? row.own ?? []) };
}

export type WordingRow = {
  id: string;
  kind: LetterKind;
  locale: string;
  revision: number;
  copy: Record<string, unknown>;
};
