import { and } from 'drizzle-orm';
import { localDay } from '../../domain/calendar.ts';
import type { PlanFacts, StepOutcome } from '../../domain/plan/facts.ts';
import type { CampaignDefinition } from '../../domain/campaigns/campaign.ts';
import type { LetterKind } from '../../domain/message.ts';
import { reachedSomebody } from '../../domain/task.ts';
import { listNews, listOffers } from '../content/content-facts.ts';
import type { Db } from '../db.ts';
import { among, group } from '../rows.ts';
import { campaignVersions, contentUses, stepSkips } from '../schema.ts';
import { listCheckIns } from './check-ins.ts';
import { listAnswers, listConversations } from './conversations.ts';
import { listMoves } from './step-moves.ts';
import {
  type FactOptions,
  listBase,
  listBases,
  listSuppressions,
  notAmong,
  listLetters,
  listTasks,
  listContactsMade,
  listLastReplies,
  countFirstLetters,
} from './plan-fact-rows.ts';

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

/** One zone that nobody knows must not keep the facts of all from being told: the planner sets that enrollment aside. */
function dueDay(at: Date, zone: string): string | undefined {
  try {
    return localDay(at, zone);
  } catch {
    return undefined;
  }
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
    moveRows,
    contactRows,
    replyRows,
    usedRows,
    conversations,
    offerRows,
    newsRows,
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
      await db
        .select({
          enrollmentId: stepSkips.enrollmentId,
          stepKey: stepSkips.stepKey,
          occurrence: stepSkips.occurrence,
          dueAt: stepSkips.dueAt,
          skippedAt: stepSkips.skippedAt,
        })
        .from(stepSkips)
        .where(among(stepSkips.enrollmentId, enrollmentIds)),
      (row) => row.enrollmentId,
    ),
    group(await listMoves(db, enrollmentIds), (row) => row.enrollmentId),
    group(await listContactsMade(db, clientIds, now), (row) => row.clientId),
    group(await listLastReplies(db, contactIds), (row) => row.contactId),
    group(
      await db
        .select({ addressHash: contentUses.addressHash, contentId: contentUses.contentId })
        .from(contentUses)
        .where(and(among(contentUses.addressHash, hashes, 'text'), notAmong(contentUses.messageId, options))),
      (row) => row.addressHash,
    ),
    await listConversations(db, clientIds),
    await listOffers(db, localDay(now, policy.zone)),
    await listNews(db, localDay(now, policy.zone)),
  ];
  const wroteBack = base.filter(({ client }) => conversations.has(client.id)).map(({ contact }) => contact.id);
  const answerRows = group(await listAnswers(db, [...new Set(wroteBack)], options), (row) => row.contactId);
  const byAddress = group(letterRows, (row) => row.addressHash);
  // Only of those that have had no letter yet: for the others the owner's day does not matter.
  const firstRows = await countFirstLetters(
    db,
    base
      .filter(
        ({ enrollment, contact }) =>
          !byAddress
            .get(contact.addressHash)
            ?.some((row) => row.enrollmentId === enrollment.id && row.state !== 'failed'),
      )
      .map((row) => row.client.ownerId),
    options,
  );
  const byEnrollment = group(letterRows, (row) => row.enrollmentId);
  const byDeparture = group(letterRows, (row) => row.departureId);
  const checkIns = await listCheckIns(db, base, taskRows, now);

  return base.map(({ enrollment, contact, client, departure, campaign, owner }) => {
    const letters = (byAddress.get(contact.addressHash) ?? []).filter((row) => row.state !== 'failed');
    const departureTasks = taskRows.get(departure.id) ?? [];
    const bases = basisRows.get(contact.id) ?? [];
    const zone = contact.timezone ?? client.timezone ?? policy.zone;
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
        zone,
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
          dueOn: dueDay(row.dueAt, zone),
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
          dueOn: dueDay(row.dueAt, zone),
        })),
      ].toSorted((a, b) => a.occurrence - b.occurrence),
      moves: moveRows.get(enrollment.id) ?? [],
      letters: [
        ...letters,
        ...(answerRows.get(contact.id) ?? []).filter((row) => row.addressHash !== contact.addressHash),
      ].map((row) => ({
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
      conversationOpen: conversations.get(client.id)?.open === true,
      interviewHeld: departureTasks.some(
        (row) =>
          row.kind === 'exit_interview' &&
          row.completedAt !== null &&
          row.outcome !== 'no_answer' &&
          row.outcome !== 'not_needed',
      ),
      owner: {
        id: client.ownerId,
        name: owner.name || 'The owner',
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
