import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import type { NewDeparture } from '../../contract/departures.ts';
import { insertAudit } from '../../db/house/audit.ts';
import type { Db } from '../../db/db.ts';
import {
  addHighlights,
  type DepartureRow,
  insertDeparture,
  lockDepartureByExternalId,
  lockOpenDeparture,
} from '../../db/departures/departures.ts';
import {
  type ClientRow,
  findUserByEmail,
  lockClient,
  lockClientByExternalId,
  lockIntakeKeys,
  updateClient,
} from '../../db/departures/intake.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { findLead } from '../../domain/contact.ts';
import { pursuesByDefault } from '../../domain/departure.ts';
import { doorAjar } from '../../domain/campaigns/door-ajar.ts';
import type { HousePolicy } from '../../domain/policy.ts';
import { AjarError } from '../../errors.ts';
import { hashAddress } from '../../mail/address-hash.ts';
import { askForSuccessor } from './ask-for-successor.ts';
import {
  drawHoldout,
  enrollLead,
  factsOfDeparture,
  followPursuit,
  makePlaybookTasks,
  routeDeparture,
} from './enroll-lead.ts';
import { mergeDeparture, reasonsOf } from './merge-departure.ts';
import { planEnrollments } from '../letters/plan-due-steps.ts';
import { type RecordedDeparture, presentRecorded } from './present-departure.ts';
import { refuseDaysAhead, refuseField } from './refuse-days-ahead.ts';
import { hostOf, type StoredClient, type StoredContact, storeClient, storeContacts } from './store-client.ts';
import { tryAgain } from '../try-again.ts';
import { hasStoppedColleague } from '../../db/suppressions/suppressions.ts';
import { holdColleague } from '../suppressions/stop-everything.ts';

export interface RecordOptions {
  by: string;
  now: Date;
  importId?: string;
  isDemo?: boolean;
  /** Decided rather than drawn (the demo): whether the client is held out. */
  heldOut?: boolean;
  /** Stores nothing and answers the plan. */
  dryRun?: boolean;
  /** With a dry run: answers the first letter too, as it would leave, and what to know before, in words. */
  foresee?: boolean;
}

/** Carries the answer of a dry run out of the transaction that it rolls back. */
class DryRun extends Error {
  readonly answer: RecordedDeparture;

  constructor(answer: RecordedDeparture) {
    super('dry run');
    this.answer = answer;
  }
}

/**
 * Records that a client left, in one transaction: client and contacts upserted, departure recorded or merged into the
 * open one, segment joined, holdout drawn, lead enrolled and planned, day-0 tasks made. The same code stands behind
 * REST, CSV and forms. A dry run does all of it and takes it back, so that its answer is what would have happened.
 *
 * @throws invalid_request for a departure ahead of us without `noticeOn`; external_id_taken when the departure is known under another client.
 */
export async function recordDeparture(
  app: App,
  input: NewDeparture,
  options: RecordOptions,
): Promise<RecordedDeparture> {
  try {
    return await tryAgain(() =>
      app.db.transaction(async (tx) => {
        const answer = await recordIn(app, tx, input, options);
        if (options.dryRun) throw new DryRun(answer);
        return answer;
      }),
    );
  } catch (error) {
    if (error instanceof DryRun) return error.answer;
    throw error;
  }
}

async function recordIn(app: App, tx: Db, input: NewDeparture, options: RecordOptions): Promise<RecordedDeparture> {
  const { now } = options;
  const policy = await findPolicy(tx);
  refuseDaysAhead(input, policy, now);
  const notes =
    input.client.domain && hostOf(input.client.domain) === null
      ? [`The domain ${input.client.domain} belongs to everybody's mailboxes or is no host; it is not stored.`]
      : [];
  const isDemo = options.isDemo === true;
  if (input.externalId) await lockIntakeKeys(tx, [`departure ${input.externalId}`]);
  const byExternalId = input.externalId ? await lockDepartureByExternalId(tx, input.externalId) : null;
  const addresses = input.contacts.map((contact) => contact.email);
  const known = await findKnown(tx, byExternalId, input);
  const { client, before } = await storeClient(app, tx, input.client, addresses, { now, isDemo, known });
  const contacts = await storeContacts(app, tx, client, input.contacts, {
    now,
    departedOn: input.departedOn,
    noticeGiven: policy.noticeGiven,
    isDemo,
  });
  for (const { input: person, row } of contacts)
    if (row === null) notes.push(`${person.email} was erased at the person's wish and is not stored again.`);
  if (input.client.owner && client.ownerEmail !== null && !(await isKnownOwner(tx, client)))
    notes.push(`${input.client.owner} is not a user; the client stays with its owner, or else with the default owner.`);

  const open = byExternalId ?? (await lockOpenDeparture(tx, client.id));
  if (open !== null) {
    if (open.undoneAt !== null || open.endedAt !== null)
      notes.push('This departure was undone, or the client has come back: it is completed, and nothing begins.');
    else if (input.pursue === true && !open.pursue)
      notes.push(
        'This departure is not pursued, and a repeated message does not change that: change the departure itself.',
      );
    const merged = await mergeDeparture(tx, open, input, options.by, now);
    await insertAudit(tx, {
      at: now,
      actor: options.by,
      action: 'merge-departure',
      subjectKind: 'departure',
      subjectId: merged.id,
    });
    const recorded = { departure: merged, client, contacts, notes, policy, now, merged: true };
    return presentRecorded(app, tx, recorded, options.foresee ? { before } : null);
  }
  const departure = await insertDeparture(tx, {
    ...columnsOf(input, client),
    clientId: client.id,
    importId: options.importId ?? null,
    recordedAt: now,
    recordedBy: options.by,
    updatedAt: now,
    id: uuidv7(),
  });
  await addHighlights(tx, departure.id, input.highlights ?? []);
  const departed = await updateClient(tx, client.id, { state: 'departed', updatedAt: now });
  const drawn = departure.pursue
    ? await drawHoldout(tx, departed, policy, now, {
        key: hashAddress(app.addressKey, addresses[0] ?? ''),
        decided: options.heldOut,
      })
    : departed;
  if (!(await pursue(tx, departure, drawn, contacts, policy, now)) && departure.reason === 'champion_left')
    notes.push('Nobody is written to yet: the champion has moved. Find the successor, and enroll them.');
  await insertAudit(tx, {
    at: now,
    actor: options.by,
    action: 'record-departure',
    subjectKind: 'departure',
    subjectId: departure.id,
  });
  const recorded = { departure, client: drawn, contacts, notes, policy, now, merged: false };
  return presentRecorded(app, tx, recorded, options.foresee ? { before } : null);
}

