import { and, desc, eq, gte, inArray, isNull, ne, notInArray, or, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { addDays, instantOf, localDay } from '../../domain/calendar.ts';
import type { HousePolicy } from '../../domain/policy.ts';
import type { Db } from '../db.ts';
import { among, uuids } from '../rows.ts';
import { selectRows } from '../select-rows.ts';
import {
  activities,
  bases,
  campaigns,
  clients,
  contacts,
  departures,
  enrollments,
  messages,
  replies,
  suppressions,
  tasks,
  users,
} from '../schema.ts';

/** The queries behind the planner's facts, each for a whole batch at once. */

export interface FactOptions {
  now: Date;
  policy: HousePolicy;
  /** Messages to leave out, with the content they use up, because it is them that are being judged. */
  withoutMessages?: readonly string[];
  /** Leaves out everything that is queued: each of those letters is judged anew before it leaves. */
  withoutQueued?: boolean;
  /** Holds off, until the transaction ends, others who count the same owners' first letters of the day. */
  lockOwners?: boolean;
}

/** What an enrollment, and those it is about, say of themselves. The owner's name is null where there is none. */
const baseColumns = {
  enrollment: {
    id: enrollments.id,
    state: enrollments.state,
    versionId: enrollments.versionId,
    campaignId: enrollments.campaignId,
    exitCode: enrollments.exitCode,
    revisitOn: enrollments.revisitOn,
    shiftDays: enrollments.shiftDays,
    holdCode: enrollments.holdCode,
    holdUntil: enrollments.holdUntil,
    holdReviewOn: enrollments.holdReviewOn,
    approvedAt: enrollments.approvedAt,
  },
  contact: {
    id: contacts.id,
    addressHash: contacts.addressHash,
    timezone: contacts.timezone,
    quietUntil: contacts.quietUntil,
    cadence: contacts.cadence,
    role: contacts.role,
    locale: contacts.locale,
    erasedAt: contacts.erasedAt,
    isDemo: contacts.isDemo,
  },
  client: {
    id: clients.id,
    state: clients.state,
    timezone: clients.timezone,
    locale: clients.locale,
    country: clients.country,
    ownerId: clients.ownerId,
    heldOut: clients.heldOut,
    annualValueAmount: clients.annualValueAmount,
    annualValueCurrency: clients.annualValueCurrency,
    isDemo: clients.isDemo,
  },
  departure: {
    id: departures.id,
    departedOn: departures.departedOn,
    recordedAt: departures.recordedAt,
    reason: departures.reason,
    fault: departures.fault,
    amendsText: departures.amendsText,
    amendsDoneOn: departures.amendsDoneOn,
    renewalOn: departures.renewalOn,
    undoneAt: departures.undoneAt,
    endedAt: departures.endedAt,
    pursue: departures.pursue,
    annualValueAmount: departures.annualValueAmount,
    annualValueCurrency: departures.annualValueCurrency,
  },
  campaign: {
    pausedAt: campaigns.pausedAt,
  },
  owner: {
    name: users.name,
  },
};

export async function listBase(db: Db, enrollmentIds: readonly string[]) {
  const rows = await selectRows(db, baseColumns, (selection) =>
    db
      .select(selection)
      .from(enrollments)
      .innerJoin(contacts, eq(contacts.id, enrollments.contactId))
      .innerJoin(clients, eq(clients.id, enrollments.clientId))
      .innerJoin(departures, eq(departures.id, enrollments.departureId))
      .innerJoin(campaigns, eq(campaigns.id, enrollments.campaignId))
      .leftJoin(users, eq(users.id, clients.ownerId))
      .where(among(enrollments.id, enrollmentIds)),
  );
  const order = new Map(enrollmentIds.map((id, index) => [id, index]));
  return rows.toSorted((a, b) => order.get(a.enrollment.id)! - order.get(b.enrollment.id)!);
}
export type Base = Awaited<ReturnType<typeof listBase>>;

export function listBases(db: Db, contactIds: string[]) {
  return db
    .selectDistinctOn([bases.contactId], { contactId: bases.contactId, kind: bases.kind, expiresOn: bases.expiresOn })
    .from(bases)
    .where(among(bases.contactId, contactIds))
    .orderBy(bases.contactId, desc(bases.recordedAt), desc(bases.id));
}

export function listSuppressions(db: Db, hashes: string[], clientIds: string[]) {
  return db
    .select({ addressHash: suppressions.addressHash, clientId: suppressions.clientId, scope: suppressions.scope })
    .from(suppressions)
    .where(
      and(
        isNull(suppressions.liftedAt),
        or(among(suppressions.addressHash, hashes, 'text'), among(suppressions.clientId, clientIds)),
      ),
    );
}

export function notAmong(column: PgColumn, { withoutMessages = [] }: FactOptions) {
  return withoutMessages.length === 0 ? undefined : sql`${column} <> all(${uuids(withoutMessages)})`;
}

/** In the very words of the index messages_first_letter_once, so that PostgreSQL finds these by it and never reads the whole table. */
const isFirstLetterGone = sql`${messages.kind} in ('thank_you', 'apology') and ${messages.state} not in ('canceled', 'failed')`;

const letterColumns = {
  letter: {
    addressHash: messages.addressHash,
    enrollmentId: messages.enrollmentId,
    departureId: messages.departureId,
    campaignId: messages.campaignId,
    stepKey: messages.stepKey,
    occurrence: messages.occurrence,
    kind: messages.kind,
    state: messages.state,
    dueAt: messages.dueAt,
    queuedAt: messages.queuedAt,
    sendingAt: messages.sendingAt,
    acceptedAt: messages.acceptedAt,
    endedAt: messages.endedAt,
  },
};

/** Letters to these addresses, and the first letters of these departures: what counts for gaps, for once, and for the steps taken. */
export async function listLetters(db: Db, hashes: string[], departureIds: string[], options: FactOptions) {
  const rows = await selectRows(db, letterColumns, (selection) =>
    db
      .select(selection)
      .from(messages)
      .where(
        and(
          or(
            among(messages.addressHash, hashes, 'text'),
            and(among(messages.departureId, departureIds), isFirstLetterGone),
          ),
          options.withoutQueued ? notInArray(messages.state, ['canceled', 'queued']) : ne(messages.state, 'canceled'),
          notAmong(messages.id, options),
        ),
      ),
  );
  return rows.map(({ letter }) => letter);
}

export function listTasks(db: Db, departureIds: string[]) {
  return db
    .select({
      departureId: tasks.departureId,
      kind: tasks.kind,
      stepKey: tasks.stepKey,
      occurrence: tasks.occurrence,
      dueOn: tasks.dueOn,
      outcome: tasks.outcome,
      completedAt: tasks.completedAt,
    })
    .from(tasks)
    .where(among(tasks.departureId, departureIds))
    .orderBy(tasks.departureId, tasks.occurrence);
}

const contactsCountForDays = 400;

export function listContactsMade(db: Db, clientIds: string[], now: Date) {
  const since = new Date(now.getTime() - contactsCountForDays * 86_400_000);
  return db
    .select({ clientId: activities.clientId, contactId: activities.contactId, happenedAt: activities.happenedAt })
    .from(activities)
    .where(
      and(
        among(activities.clientId, clientIds),
        inArray(activities.kind, ['call', 'meeting', 'mail']),
        gte(activities.happenedAt, since),
      ),
    );
}

export async function listLastReplies(db: Db, contactIds: string[]) {
  return db
    .select({ contactId: replies.contactId, at: sql<Date>`max(${replies.receivedAt})`.mapWith(replies.receivedAt) })
    .from(replies)
    .where(among(replies.contactId, contactIds))
    .groupBy(replies.contactId);
}

const firstLettersWaitForDays = 60;

/**
 * Serialises whoever counts these owners' first letters of the day, until the transaction ends, in one order; clients
 * without an owner count as one owner's.
 */
async function lockOwnersOfFirstLetters(db: Db, owners: readonly (string | null)[]): Promise<void> {
  const keys = [...new Set(owners.map((id) => id ?? ''))];
  await db.execute(sql`
    select pg_advisory_xact_lock(hashtext('first letters'), hashtext(owner))
    from (select unnest(${sql.param(keys)}::text[]) as owner order by 1) owners`);
}

/**
 * First letters per owner on the house's day of `now`: those that left on it, and those that are queued for it. Clients
 * without an owner count as one owner's, under ''. For no owners nothing is asked.
 */
export async function countFirstLetters(
  db: Db,
  owners: (string | null)[],
  options: FactOptions,
): Promise<Map<string, number>> {
  if (owners.length === 0) return new Map();
  const { now, policy, lockOwners } = options;
  if (lockOwners) await lockOwnersOfFirstLetters(db, owners);
  const day = localDay(now, policy.zone);
  const [from, to] = [instantOf(day, 0, policy.zone), instantOf(addDays(day, 1), 0, policy.zone)];
  const at = (date: Date) => sql`${date.toISOString()}::timestamptz`;
  const ids = [...new Set(owners.filter((id) => id !== null))];
  const leftAt = sql`coalesce(${messages.sendingAt}, ${messages.acceptedAt}, ${messages.queuedAt})`;
  const left = and(
    notInArray(messages.state, ['queued', 'canceled', 'failed']),
    sql`${leftAt} >= ${at(from)} and ${leftAt} < ${at(to)}`,
  );
  const waits = and(eq(messages.state, 'queued'), sql`${messages.notBefore} < ${at(to)}`);
  const rows = await db
    .select({ ownerId: messages.ownerId, count: sql<number>`count(*)::int` })
    .from(messages)
    .where(
      and(
        eq(messages.isFirst, true),
        gte(messages.queuedAt, new Date(from.getTime() - firstLettersWaitForDays * 86_400_000)),
        or(among(messages.ownerId, ids), owners.includes(null) ? isNull(messages.ownerId) : undefined),
        options.withoutQueued ? left : or(left, waits),
        notAmong(messages.id, options),
      ),
    )
    .groupBy(messages.ownerId);
  return new Map(rows.map((row) => [row.ownerId ?? '', row.count]));
}
