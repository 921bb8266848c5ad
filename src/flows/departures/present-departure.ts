import type { App } from '../../app.ts';
import type { Departure, DeparturePreview, DryRunPlan } from '../../contract/departures.ts';
import type { Db } from '../../db/db.ts';
import { type DepartureWithHighlights, findDeparture } from '../../db/departures/departures.ts';
import { listEnrollmentsOfDeparture, listTasksOfDeparture } from '../../db/departures/intake.ts';
import { listPlanFacts } from '../../db/enrollments/plan-facts.ts';
import { addDuration, instantOf, localDay, localIso } from '../../domain/calendar.ts';
import { findLead } from '../../domain/contact.ts';
import type { CampaignDefinition } from '../../domain/campaigns/campaign.ts';
import { asksWhoseFault } from '../../domain/departure.ts';
import type { PlanFacts } from '../../domain/plan/facts.ts';
import { type PlannedEntry, timeline } from '../../domain/plan/timeline.ts';
import type { RecordedDepartureBody } from '../../contract/departures.ts';
import { type Foreseen, foreseeDeparture, type Recorded } from './foresee-departure.ts';
import { only, saidFields } from './said-fields.ts';

export interface RecordedDeparture {
  merged: boolean;
  body: RecordedDepartureBody;
  /** What is planned for the lead: as far as anybody can know where it was asked for, else until the first letter. */
  plan: DryRunPlan;
  /** Only where it was asked for. */
  preview: DeparturePreview | null;
}

const planAhead = 'P25M';

/** A departure as the API tells of it. */
export function presentDeparture(row: DepartureWithHighlights): Departure {
  return {
    ...only(row, ['id', 'clientId', 'externalId', 'reason', 'fault', 'pursue', 'importId']),
    ...only(row, saidFields),
    ...only(row, ['recordedAt', 'undoneAt', 'endedAt']),
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

/** What a task of the plan is called; null for what is none. */
function titleOf(definition: CampaignDefinition | undefined, key: string | null): string | null {
  const step = definition?.steps.find((one) => one.key === key);
  return step?.kind === 'task' ? step.title : null;
}

function isLetter({ kind }: PlannedEntry): boolean {
  return kind === 'letter';
}

/** The plan of an enrollment as far ahead as a right to write usually lasts. */
export function planAheadOf(facts: PlanFacts, now: Date, isEnough?: (entry: PlannedEntry) => boolean): PlannedEntry[] {
  const { zone } = facts.contact;
  return timeline(facts, now, instantOf(addDuration(localDay(now, zone), planAhead), 0, zone), isEnough);
}

/** What was recorded and what will come of it: tasks, enrollment, first letter. */
export async function presentRecorded(
  app: App,
  tx: Db,
  recorded: Recorded,
  foresee: Pick<Foreseen, 'before'> | null = null,
): Promise<RecordedDeparture> {
  const { departure, client, contacts, notes, policy, now, merged } = recorded;
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
  const entries = lead === undefined ? [] : planAheadOf(lead.facts, now, foresee === null ? isLetter : undefined);
  const plan = entries.map((entry) => ({
    ...presentPlanned(entry, zone),
    title: titleOf(lead?.facts.definition, entry.step),
  }));
  const first = plan.find((entry) => entry.kind === 'letter');
  const { id, externalId, name, state } = client;
  const present = contacts.filter(({ row: contact }) => contact !== null);
  const leading =
    present[
      findLead(
        present.map(({ input, row: one }) => ({ lead: input.lead, role: one?.role })),
        departure.reason,
      ) ?? -1
    ];
  const tasks = await listTasksOfDeparture(tx, departure.id);
  const preview =
    foresee === null
      ? null
      : await foreseeDeparture(app, tx, { ...recorded, ...foresee, enrollments, lead: lead ?? null, entries, tasks });
  return {
    merged,
    plan,
    preview,
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
      tasks,
      firstLetter:
        first?.letter == null
          ? null
          : { at: first.at, localAt: first.localAt, zone, kind: first.letter, why: first.why },
      url: `${app.config.publicUrl}/clients/${client.id}`,
      notes,
    },
  };
}