/** Segment, enrollment, day-0 tasks, first plan. False where nobody is there to be written to. */
async function pursue(
  tx: Db,
  departure: DepartureRow,
  client: ClientRow,
  contacts: readonly StoredContact[],
  policy: HousePolicy,
  now: Date,
): Promise<boolean> {
  const present = contacts.flatMap(({ input, row }) =>
    row === null ? [] : [{ row, lead: input.lead, role: row.role }],
  );
  const lead = present[findLead(present, departure.reason) ?? -1]?.row ?? null;
  const facts = factsOfDeparture(departure, client, lead, policy, now);
  const version = await routeDeparture(tx, facts);
  if (departure.pursue) await followPursuit(tx, departure, now);
  await makePlaybookTasks(tx, version?.definition ?? doorAjar, { departure, client, lead, policy, now });
  await askForSuccessor(tx, { departure, client, contacts: present.map(({ row }) => row), policy, now });
  if (lead === null) return false;
  if (!departure.pursue || version === null) return true;
  const enrollmentId = await enrollLead(tx, { departure, client, lead, version, now });
  if (enrollmentId === null || client.heldOut === true) return true;
  await planEnrollments(tx, [enrollmentId], now);
  if (await hasStoppedColleague(tx, client.id, lead.addressHash))
    await holdColleague(tx, { id: enrollmentId, clientId: client.id, contactId: lead.id }, now);
  return true;
}

/** The client that is named outright: by the departure that is known, or by the id it has here. Null: it is to be found. */
async function findKnown(
  tx: Db,
  byExternalId: DepartureRow | null,
  input: NewDeparture,
): Promise<StoredClient['before']> {
  const { id, externalId } = input.client;
  if (byExternalId !== null) return { by: 'departure', row: await clientOf(tx, byExternalId, input) };
  if (!id) return null;
  const row = await lockClient(tx, id);
  if (row === null) throw refuseField('/client/id', 'There is no client with this id.');
  const other = externalId && externalId !== row.externalId ? await lockClientByExternalId(tx, externalId) : null;
  if (other !== null)
    throw new AjarError('external_id_taken', 'Another client has this externalId.', [
      { pointer: '/client/externalId', message: `Belongs to ${other.name}.` },
    ]);
  return { by: 'id', row };
}

async function clientOf(tx: Db, departure: DepartureRow, input: NewDeparture): Promise<ClientRow> {
  const client = await lockClient(tx, departure.clientId);
  if (client === null) throw new Error('A departure without a client.');
  const isOther = input.client.id && input.client.id !== client.id;
  if (
    isOther ||
    (input.client.externalId && client.externalId !== null && client.externalId !== input.client.externalId)
  )
    throw new AjarError(
      'external_id_taken',
      'The departure with this externalId belongs to a client with another externalId.',
      [{ pointer: '/externalId', message: `Belongs to the client "${client.externalId}".` }],
    );
  return client;
}

async function isKnownOwner(tx: Db, client: ClientRow): Promise<boolean> {
  return client.ownerEmail === null || (await findUserByEmail(tx, client.ownerEmail)) !== null;
}

function columnsOf(input: NewDeparture, client: ClientRow) {
  const { reason, statedReason, ourReason } = reasonsOf(input);
  const blockedBy = input.blockedBy ?? null;
  const value = input.client.annualValue;
  return {
    externalId: input.externalId ?? null,
    departedOn: input.departedOn,
    noticeOn: input.noticeOn ?? null,
    reason,
    statedReason,
    ourReason,
    reasonDetail: input.reasonDetail ?? null,
    fault: input.fault ?? ('unknown' as const),
    whatWentWrong: input.whatWentWrong ?? null,
    amendsText: input.amends?.text ?? null,
    amendsDoneOn: input.amends?.doneOn ?? null,
    wouldReturnIf: input.wouldReturnIf ?? null,
    competitor: input.competitor ?? null,
    lessons: input.lessons ?? null,
    notes: input.notes ?? null,
    personalLine: input.personalLine ?? null,
    renewalOn: input.renewalOn ?? null,
    blockedBy,
    pursue: input.pursue ?? pursuesByDefault(reason, blockedBy),
    annualValueAmount: value?.amount ?? client.annualValueAmount,
    annualValueCurrency: value?.currency ?? client.annualValueCurrency,
  };
}
