import type { App } from '../../app.ts';
import type { DeparturePreview, RecordedDepartureBody } from '../../contract/departures.ts';
import { findCampaign } from '../../db/campaigns/campaigns.ts';
import type { Db } from '../../db/db.ts';
import type { DepartureRow } from '../../db/departures/departures.ts';
import { type ClientRow, listClientsByAddresses } from '../../db/departures/intake.ts';
import type { EnrollmentFacts } from '../../db/enrollments/plan-facts.ts';
import { findUser } from '../../db/house/users.ts';
import { listLetterSources } from '../../db/letters/letter-sources.ts';
import { listSuppressionsInForce } from '../../db/suppressions/suppressions.ts';
import { dayInWords, daysBetween, localDay } from '../../domain/calendar.ts';
import type { LetterKind } from '../../domain/message.ts';
import type { PlannedEntry } from '../../domain/plan/timeline.ts';
import type { HousePolicy } from '../../domain/policy.ts';
import { type Why, type WhyCode, whySentences } from '../../domain/why.ts';
import { previewLetter } from '../campaigns/preview-letter.ts';
import type { StoredClient, StoredContact } from './store-client.ts';

/** What the transaction of a departure has made. */
export interface Recorded {
  departure: DepartureRow;
  client: ClientRow;
  contacts: readonly StoredContact[];
  notes: string[];
  policy: HousePolicy;
  now: Date;
  merged: boolean;
}

export interface Foreseen extends Recorded {
  before: StoredClient['before'];
  enrollments: RecordedDepartureBody['enrollments'];
  /** The open enrollment, as the planner knows it. */
  lead: EnrollmentFacts | null;
  entries: readonly PlannedEntry[];
  tasks: RecordedDepartureBody['tasks'];
}

type Remark = DeparturePreview['remarks'][number];

/**
 * What a person wants to know before they record a departure: who is meant, which campaign was chosen, the first letter
 * as it will leave, and in words whatever is not as they may think.
 */
export async function foreseeDeparture(app: App, tx: Db, foreseen: Foreseen): Promise<DeparturePreview> {
  const { before, client, contacts, enrollments, policy, lead } = foreseen;
  const slug = enrollments.at(-1)?.campaign;
  const campaign = slug === undefined ? null : await findCampaign(tx, slug);
  const first = foreseen.entries.find((entry) => entry.kind === 'letter');
  const contactZone = contacts.some(({ row }) => row !== null && row.timezone !== null);
  return {
    client: {
      before: before === null ? null : { id: before.row.id, name: before.row.name, state: before.row.state },
      matchedBy: before?.by ?? null,
      zone: lead?.facts.contact.zone ?? client.timezone ?? policy.zone,
      zoneIsGuessed: client.timezone === null && !contactZone,
    },
    campaign: campaign === null ? null : { slug: campaign.slug, name: campaign.name },
    ...(await letterOf(app, tx, foreseen, first)),
    why: first?.why ?? whyNone(foreseen),
    remarks: [
      ...remarksOnClient(foreseen),
      ...(await remarksOnContacts(tx, foreseen)),
      ...remarksOnTime(foreseen, first),
    ],
    people: await namesOf(tx, [client.ownerId, ...foreseen.tasks.map((task) => task.ownerId)]),
    ownerId: client.ownerId,
  };
}

async function letterOf(app: App, tx: Db, { lead, policy }: Foreseen, entry: PlannedEntry | undefined) {
  const step = lead?.facts.definition.steps.find((one) => one.key === entry?.step);
  if (lead === null || entry === undefined || step?.kind !== 'email') return { letter: null, missing: null };
  const source = (await listLetterSources(tx, [lead.enrollmentId])).get(lead.enrollmentId);
  if (source === undefined) return { letter: null, missing: null };
  const { letter, missing = null } = await previewLetter(app, tx, { enrollment: lead, source, entry, step, policy });
  return { letter, missing };
}

function whyNone({ departure, enrollments, entries }: Foreseen): Why[] {
  const ended = enrollments.at(-1)?.exitCode;
  if (!departure.pursue) return [sentence('not_pursued')];
  if (ended && ended in whySentences) return [sentence(ended)];
  return entries.findLast((entry) => entry.kind === 'event')?.why ?? [];
}

