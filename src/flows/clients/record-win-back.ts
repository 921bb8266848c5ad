import { uuidv7 } from 'uuidv7';
import { insertAudit } from '../../db/house/audit.ts';
import type { Db } from '../../db/db.ts';
import { findPolicy } from '../../db/house/settings.ts';
import {
  cancelStepTasks,
  findAttribution,
  findClientToWinBack,
  insertWinBack,
  markClientWonBack,
  markDepartureEnded,
  markMembershipEnded,
  type WinBackRow,
} from '../../db/clients/win-backs.ts';
import { addDays, instantOf, localDay } from '../../domain/calendar.ts';
import type { Money } from '../../domain/client.ts';
import { AjarError } from '../../errors.ts';
import { endEnrollments } from '../enrollments/stop-drip.ts';

export interface WinBackInput {
  clientId: string;
  /** The local day on which the client was ours again: not later than today, where the client is or at the house. */
  wonBackOn: string;
  annualValue: Money | null;
  note: string | null;
  by: string;
  now: Date;
}

/**
 * Records, within the caller's transaction, that a departed client returned: all drips of the client end at once,
 * colleagues included, and their tasks with them; the departure is over, the client leaves the potential clients. What
 * preceded it (the last letter that had left, an answer, the holdout) is kept as it is known now. Open threads stay open.
 *
 * @throws not_found, wrong_state (the client is not departed), invalid_request (a day to come, or before the departure)
 */
export async function recordWinBack(tx: Db, input: WinBackInput): Promise<WinBackRow> {
  const { clientId, wonBackOn, now, by } = input;
  const client = await findClientToWinBack(tx, clientId);
  if (client === null) throw new AjarError('not_found');
  if (client.state !== 'departed' || client.departureId === null) throw notDeparted();
  const { departureId } = client;
  const { zone: houseZone } = await findPolicy(tx);
  const zone = client.timezone ?? houseZone;
  const today = [localDay(now, zone), localDay(now, houseZone)].toSorted().at(-1) ?? '';
  if (wonBackOn > today) throw refuseDay('Must not be later than today.');
  const leftOn = [client.departedOn ?? today, client.noticeOn ?? today, today].toSorted()[0] ?? today;
  if (wonBackOn < leftOn) throw refuseDay(`Must not be earlier than the departure (${leftOn}).`);

  await endEnrollments(tx, { clientId }, { code: 'won_back', now, by, cancelTasks: true });
  // Under these two only one of several win-backs at once goes on; the others find the departure over.
  if (!(await markDepartureEnded(tx, departureId, now))) throw notDeparted();
  if (!(await markClientWonBack(tx, clientId, now))) throw notDeparted();
  await cancelStepTasks(tx, departureId, now, by);
  await markMembershipEnded(tx, { slug: 'potential-clients', clientId }, 'won_back', now);
  const before = wonBackOn < today ? instantOf(addDays(wonBackOn, 1), 0, zone) : null;
  const row = await insertWinBack(tx, {
    id: uuidv7(),
    clientId,
    departureId,
    wonBackOn,
    annualValueAmount: input.annualValue?.amount ?? null,
    annualValueCurrency: input.annualValue?.currency ?? null,
    note: input.note,
    ...(await findAttribution(tx, { clientId, departureId, before })),
    heldOut: client.heldOut === true,
    recordedAt: now,
    recordedBy: by,
  });
  await insertAudit(tx, {
    at: now,
    actor: by,
    action: 'record-win-back',
    subjectKind: 'client',
    subjectId: clientId,
    detail: { winBackId: row.id, departureId },
  });
  return row;
}

function notDeparted(): AjarError {
  return new AjarError('wrong_state', 'Only a departed client can be won back.');
}

function refuseDay(message: string): AjarError {
  return new AjarError('invalid_request', message, [{ pointer: '/wonBackOn', message }]);
}
