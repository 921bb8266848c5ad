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
  updateDeparture,
} from '../../db/departures/departures.ts';
import {
  type ClientRow,
  findUserByEmail,
  lockClient,
  lockIntakeKeys,
  updateClient,
} from '../../db/departures/intake.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { localDay } from '../../domain/calendar.ts';
import { findLead } from '../../domain/contact.ts';
import { pursuesByDefault } from '../../domain/departure.ts';
import { doorAjar } from '../../domain/campaigns/door-ajar.ts';
import type { HousePolicy } from '../../domain/policy.ts';
import { AjarError } from '../../errors.ts';
import { hashAddress } from '../../mail/address-hash.ts';
import {
  drawHoldout,
  enrollLead,
  factsOfDeparture,
  followPursuit,
  makePlaybookTasks,
  routeDeparture,
} from './enroll-lead.ts';
import { followDeparture } from './change-departure.ts';
import { planEnrollments } from '../letters/plan-due-steps.ts';
import { type RecordedDeparture, presentRecorded } from './present-departure.ts';
import { hostOf, type StoredContact, storeClient, storeContacts } from './store-client.ts';
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
  refuseUnannounced(input, policy, now);
  const notes =
    input.client.domain && hostOf(input.client.domain) === null
      ? [`The domain ${input.client.domain} belongs to everybody's mailboxes or is no host; it is not stored.`]
      : [];
  const isDemo = options.isDemo === true;
  if (input.externalId) await lockIntakeKeys(tx, [`departure ${input.externalId}`]);
  const byExternalId = input.externalId ? await lockDepartureByExternalId(tx, input.externalId) : null;
  const addresses = input.contacts.map((contact) => contact.email);
  const known = byExternalId === null ? null : await clientOf(tx, byExternalId, input);
  const client = await storeClient(app, tx, input.client, addresses, { now, isDemo, known });
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
    return presentRecorded(app, tx, { departure: merged, client, contacts, notes, policy, now, merged: true });
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
  await pursue(tx, departure, drawn, contacts, policy, now);
  await insertAudit(tx, {
    at: now,
    actor: options.by,
    action: 'record-departure',
    subjectKind: 'departure',
    subjectId: departure.id,
  });
  return presentRecorded(app, tx, { departure, client: drawn, contacts, notes, policy, now, merged: false });
}

/** Segment, enrollment, day-0 tasks, first plan. */
async function pursue(
  tx: Db,
  departure: DepartureRow,
  client: ClientRow,
  contacts: readonly StoredContact[],
  policy: HousePolicy,
  now: Date,
): Promise<void> {
  const present = contacts.flatMap(({ input, row }) =>
    row === null ? [] : [{ row, lead: input.lead, role: row.role }],
  );
  const lead = present[findLead(present) ?? -1]?.row ?? null;
  const facts = factsOfDeparture(departure, client, lead, policy, now);
  const version = await routeDeparture(tx, facts);
  if (departure.pursue) await followPursuit(tx, departure, now);
  await makePlaybookTasks(tx, version?.definition ?? doorAjar, { departure, client, lead, policy, now });
  if (!departure.pursue || lead === null || version === null) return;
  const enrollmentId = await enrollLead(tx, { departure, client, lead, version, now });
  if (enrollmentId === null || client.heldOut === true) return;
  await planEnrollments(tx, [enrollmentId], now);
  if (await hasStoppedColleague(tx, client.id, lead.addressHash))
    await holdColleague(tx, { id: enrollmentId, clientId: client.id, contactId: lead.id }, now);
}

function refuseUnannounced(input: NewDeparture, policy: HousePolicy, now: Date): void {
  // Today where they are or where the house is, whichever is ahead.
  const today = [input.client.timezone ?? policy.zone, policy.zone].map((zone) => localDay(now, zone)).toSorted()[1]!;
  const refuse = (pointer: string, message: string) =>
    new AjarError('invalid_request', message, [{ pointer, message }]);
  if (input.noticeOn && input.noticeOn > today)
    throw refuse('/noticeOn', `Notice is a day that has come; today is ${today}.`);
  if (input.departedOn > today && !input.noticeOn)
    throw refuse(
      '/departedOn',
      `Is ahead of us (today is ${today}): give noticeOn, the day on which they gave notice, or wait until they have left.`,
    );
}

async function clientOf(tx: Db, departure: DepartureRow, input: NewDeparture): Promise<ClientRow> {
  const client = await lockClient(tx, departure.clientId);
  if (client === null) throw new Error('A departure without a client.');
  if (input.client.externalId && client.externalId !== null && client.externalId !== input.client.externalId)
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

/** The reason as the design means it: `reason` with `statedByClient` is short for one of the two. */
function reasonsOf(input: Pick<NewDeparture, 'reason' | 'statedByClient' | 'statedReason' | 'ourReason'>) {
  const stated = input.statedReason ?? (input.statedByClient ? input.reason : null) ?? null;
  const ours = input.ourReason ?? (input.statedByClient ? null : input.reason) ?? null;
  return { reason: input.reason ?? stated ?? ours ?? ('unknown' as const), statedReason: stated, ourReason: ours };
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

/**
 * What the open departure did not know is filled in; what it knows is overwritten only by something said. A message that
 * comes again may stop the pursuit, never begin it: somebody may have decided otherwise. The plan follows.
 */
async function mergeDeparture(
  tx: Db,
  open: DepartureRow,
  input: NewDeparture,
  by: string,
  now: Date,
): Promise<DepartureRow> {
  const stops = input.pursue === false || Boolean(input.blockedBy);
  const said = {
    departedOn: open.externalId !== null && open.externalId === input.externalId ? input.departedOn : null,
    noticeOn: input.noticeOn,
    blockedBy: input.blockedBy,
    pursue: stops ? false : null,
    annualValueAmount: input.client.annualValue?.amount,
    annualValueCurrency: input.client.annualValue?.currency,
    externalId: open.externalId ?? input.externalId,
    reasonDetail: input.reasonDetail,
    whatWentWrong: input.whatWentWrong,
    amendsText: input.amends?.text,
    amendsDoneOn: input.amends?.doneOn,
    wouldReturnIf: input.wouldReturnIf,
    competitor: input.competitor,
    lessons: input.lessons,
    notes: input.notes,
    personalLine: input.personalLine,
    renewalOn: input.renewalOn,
    fault: input.fault === 'unknown' ? null : input.fault,
  };
  const reason = input.reason && input.reason !== 'unknown' ? reasonsOf(input) : {};
  const known = Object.fromEntries(
    Object.entries({ ...said, ...reason }).filter(([, value]) => value !== null && value !== undefined),
  );
  await addHighlights(tx, open.id, input.highlights ?? []);
  const merged = await updateDeparture(tx, open.id, { ...known, updatedAt: now });
  if (merged.undoneAt === null && merged.endedAt === null) await followDeparture(tx, open, merged, by, now);
  return merged;
}