function sentence(code: WhyCode): Why {
  const scope = 'everything';
  return { code, text: whySentences[code].replace('{scope}', scope) };
}

function remarksOnClient(foreseen: Foreseen): Remark[] {
  const { before, merged, departure, client, contacts, notes, enrollments, lead } = foreseen;
  const said: Remark[] = notes.map((text) => remark('note', text));
  if (before !== null && before.by !== 'id')
    said.push(
      remark('known_client', `${before.row.name} is on file (${matches[before.by]}): it is recorded there.`, '/client'),
    );
  if (merged && departure.undoneAt === null && departure.endedAt === null)
    said.push(
      remark(
        'merged',
        `${client.name} left on ${dayInWords(departure.departedOn)} already. What you say here is added to that departure; nothing begins a second time.`,
        '/client',
      ),
    );
  if (before?.row.state === 'won_back')
    said.push(remark('returned', `${before.row.name} had come back; this is another departure.`, '/client'));
  if (client.heldOut === true) said.push(remark('holdout', whySentences.holdout));
  if (departure.pursue && !merged && enrollments.length === 0 && contacts.some(({ row }) => row !== null))
    said.push(remark('no_campaign', 'No campaign is chosen for such a departure, so no letter is written.'));
  if (lead?.facts.enrollment.state === 'held')
    said.push(remark('held', 'The letters wait until a person looks: somebody at this client asked us to stop.'));
  return said;
}

const matches = {
  departure: 'the departure has the same external id',
  externalId: 'the same external id',
  domain: 'the same web address',
  address: 'the address of a contact',
} as const;

async function remarksOnContacts(tx: Db, { contacts, client }: Foreseen): Promise<Remark[]> {
  const said: Remark[] = [];
  for (const [index, { input, row }] of contacts.entries()) {
    if (row === null) continue;
    const pointer = `/contacts/${index}/email`;
    const stops = await listSuppressionsInForce(tx, { addressHash: row.addressHash, clientId: client.id });
    const stop = stops.find((one) => one.scope === 'all');
    if (stop !== undefined)
      said.push(
        remark(
          'suppressed',
          `${stop.clientId === null ? input.email : client.name} must not be mailed (${stop.reason.replaceAll('_', ' ')}). The departure and its tasks are recorded; no letter is written to ${input.email}.`,
          pointer,
        ),
      );
    const elsewhere = (await listClientsByAddresses(tx, [row.addressHash])).find((one) => one.id !== client.id);
    if (elsewhere !== undefined)
      said.push(remark('elsewhere', `${input.email} is on file at ${elsewhere.name}, too.`, pointer));
  }
  return said;
}

function remarksOnTime({ departure, policy, now, merged }: Foreseen, first: PlannedEntry | undefined): Remark[] {
  const today = localDay(now, policy.zone);
  const days = daysBetween(departure.departedOn, today);
  const pointer = '/departedOn';
  if (days < 0)
    return [
      remark('future', `They leave on ${dayInWords(departure.departedOn)}: tasks start now, letters after.`, pointer),
    ];
  if (days <= 30 || merged) return [];
  const letters = first?.letter == null ? 'No letter follows.' : `The letters begin with ${letterNames[first.letter]}.`;
  return [remark('backdated', `They left ${days} days ago. ${letters}`, pointer)];
}

const letterNames: Record<LetterKind, string> = {
  thank_you: 'a thank-you',
  apology: 'an apology',
  check_in: 'a check-in',
  news: 'news',
  offer: 'an offer',
  farewell: 'a farewell',
};

function remark(code: string, text: string, pointer: string | null = null): Remark {
  return { code, text, pointer };
}

async function namesOf(tx: Db, ids: readonly (string | null)[]): Promise<DeparturePreview['people']> {
  const people: DeparturePreview['people'] = [];
  for (const id of new Set(ids)) {
    const user = id === null ? null : await findUser(tx, id);
    if (user !== null) people.push({ id: user.id, name: user.name });
  }
  return people;
}
