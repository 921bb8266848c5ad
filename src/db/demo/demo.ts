import { and, asc, count, eq, inArray, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import {
  apiKeys,
  auditLog,
  clients,
  contacts,
  enrollments,
  inboundMails,
  installation,
  messageCopies,
  messages,
  newsItems,
  offers,
  settings,
  tasks,
  threads,
  users,
} from '../schema.ts';

/** What the demo asks of the database. Everything of the demo hangs on rows with is_demo. */

export async function countDemoClients(db: Db): Promise<number> {
  const [row] = await db.select({ count: count() }).from(clients).where(eq(clients.isDemo, true));
  return row?.count ?? 0;
}

/** Whether somebody has put something of their own into this database; the people of the demo (`addresses`) do not count. */
export async function findOwnWork(db: Db, addresses: readonly string[]): Promise<boolean> {
  const own = await db.execute<{ own: boolean }>(sql`
    select exists (select 1 from ${clients} where not ${clients.isDemo})
      or exists (select 1 from ${offers} where not ${offers.isDemo})
      or exists (select 1 from ${newsItems} where not ${newsItems.isDemo})
      or exists (select 1 from ${users} where ${users.email} <> all(${sql.param(addresses)}::text[]))
      or exists (select 1 from ${settings} where ${settings.changedBy} <> 'demo')
      or exists (select 1 from ${inboundMails} where ${inboundMails.sourceId} is null or ${inboundMails.sourceId} not like 'demo/%')
      or exists (select 1 from ${apiKeys}) as own`);
  return own.rows[0]?.own ?? true;
}

/** The demo has been made once in this database: it is never made again, removed or not. */
export async function markDemoMade(db: Db, now: Date): Promise<void> {
  await db.update(installation).set({ demoMadeAt: now }).where(eq(installation.id, 1));
}

export async function markDemoOffset(db: Db, seconds: number): Promise<void> {
  await db.update(installation).set({ demoOffsetSeconds: seconds }).where(eq(installation.id, 1));
}

/** By how many seconds the clock of the demo runs ahead; 0 without one. */
export async function findDemoOffset(db: Db): Promise<number> {
  const [row] = await db.select({ seconds: installation.demoOffsetSeconds }).from(installation);
  return row?.seconds ?? 0;
}

/** The first instant after this one at which the planner or the outbox has something to look at; null: never. */
export async function findNextInstant(db: Db, after: Date): Promise<Date | null> {
  const at = after.toISOString();
  const found = await db.execute<{ at: Date | string | null }>(sql`
    select min(at) as at from (
      select min(${enrollments.nextActionAt}) as at from ${enrollments}
        where ${enrollments.state} in ('active', 'held') and ${enrollments.nextActionAt} > ${at}::timestamptz
      union all
      select min(${messages.notBefore}) from ${messages} where ${messages.state} = 'queued' and ${messages.notBefore} > ${at}::timestamptz
    ) instants`);
  const first = found.rows[0]?.at ?? null;
  return first === null ? null : new Date(first);
}

/** A letter to a demo client that has left, with its exact copy. */
export type DemoLetter = Awaited<ReturnType<typeof listDemoLetters>>[number];

export async function listDemoLetters(db: Db) {
  return db
    .select({
      id: messages.id,
      domain: clients.domain,
      contactZone: sql<string | null>`coalesce(${contacts.timezone}, ${clients.timezone})`,
      firstName: contacts.firstName,
      lastName: contacts.lastName,
      stepKey: messages.stepKey,
      occurrence: messages.occurrence,
      /** The client's first departure is 1. */
      departure: sql<number>`(select count(*)::int from departures d where d.client_id = ${clients.id}
        and d.departed_on <= (select departed_on from departures where id = ${messages.departureId}))`,
      acceptedAt: messages.acceptedAt,
      messageIdHeader: messages.messageIdHeader,
      subject: messageCopies.subject,
      text: messageCopies.text,
      headers: messageCopies.headers,
      replyTo: messageCopies.replyTo,
      envelopeFrom: messageCopies.envelopeFrom,
      fromName: messageCopies.fromName,
      toAddress: messageCopies.toAddress,
    })
    .from(messages)
    .innerJoin(clients, eq(clients.id, messages.clientId))
    .innerJoin(contacts, eq(contacts.id, messages.contactId))
    .innerJoin(messageCopies, eq(messageCopies.messageId, messages.id))
    .where(and(eq(messages.isDemo, true), inArray(messages.state, ['accepted', 'delivered', 'bounced', 'complained'])))
    .orderBy(asc(messages.acceptedAt), asc(messages.id));
}

const sceneAction = 'demo-scene';

/** When each scene of the demo was played, by its key. */
export async function listPlayedScenes(db: Db): Promise<Map<string, Date>> {
  const rows = await db
    .select({ key: auditLog.subjectId, at: auditLog.at })
    .from(auditLog)
    .where(and(eq(auditLog.action, sceneAction), eq(auditLog.subjectKind, 'demo')));
  return new Map(rows.map((row) => [row.key ?? '', row.at]));
}

/** The deed that says so. */
export function sceneDeed(key: string, at: Date) {
  return { at, actor: 'demo', action: sceneAction, subjectKind: 'demo', subjectId: key };
}

/** The conversation that the mail of a scene opened, while nobody has closed it. */
export async function findOpenThreadOfMail(db: Db, sourceId: string): Promise<string | null> {
  const rows = await db
    .select({ id: threads.id })
    .from(inboundMails)
    .innerJoin(threads, eq(threads.id, inboundMails.threadId))
    .where(and(eq(inboundMails.sourceId, sourceId), inArray(threads.state, ['open', 'snoozed'])));
  return rows[0]?.id ?? null;
}

export async function findDemoClientByDomain(db: Db, domain: string) {
  const rows = await db
    .select({ id: clients.id, state: clients.state })
    .from(clients)
    .where(and(eq(clients.isDemo, true), eq(clients.domain, domain)));
  return rows[0] ?? null;
}

/** What people of the demo have to do, the first due first. */
export async function listOpenDemoTasks(db: Db, dueUntil: string) {
  return db
    .select({
      id: tasks.id,
      kind: tasks.kind,
      stepKey: tasks.stepKey,
      ownerId: tasks.ownerId,
      dueOn: tasks.dueOn,
      domain: clients.domain,
      /** How many of this step are done already. */
      before: sql<number>`(select count(*)::int from tasks t where t.departure_id = ${tasks.departureId}
        and t.step_key = ${tasks.stepKey} and t.state = 'done')`,
    })
    .from(tasks)
    .innerJoin(clients, eq(clients.id, tasks.clientId))
    .where(and(eq(clients.isDemo, true), eq(tasks.state, 'open'), sql`${tasks.dueOn} <= ${dueUntil}`))
    .orderBy(asc(tasks.dueOn), asc(tasks.id));
}

/** The first day on which a task of the demo is due; null: none is open. */
export async function findFirstDemoTaskDay(db: Db): Promise<string | null> {
  const [row] = await db
    .select({ dueOn: sql<string | null>`min(${tasks.dueOn})::text` })
    .from(tasks)
    .innerJoin(clients, eq(clients.id, tasks.clientId))
    .where(and(eq(clients.isDemo, true), eq(tasks.state, 'open')));
  return row?.dueOn ?? null;
}

/** How the demo stands, for the greeting and after a fast-forward: `first` and `held` are first letters to come, `calls` those due in the span. */
export async function countDemo(db: Db, span: { after: string; until: string }) {
  const found = await db.execute<Record<'clients' | 'replies' | 'first' | 'held' | 'tray' | 'calls', number>>(sql`
    select
      (select count(*)::int from clients where is_demo) as clients,
      (select count(*)::int from threads t join clients c on c.id = t.client_id where c.is_demo and t.state = 'open') as replies,
      (select count(distinct e.departure_id)::int from enrollments e join clients c on c.id = e.client_id
        where c.is_demo and e.state = 'active'
        and not exists (select 1 from messages m where m.departure_id = e.departure_id and m.state <> 'canceled')) as first,
      (select count(*)::int from enrollments e join clients c on c.id = e.client_id
        where c.is_demo and e.state = 'held' and e.hold_code = 'held'
        and not exists (select 1 from messages m where m.departure_id = e.departure_id and m.state <> 'canceled')) as held,
      (select count(*)::int from inbound_mails where state = 'unmatched' and source_id like 'demo/%') as tray,
      (select count(*)::int from tasks t join clients c on c.id = t.client_id
        where c.is_demo and t.state = 'open' and t.kind = 'call' and t.due_on > ${span.after}::date and t.due_on <= ${span.until}::date) as calls`);
  const [row] = found.rows;
  if (row === undefined) throw new Error('Counting answered nothing.');
  return row;
}

/** The conversation that the mail of a scene belongs to, whatever became of it. */
export async function findThreadOfMail(db: Db, sourceId: string): Promise<string | null> {
  const rows = await db
    .select({ id: inboundMails.threadId })
    .from(inboundMails)
    .where(eq(inboundMails.sourceId, sourceId));
  return rows[0]?.id ?? null;
}

/** Whether somebody, in whichever process, holds this advisory lock in this database. */
export async function findIsMoving(db: Db, lock: number): Promise<boolean> {
  const found = await db.execute<{ held: boolean }>(sql`
    select exists (select 1 from pg_locks where locktype = 'advisory' and objsubid = 1 and classid = 0 and objid = ${lock}
      and granted and database = (select oid from pg_database where datname = current_database())) as held`);
  return found.rows[0]?.held ?? false;
}
