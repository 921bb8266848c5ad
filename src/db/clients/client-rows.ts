import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { among, group } from '../rows.ts';
import { clients, contacts, departures, enrollments, replies, tasks, threads, users } from '../schema.ts';

/** What a list shows of its clients, each kind in one query however many they are. */
export async function listClientFacts(db: Db, ids: readonly string[]) {
  const [rows, left, people, drips, answers, openTasks] = await Promise.all([
    db
      .select({ client: clients, userEmail: users.email })
      .from(clients)
      .leftJoin(users, eq(users.id, clients.ownerId))
      .where(among(clients.id, ids)),
    listLastDepartures(db, ids),
    listPeople(db, ids),
    listDrips(db, ids),
    listLastAnswers(db, ids),
    db
      .select({ clientId: tasks.clientId, count: sql<number>`count(*)::int` })
      .from(tasks)
      .where(and(among(tasks.clientId, ids), eq(tasks.state, 'open')))
      .groupBy(tasks.clientId),
  ]);
  const departureOf = new Map(left.map((row) => [row.clientId, row]));
  const answerOf = new Map(answers.map((row) => [row.clientId, row]));
  const tasksOf = new Map(openTasks.map((row) => [row.clientId, row.count]));
  const [peopleOf, dripsOf] = [group(people, (row) => row.clientId), group(drips, (row) => row.clientId)];
  return new Map(
    rows.map(({ client, userEmail }) => [
      client.id,
      {
        client,
        userEmail,
        departure: departureOf.get(client.id) ?? null,
        people: peopleOf.get(client.id) ?? [],
        drips: dripsOf.get(client.id) ?? [],
        lastAnswer: answerOf.get(client.id) ?? null,
        openTasks: tasksOf.get(client.id) ?? 0,
      },
    ]),
  );
}
export type ClientFacts = Awaited<ReturnType<typeof listClientFacts>> extends Map<string, infer Facts> ? Facts : never;

/** The last departure of each that was not undone. */
function listLastDepartures(db: Db, ids: readonly string[]) {
  return db
    .selectDistinctOn([departures.clientId], {
      clientId: departures.clientId,
      id: departures.id,
      departedOn: departures.departedOn,
      reason: departures.reason,
      fault: departures.fault,
      pursue: departures.pursue,
      endedAt: departures.endedAt,
    })
    .from(departures)
    .where(and(among(departures.clientId, ids), isNull(departures.undoneAt)))
    .orderBy(departures.clientId, desc(departures.departedOn), desc(departures.id));
}

function listPeople(db: Db, ids: readonly string[]) {
  return db
    .select({
      id: contacts.id,
      clientId: contacts.clientId,
      email: contacts.email,
      firstName: contacts.firstName,
      lastName: contacts.lastName,
      role: contacts.role,
    })
    .from(contacts)
    .where(and(among(contacts.clientId, ids), isNull(contacts.erasedAt)))
    .orderBy(asc(contacts.createdAt), asc(contacts.id));
}

/** Everybody's enrollments, the latest first. */
function listDrips(db: Db, ids: readonly string[]) {
  return db
    .select({
      id: enrollments.id,
      clientId: enrollments.clientId,
      contactId: enrollments.contactId,
      departureId: enrollments.departureId,
      state: enrollments.state,
      holdCode: enrollments.holdCode,
      holdUntil: enrollments.holdUntil,
      exitCode: enrollments.exitCode,
      exitWhy: enrollments.exitWhy,
      nextWhy: enrollments.nextWhy,
    })
    .from(enrollments)
    .where(among(enrollments.clientId, ids))
    .orderBy(desc(enrollments.startedAt), desc(enrollments.id));
}

function listLastAnswers(db: Db, ids: readonly string[]) {
  return db
    .selectDistinctOn([threads.clientId], {
      clientId: threads.clientId,
      at: replies.receivedAt,
      threadId: threads.id,
      state: threads.state,
    })
    .from(replies)
    .innerJoin(threads, eq(threads.id, replies.threadId))
    .where(among(threads.clientId, ids))
    .orderBy(threads.clientId, desc(replies.receivedAt), desc(replies.id));
}
