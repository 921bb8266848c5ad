import { uuidv7 } from 'uuidv7';
import type { Db } from '../../db/db.ts';
import type { DepartureRow } from '../../db/departures/departures.ts';
import {
  type ClientRow,
  type ContactRow,
  findLatestVersion,
  insertEnrollment,
  joinSegment,
  leaveSegment,
  listRoutingRules,
  lockIntakeKeys,
  updateClient,
} from '../../db/departures/intake.ts';
import { findClientsToCheckOn } from '../../db/enrollments/check-ins.ts';
import { insertStepTasks } from '../../db/tasks/step-tasks.ts';
import { daysBetween, localDay } from '../../domain/calendar.ts';
import type { CampaignDefinition } from '../../domain/campaigns/campaign.ts';
import { type ConditionFacts, holds } from '../../domain/campaigns/condition.ts';
import { spreadOf } from '../../domain/plan/occurrence.ts';
import { playbookTasks } from '../../domain/plan/playbook.ts';
import type { HousePolicy } from '../../domain/policy.ts';
import { whySentences } from '../../domain/why.ts';
import { askForApproval } from '../enrollments/ask-for-approval.ts';
import { findStandIn } from '../tasks/find-responsible.ts';

export const potentialClients = 'potential-clients';

/** What routing rules and playbook conditions can ask about a departure on the day it is recorded. */
export function factsOfDeparture(
  departure: DepartureRow,
  client: ClientRow,
  lead: ContactRow | null,
  policy: HousePolicy,
  now: Date,
): ConditionFacts {
  return {
    reason: departure.reason,
    fault: departure.fault,
    country: client.country,
    locale: lead?.locale ?? client.locale,
    role: lead?.role ?? null,
    value: departure.annualValueAmount ?? client.annualValueAmount,
    changeFinished: departure.amendsDoneOn !== null && departure.amendsDoneOn <= localDay(now, policy.zone),
    interviewHeld: false,
    recordedAfterDays: daysBetween(departure.departedOn, localDay(departure.recordedAt, policy.zone)),
    silentLetters: 0,
  };
}

/** The published version of the campaign that the first fitting rule names; null where it names none. */
export async function routeDeparture(tx: Db, facts: ConditionFacts) {
  for (const rule of await listRoutingRules(tx)) {
    if ('always' in rule.condition || holds(rule.condition, facts))
      return rule.campaignId === null ? null : findLatestVersion(tx, rule.campaignId);
  }
  return null;
}

/**
 * Draws, once per client and only while the house holds anybody out, whether this client gets no letters. The lot lies in
 * the keyed hash of a contact's address: nobody can know it before, and a dry run draws the same. `decided` stands for it.
 */
export async function drawHoldout(
  tx: Db,
  client: ClientRow,
  policy: HousePolicy,
  now: Date,
  lot: { key: string; decided?: boolean | undefined },
): Promise<ClientRow> {
  if (client.heldOut !== null || policy.holdoutPercent === 0) return client;
  const heldOut = lot.decided ?? spreadOf(`holdout ${lot.key}`, 100) < policy.holdoutPercent;
  return updateClient(tx, client.id, { heldOut, heldOutDrawnAt: now });
}

export interface Enrolling {
  departure: DepartureRow;
  client: ClientRow;
  lead: ContactRow;
  version: { id: string; campaignId: string };
  now: Date;
}

/**
 * Enrolls the lead, and asks for a look at the first letter where the house wants one; answers the enrollment's id, or
 * null where the contact is in the campaign already. A held-out client's enrollment ends as it begins.
 */
export async function enrollLead(tx: Db, { departure, client, lead, version, now }: Enrolling): Promise<string | null> {
  const ended = client.heldOut === true;
  const id = await insertEnrollment(tx, {
    id: uuidv7(),
    departureId: departure.id,
    contactId: lead.id,
    clientId: client.id,
    campaignId: version.campaignId,
    versionId: version.id,
    state: ended ? 'exited' : 'active',
    exitCode: ended ? 'holdout' : null,
    exitWhy: ended ? whySentences.holdout : null,
    endedAt: ended ? now : null,
    startedAt: now,
    nextActionAt: ended ? null : now,
    updatedAt: now,
  });
  if (id !== null && !ended) await askForApproval(tx, id, client.id, now);
  return id;
}

/** The tasks that come with the departure itself, whether or not a letter may ever follow. */
export async function makePlaybookTasks(
  tx: Db,
  definition: CampaignDefinition,
  input: Omit<Enrolling, 'version' | 'lead'> & { lead: ContactRow | null; policy: HousePolicy },
): Promise<void> {
  const { departure, client, lead, policy, now } = input;
  // One after the other, so that two departures on one day do not have the same clients checked on.
  const isValued = (departure.annualValueAmount ?? client.annualValueAmount ?? 0) >= policy.valueThreshold;
  if (isValued) await lockIntakeKeys(tx, [`check-ins ${client.ownerId}`]);
  const about = await findClientsToCheckOn(tx, client.ownerId, client.isDemo, now);
  const ownerId = await findStandIn(tx, client.ownerId, localDay(now, policy.zone));
  const made = playbookTasks(definition, factsOfDeparture(departure, client, lead, policy, now), {
    policy,
    today: localDay(now, policy.zone),
    checkInClientIds: about.filter((id) => id !== client.id),
  });
  await insertStepTasks(
    tx,
    made.map((task) => ({
      id: uuidv7(),
      kind: task.step.task,
      clientId: client.id,
      contactId: lead?.id ?? null,
      departureId: departure.id,
      enrollmentId: null,
      stepKey: task.step.key,
      occurrence: task.occurrence,
      aboutClientId: task.aboutClientId,
      ownerId,
      title: task.step.title,
      dueOn: task.dueOn,
    })),
    now,
  );
}

/** Membership of the potential clients follows whether the client may be pursued; joining and leaving are rows with their why. */
export async function followPursuit(tx: Db, departure: DepartureRow, now: Date): Promise<void> {
  if (departure.pursue)
    await joinSegment(tx, potentialClients, departure.clientId, { id: uuidv7(), since: now, sinceWhy: 'departed' });
  else await leaveSegment(tx, potentialClients, departure.clientId, { until: now, untilWhy: 'not_pursued' });
}
