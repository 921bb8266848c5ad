import { and, desc, eq, gte, inArray, isNull, ne, notInArray, or, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { addDays, instantOf, localDay } from '../../domain/calendar.ts';
import type { CampaignDefinition } from '../../domain/campaigns/campaign.ts';
import type { NewsFact, OfferFact, PlanFacts, StepOutcome } from '../../domain/plan/facts.ts';
import type { HousePolicy } from '../../domain/policy.ts';
import type { LetterKind } from '../../domain/message.ts';
import { reachedSomebody } from '../../domain/task.ts';
import type { Db } from '../db.ts';
import { among, group } from '../rows.ts';
import {
  activities,
  bases,
  campaigns,
  campaignVersions,
  clients,
  contacts,
  contentUses,
  departures,
  enrollments,
  messages,
  newsItems,
  offers,
  replies,
  stepSkips,
  suppressions,
  tasks,
  threads,
  users,
} from '../schema.ts';

/** What belongs to an enrollment beside the planner's facts: whom it concerns. */
export interface EnrollmentFacts {
  facts: PlanFacts;
  enrollmentId: string;
  contactId: string;
  clientId: string;
  departureId: string;
  campaignId: string;
  addressHash: string;
  ownerId: string | null;
  isDemo: boolean;
}

export interface FactOptions {
  now: Date;
  policy: HousePolicy;
  /** Messages to leave out, with the content they use up, because it is them that are being judged. */
  withoutMessages?: readonly string[];
  /** Leaves out everything that is queued: each of those letters is judged anew before it leaves. */
  withoutQueued?: boolean;
}

const definitions = new Map<string, CampaignDefinition>();

/** Published versions never change, so each is read once. */
async function definitionsOf(db: Db, ids: string[]): Promise<Map<string, CampaignDefinition>> {
  const missing = [...new Set(ids)].filter((id) => !definitions.has(id));
  if (missing.length > 0) {
    const rows = await db
      .select({ id: campaignVersions.id, definition: campaignVersions.definition })
      .from(campaignVersions)
      .where(among(campaignVersions.id, missing));
    for (const row of rows) definitions.set(row.id, row.definition);
  }
  return definitions;
}

/** Everything the planner looks at, for many enrollments at once, in the order of the ids. Unknown ids are left out. */
export async function listPlanFacts(
  db: Db,
  enrollmentIds: readonly string[],
  options: FactOptions,
): Promise<EnrollmentFacts[]> {
  if (enrollmentIds.length === 0) return [];
  const { now, policy } = options;
  const base = await listBase(db, enrollmentIds);
  const contactIds = [...new Set(base.map((row) => row.contact.id))];
  const clientIds = [...new Set(base.map((row) => row.client.id))];
  const departureIds = [...new Set(base.map((row) => row.departure.id))];
  const hashes = [...new Set(base.map((row) => row.contact.addressHash))];
  const [
    versions,
    basisRows,
    suppressionRows,
    letterRows,
    taskRows,
    skipRows,
    contactRows,
    replyRows,
    usedRows,
    openThreads,
    offerRows,
    newsRows,
    firstRows,
  ] = [
    await definitionsOf(
      db,
      base.map((row) => row.enrollment.versionId),
    ),
    group(await listBases(db, contactIds), (row) => row.contactId),
    await listSuppressions(db, hashes, clientIds),
    await listLetters(db, hashes, departureIds, options),
    group(await listTasks(db, departureIds), (row) => row.departureId),
    group(
      await db.select().from(stepSkips).where(among(stepSkips.enrollmentId, enrollmentIds)),
      (row) => row.enrollmentId,
    ),
    group(await listContactsMade(db, clientIds, now), (row) => row.clientId),
    group(await listLastReplies(db, contactIds), (row) => row.contactId),
    group(
      await db
        .select({ addressHash: contentUses.addressHash, contentId: contentUses.contentId })
        .from(contentUses)
        .where(and(among(contentUses.addressHash, hashes, 'text'), notAmong(contentUses.messageId, options))),
      (row) => row.addressHash,
    ),
    new Set(
      (
        await db
          .selectDistinct({ clientId: threads.clientId })
          .from(threads)
          .where(and(among(threads.clientId, clientIds), ne(threads.state, 'closed')))
      ).map((row) => row.clientId),
    ),
    await listOffers(db, localDay(now, policy.zone)),
    await listNews(db, localDay(now, policy.zone)),
    await countFirstLetters(
      db,
      base.map((row) => row.client.ownerId),
      options,
    ),
  ];
  const byAddress = group(letterRows, (row) => row.addressHash);
  const byEnrollment = group(letterRows, (row) => row.enrollmentId);
  const byDeparture = group(letterRows, (row) => row.departureId);
  const checkIns = await listCheckIns(db, base, taskRows, now);

  return base.map(({ enrollment, contact, client, departure, campaign, owner }) => {
    const letters = (byAddress.get(contact.addressHash) ?? []).filter((row) => row.state !== 'failed');
    const departureTasks = taskRows.get(departure.id) ?? [];
    const bases = basisRows.get(contact.id) ?? [];
    const facts: PlanFacts = {
      enrollment: {
        id: enrollment.id,
        state: enrollment.state,
        exitCode: enrollment.exitCode,
        revisitOn: enrollment.revisitOn,
        shiftDays: enrollment.shiftDays,
        holdCode: enrollment.holdCode,
        holdUntil: enrollment.holdUntil,
        holdReviewOn: enrollment.holdReviewOn,
        approvedAt: enrollment.approvedAt,
      },
      campaignId: enrollment.campaignId,
      campaignPaused: campaign.pausedAt !== null,
      definition: versions.get(enrollment.versionId)!,
      contact: {
        zone: contact.timezone ?? client.timezone ?? policy.zone,
        quietUntil: contact.quietUntil,
        cadence: contact.cadence,
        role: contact.role,
        locale: contact.locale ?? client.locale,
        erased: contact.erasedAt !== null,
        spreadKey: contact.addressHash,
      },
      client: {
        state: client.state,
        country: client.country,
        currency: departure.annualValueCurrency ?? client.annualValueCurrency,
        value: departure.annualValueAmount ?? client.annualValueAmount,
        heldOut: client.heldOut === true,
      },
      departure: {
        departedOn: departure.departedOn,
        recordedOn: localDay(departure.recordedAt, policy.zone),
        reason: departure.reason,
        fault: departure.fault,
        amendsDoneOn: departure.amendsText === null ? null : departure.amendsDoneOn,
        renewalOn: departure.renewalOn,
        undone: departure.undoneAt !== null,
        ended: departure.endedAt !== null,
        pursue: departure.pursue,
      },
      basis: { expiresOn: bases[0]?.expiresOn ?? null, consented: bases[0]?.kind === 'express_consent' },
      suppressions: suppressionRows
        .filter((row) => row.addressHash === contact.addressHash || row.clientId === client.id)
        .map((row) => row.scope),
      outcomes: [
        ...(byEnrollment.get(enrollment.id) ?? []).map((row): StepOutcome => ({
          stepKey: row.stepKey ?? '',
          occurrence: row.occurrence ?? 0,
          kind: 'letter',
          endedAt: row.acceptedAt ?? row.endedAt,
          failed: row.state === 'failed',
        })),
        ...departureTasks.map((row): StepOutcome => ({
          stepKey: row.stepKey ?? '',
          occurrence: row.occurrence ?? 0,
          kind: 'task',
          endedAt: row.completedAt,
          dueOn: row.dueOn,
          reached: row.completedAt === null ? null : reachedSomebody(row.outcome),
        })),
        ...(skipRows.get(enrollment.id) ?? []).map((row): StepOutcome => ({
          stepKey: row.stepKey,
          occurrence: row.occurrence,
          kind: 'skip',
          endedAt: row.skippedAt,
        })),
      ].toSorted((a, b) => a.occurrence - b.occurrence),
      letters: letters.map((row) => ({
        at: row.acceptedAt ?? row.sendingAt ?? row.queuedAt,
        campaignId: row.campaignId,
        enrollmentId: row.enrollmentId,
        kind: row.kind,
      })),
      contactsMade: (contactRows.get(client.id) ?? [])
        .filter((row) => row.contactId === null || row.contactId === contact.id)
        .map((row) => row.happenedAt),
      lastReplyAt: replyRows.get(contact.id)?.[0]?.at ?? null,
      departureLetters: (byDeparture.get(departure.id) ?? [])
        .filter((row) => row.state !== 'failed')
        .map((row) => row.kind as LetterKind),
      hadContent: (usedRows.get(contact.addressHash) ?? []).map((row) => row.contentId),
      conversationOpen: openThreads.has(client.id),
      interviewHeld: departureTasks.some(
        (row) =>
          row.kind === 'exit_interview' &&
          row.completedAt !== null &&
          row.outcome !== 'no_answer' &&
          row.outcome !== 'not_needed',
      ),
      owner: {
        id: client.ownerId,
        name: owner?.name ?? 'The owner',
        firstLettersToday: firstRows.get(client.ownerId ?? '') ?? 0,
      },
      checkInClientIds: checkIns.get(client.id) ?? [],
      offers: offerRows,
      news: newsRows,
      policy,
    };
    return {
      facts,
      enrollmentId: enrollment.id,
      contactId: contact.id,
      clientId: client.id,
      departureId: departure.id,
      campaignId: enrollment.campaignId,
      addressHash: contact.addressHash,
      ownerId: client.ownerId,
      isDemo: client.isDemo || contact.isDemo,
    };
  });
}

/** Only the columns that are asked for: each is read and made a value for every enrollment, several times on its way. */
async function listBase(db: Db, enrollmentIds: readonly string[]) {
  const rows = await db
    .select({
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
    })
    .from(enrollments)
    .innerJoin(contacts, eq(contacts.id, enrollments.contactId))
    .innerJoin(clients, eq(clients.id, enrollments.clientId))
    .innerJoin(departures, eq(departures.id, enrollments.departureId))
    .innerJoin(campaigns, eq(campaigns.id, enrollments.campaignId))
    .leftJoin(users, eq(users.id, clients.ownerId))
    .where(among(enrollments.id, enrollmentIds));
  const order = new Map(enrollmentIds.map((id, index) => [id, index]));
  return rows.toSorted((a, b) => order.get(a.enrollment.id)! - order.get(b.enrollment.id)!);
}
type Base = Awaited<ReturnType<typeof listBase>>;

function listBases(db: Db, contactIds: string[]) {
  return db
    .selectDistinctOn([bases.contactId], { contactId: bases.contactId, kind: bases.kind, expiresOn: bases.expiresOn })
    .from(bases)
    .where(among(bases.contactId, contactIds))
    .orderBy(bases.contactId, desc(bases.recordedAt), desc(bases.id));
}

function listSuppressions(db: Db, hashes: string[], clientIds: string[]) {
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

function notAmong(column: PgColumn, { withoutMessages = [] }: FactOptions) {
  return withoutMessages.length === 0 ? undefined : sql`${column} <> all(${sql.param(withoutMessages)}::uuid[])`;
}

/** In the very words of the index messages_first_letter_once, so that PostgreSQL finds these by it and never reads the whole table. */
const isFirstLetterGone = sql`${messages.kind} in ('thank_you', 'apology') and ${messages.state} not in ('canceled', 'failed')`;

/** Letters to these addresses, and the first letters of these departures: what counts for gaps, for once, and for the steps taken. */
function listLetters(db: Db, hashes: string[], departureIds: string[], options: FactOptions) {
  return db
    .select({
      addressHash: messages.addressHash,
      enrollmentId: messages.enrollmentId,
      departureId: messages.departureId,
      campaignId: messages.campaignId,
      stepKey: messages.stepKey,
      occurrence: messages.occurrence,
      kind: messages.kind,
      state: messages.state,
      queuedAt: messages.queuedAt,
      sendingAt: messages.sendingAt,
      acceptedAt: messages.acceptedAt,
      endedAt: messages.endedAt,
    })
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
    );
}

function listTasks(db: Db, departureIds: string[]) {
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

function listContactsMade(db: Db, clientIds: string[], now: Date) {
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

async function listLastReplies(db: Db, contactIds: string[]) {
  return db
    .select({ contactId: replies.contactId, at: sql<Date>`max(${replies.receivedAt})`.mapWith(replies.receivedAt) })
    .from(replies)
    .where(among(replies.contactId, contactIds))
    .groupBy(replies.contactId);
}

async function listOffers(db: Db, today: string): Promise<OfferFact[]> {
  const rows = await db
    .select()
    .from(offers)
    .where(and(isNull(offers.withdrawnAt), gte(offers.validUntil, today)));
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    price:
      row.priceAmount === null || row.priceCurrency === null
        ? null
        : { amount: row.priceAmount, currency: row.priceCurrency },
    reasons: row.reasons,
    validFrom: row.validFrom,
    validUntil: row.validUntil,
  }));
}

