import type { App } from '../../app.ts';
import type { Departure, DryRunPlan } from '../../contract/departures.ts';
import type { Db } from '../../db/db.ts';
import { type DepartureRow, type DepartureWithHighlights, findDeparture } from '../../db/departures/departures.ts';
import { type ClientRow, listEnrollmentsOfDeparture, listTasksOfDeparture } from '../../db/departures/intake.ts';
import { listPlanFacts } from '../../db/enrollments/plan-facts.ts';
import { addDuration, instantOf, localDay, localIso } from '../../domain/calendar.ts';
import { findLead } from '../../domain/contact.ts';
import { asksWhoseFault } from '../../domain/departure.ts';
import type { PlanFacts } from '../../domain/plan/facts.ts';
import { type PlannedEntry, timeline } from '../../domain/plan/timeline.ts';
import type { HousePolicy } from '../../domain/policy.ts';
import type { RecordedDepartureBody } from '../../contract/departures.ts';
import type { StoredContact } from './store-client.ts';

export interface RecordedDeparture {
  merged: boolean;
  body: RecordedDepartureBody;
  /** What is planned for the lead, as far as anybody can know. */
  plan: DryRunPlan;
}

const planAhead = 'P25M';

/** A departure as the API tells of it. */
export function presentDeparture(row: DepartureWithHighlights): Departure {
  const {
    id,
    clientId,
    externalId,
    departedOn,
    noticeOn,
    reason,
    statedReason,
    ourReason,
    reasonDetail,
    fault,
    whatWentWrong,
    wouldReturnIf,
  } = row;
  const {
    competitor,
    lessons,
    notes,
    personalLine,
    renewalOn,
    blockedBy,
    pursue,
    importId,
    recordedAt,
    undoneAt,
    endedAt,
  } = row;
  return {
    id,
    clientId,
    externalId,
    departedOn,
    noticeOn,
    reason,
    statedReason,
    ourReason,
    reasonDetail,
    fault,
    whatWentWrong,
    wouldReturnIf,
    competitor,
    lessons,
    notes,
    personalLine,
    renewalOn,
    blockedBy,
    pursue,
    importId,
    recordedAt,
    undoneAt,
    endedAt,
    amends: row.amendsText === null ? null : { text: row.amendsText, doneOn: row.amendsDoneOn },
    highlights: row.highlights.map((line) => ({
      text: line.text,
      amount: line.amount === null || line.currency === null ? null : { amount: line.amount, currency: line.currency },
      kind: line.kind,
    })),
    asksWhoseFault: asksWhoseFault(row.reason, row.fault),
  };
}

/** An entry of a plan, as the API tells of it. */
export function presentPlanned(entry: PlannedEntry, zone: string): DryRunPlan[number] {
  return {
    at: entry.at,
    localAt: localIso(entry.at, zone),
    zone,
    kind: entry.kind,
    step: entry.step,
    state: 'planned',
    letter: entry.letter,
    why: entry.why,
  };
}

/** The plan of an enrollment as far ahead as a right to write usually lasts. */
export function planAheadOf(facts: PlanFacts, now: Date): PlannedEntry[] {
  const { zone } = facts.contact;
  return timeline(facts, now, instantOf(addDuration(localDay(now, zone), planAhead), 0, zone));
}

interface Recorded {
  departure: DepartureRow;
  client: ClientRow;
  contacts: readonly StoredContact[];
  notes: string[];
  policy: HousePolicy;
  now: Date;
  merged: boolean;
}

/** What was recorded and what will come of it: tasks, enrollment, first letter. */
export async function presentRecorded(
  app: App,
  tx: Db,
  { departure, client, contacts, notes, policy, now, merged }: Recorded,
): Promise<RecordedDeparture> {
  const row = await findDeparture(tx, departure.id);
  const enrollments = await listEnrollmentsOfDeparture(tx, departure.id);
  const open = enrollments.filter((one) => one.state === 'active' || one.state === 'held');
  const [lead] = await listPlanFacts(
    tx,
    open.map((one) => one.id),
    // A letter that is queued has not left: it is told as what comes first.
    { now, policy, withoutQueued: true },
  );
  const zone = lead?.facts.contact.zone ?? policy.zone;
  const plan = lead === undefined ? [] : planAheadOf(lead.facts, now).map((entry) => presentPlanned(entry, zone));
  const first = plan.find((entry) => entry.kind === 'letter');
  const { id, externalId, name, state } = client;
  const present = contacts.filter(({ row: contact }) => contact !== null);
  const leading =
    present[findLead(present.map(({ input, row: one }) => ({ lead: input.lead, role: one?.role }))) ?? -1];
  return {
    merged,
    plan,
    body: {
      departure: presentDeparture(row!),
      client: { id, externalId, name, state: merged ? state : 'departed', heldOut: client.heldOut === true },
      contacts: contacts.map(({ input, row: contact }) => ({
        id: contact?.id ?? null,
        email: input.email,
        lead: input === leading?.input,
        note: contact === null ? 'Erased at the wish of the person; not stored again.' : null,
      })),
      enrollments,
      tasks: await listTasksOfDeparture(tx, departure.id),
      firstLetter:
        first?.letter == null
          ? null
          : { at: first.at, localAt: first.localAt, zone, kind: first.letter, why: first.why },
      url: `${app.config.publicUrl}/clients/${client.id}`,
      notes,
    },
  };
}
