import type { App } from '../../app.ts';
import type { DeparturePatch } from '../../contract/departures.ts';
import { insertAudit } from '../../db/house/audit.ts';
import type { Db } from '../../db/db.ts';
import {
  type DepartureRow,
  type DepartureWithHighlights,
  findDeparture,
  lockDeparture,
  replaceHighlights,
  updateDeparture,
} from '../../db/departures/departures.ts';
import { markToReplan, reopenNotPursued } from '../../db/enrollments/enrollments.ts';
import { listContactsOf, listEnrollmentsOfDeparture, lockClient } from '../../db/departures/intake.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { localDay } from '../../domain/calendar.ts';
import { findLead } from '../../domain/contact.ts';
import { pursuesByDefault } from '../../domain/departure.ts';
import { AjarError } from '../../errors.ts';
import { drawHoldout, enrollLead, factsOfDeparture, followPursuit, routeDeparture } from './enroll-lead.ts';
import { only, saidFields } from './said-fields.ts';
import { planEnrollments } from '../letters/plan-due-steps.ts';
import { endEnrollments } from '../enrollments/stop-drip.ts';
import { tryAgain } from '../try-again.ts';

/**
 * Changes what is known of a departure; null empties a field. The plan follows: no longer pursued ends the letters and
 * the membership, pursued after all begins them, and everything else is planned anew on the new facts.
 *
 * @throws not_found; departure_closed when it was undone or the client is back; invalid_request for a day ahead of us without notice.
 */
export async function changeDeparture(
  app: App,
  id: string,
  patch: DeparturePatch,
  by: string,
): Promise<DepartureWithHighlights> {
  const now = app.now();
  return tryAgain(() => app.db.transaction((tx) => changeDepartureIn(tx, id, patch, by, now)));
}

/** The same within the caller's transaction. @throws as `changeDeparture` */
export async function changeDepartureIn(
  tx: Db,
  id: string,
  patch: DeparturePatch,
  by: string,
  now: Date,
): Promise<DepartureWithHighlights> {
  const before = await lockDeparture(tx, id);
  if (before === null) throw new AjarError('not_found', 'There is no departure with this id.');
  if (before.undoneAt !== null || before.endedAt !== null)
    throw new AjarError('departure_closed', 'It was undone, or the client is back.');
  await refuseUnannounced(tx, before, patch, now);
  const after = await updateDeparture(tx, id, { ...columnsOf(patch, before), updatedAt: now });
  if (patch.highlights !== undefined) await replaceHighlights(tx, id, patch.highlights);
  await followDeparture(tx, before, after, by, now);
  await insertAudit(tx, {
    at: now,
    actor: by,
    action: 'change-departure',
    subjectKind: 'departure',
    subjectId: id,
    detail: { fields: Object.keys(patch) },
  });
  return (await findDeparture(tx, id))!;
}

async function refuseUnannounced(tx: Db, before: DepartureRow, patch: DeparturePatch, now: Date): Promise<void> {
  const departedOn = patch.departedOn ?? before.departedOn;
  const noticeOn = patch.noticeOn === undefined ? before.noticeOn : patch.noticeOn;
  const policy = await findPolicy(tx);
  const client = await lockClient(tx, before.clientId);
  const today = [client?.timezone ?? policy.zone, policy.zone].map((zone) => localDay(now, zone)).toSorted()[1]!;
  const refuse = (pointer: string, message: string) =>
    new AjarError('invalid_request', message, [{ pointer, message }]);
  if (departedOn > today && noticeOn === null)
    throw refuse('/departedOn', 'Is ahead of us: give noticeOn, the day on which they gave notice.');
  if (patch.noticeOn && patch.noticeOn > today)
    throw refuse('/noticeOn', `Notice is a day that has come; today is ${today}.`);
  if (noticeOn !== null && noticeOn > departedOn)
    throw refuse(patch.noticeOn ? '/noticeOn' : '/departedOn', 'Notice is given before they leave.');
}

function columnsOf(patch: DeparturePatch, before: DepartureRow): Partial<DepartureRow> {
  const { statedReason, ourReason, blockedBy } = patch;
  const columns: Record<string, unknown> = only(patch, saidFields);
  if (patch.reason !== undefined) {
    columns.reason = patch.reason ?? 'unknown';
    if (patch.statedByClient === true && statedReason === undefined) columns.statedReason = patch.reason;
    else if (ourReason === undefined) columns.ourReason = patch.reason;
  } else if (patch.statedByClient === true) columns.statedReason = before.reason;
  if (patch.statedByClient === false && statedReason === undefined) columns.statedReason = null;
  if (patch.fault !== undefined) columns.fault = patch.fault ?? 'unknown';
  if (patch.amends !== undefined) {
    columns.amendsText = patch.amends?.text ?? null;
    columns.amendsDoneOn = patch.amends?.doneOn ?? null;
  }
  if (patch.pursue !== undefined && patch.pursue !== null) columns.pursue = patch.pursue;
  else if (blockedBy || (patch.reason && !pursuesByDefault(patch.reason, null))) columns.pursue = false;
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}

/** Has the plan follow what has become known of a departure: its end, its beginning, or a new look at it. */
export async function followDeparture(
  tx: Db,
  before: DepartureRow,
  after: DepartureRow,
  by: string,
  now: Date,
): Promise<void> {
  if (before.pursue && !after.pursue) {
    await endEnrollments(tx, { departureId: after.id }, { code: 'not_pursued', now, by, cancelTasks: true });
    await followPursuit(tx, after, now);
  } else if (!before.pursue && after.pursue) {
    await followPursuit(tx, after, now);
    await begin(tx, after, now);
  } else {
    const enrollments = await listEnrollmentsOfDeparture(tx, after.id);
    // Nobody could be written to when it was recorded, and now there may be somebody.
    if (after.pursue && enrollments.length === 0) await begin(tx, after, now);
    await markToReplan(
      tx,
      enrollments.map((one) => one.id),
      now,
    );
  }
}

/** Begins the letters of a departure that is to be pursued after all. */
async function begin(tx: Db, departure: DepartureRow, now: Date): Promise<void> {
  const policy = await findPolicy(tx);
  const client = (await lockClient(tx, departure.clientId))!;
  const contacts = (await listContactsOf(tx, client.id)).filter((contact) => contact.erasedAt === null);
  const lead = contacts[findLead(contacts, departure.reason) ?? -1] ?? null;
  const version = await routeDeparture(tx, factsOfDeparture(departure, client, lead, policy, now));
  if (lead === null || version === null) return;
  const drawn = await drawHoldout(tx, client, policy, now, { key: lead.addressHash });
  const enrollmentId =
    (await enrollLead(tx, { departure, client: drawn, lead, version, now })) ??
    (await reopenNotPursued(tx, departure.id, now));
  if (enrollmentId !== null && drawn.heldOut !== true) await planEnrollments(tx, [enrollmentId], now);
}