async function listNews(db: Db, today: string): Promise<NewsFact[]> {
  return db
    .select({
      id: newsItems.id,
      reasons: newsItems.reasons,
      useful: newsItems.useful,
      publishedOn: newsItems.publishedOn,
    })
    .from(newsItems)
    .where(and(isNull(newsItems.withdrawnAt), gte(newsItems.publishedOn, addDays(today, -181))));
}

/** Offers and news that are in force on a day, as the planner sees them. */
export async function listContentFacts(db: Db, day: string): Promise<{ offers: OfferFact[]; news: NewsFact[] }> {
  return { offers: await listOffers(db, day), news: await listNews(db, day) };
}

const firstLettersWaitForDays = 60;

/**
 * First letters per owner on the house's day of `now`: those that left on it, and those that are queued for it. Clients
 * without an owner count as one owner's, under ''.
 */
async function countFirstLetters(
  db: Db,
  owners: (string | null)[],
  options: FactOptions,
): Promise<Map<string, number>> {
  const { now, policy } = options;
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

const checkInEveryDays = 90;
const checkInRecordedWithinDays = 31;

/** For departures that were just recorded: up to three other clients of the same owner nobody has checked on lately. */
async function listCheckIns(
  db: Db,
  base: Base,
  taskRows: Map<string, { stepKey: string | null; kind: string }[]>,
  now: Date,
): Promise<Map<string, string[]>> {
  const since = new Date(now.getTime() - checkInRecordedWithinDays * 86_400_000);
  const fresh = base.filter(
    (row) =>
      row.departure.recordedAt > since &&
      !(taskRows.get(row.departure.id) ?? []).some((task) => task.kind === 'check_in_client'),
  );
  const found = new Map<string, string[]>();
  const byOwner = new Map<string, string[]>();
  for (const { client } of fresh) {
    const owner = client.ownerId ?? '';
    let ids = byOwner.get(owner);
    if (ids === undefined) {
      ids = await findClientsToCheckOn(db, client.ownerId, client.isDemo, now);
      byOwner.set(owner, ids);
    }
    found.set(client.id, ids.filter((id) => id !== client.id).slice(0, 3));
  }
  return found;
}

/** The most valuable active clients of an owner that nobody has been asked to check on lately. */
export async function findClientsToCheckOn(
  db: Db,
  ownerId: string | null,
  isDemo: boolean,
  now: Date,
): Promise<string[]> {
  const since = new Date(now.getTime() - checkInEveryDays * 86_400_000);
  const rows = await db
    .select({ id: clients.id })
    .from(clients)
    .where(
      and(
        inArray(clients.state, ['active', 'won_back']),
        eq(clients.isDemo, isDemo),
        ownerId === null ? isNull(clients.ownerId) : eq(clients.ownerId, ownerId),
        sql`not exists (select 1 from ${tasks} where ${tasks.aboutClientId} = ${clients.id} and ${tasks.createdAt} >= ${since.toISOString()})`,
      ),
    )
    .orderBy(sql`${clients.annualValueAmount} desc nulls last`, clients.id)
    .limit(4);
  return rows.map((row) => row.id);
}
