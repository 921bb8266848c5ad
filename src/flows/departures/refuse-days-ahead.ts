import type { NewDeparture } from '../../contract/departures.ts';
import { latestToday, localDay } from '../../domain/calendar.ts';
import type { HousePolicy } from '../../domain/policy.ts';
import { AjarError } from '../../errors.ts';
import { refuseAhead } from '../contacts/create-contact.ts';

/** @throws invalid_request for a day that must have come and has not: a departure without notice, the notice, a basis */
export function refuseDaysAhead(input: NewDeparture, policy: HousePolicy, now: Date): void {
  refuseUnannounced(input, policy, now);
  refuseBasisAhead(input, now);
}

function refuseUnannounced(input: NewDeparture, policy: HousePolicy, now: Date): void {
  // Today where they are or where the house is, whichever is ahead.
  const today = [input.client.timezone ?? policy.zone, policy.zone].map((zone) => localDay(now, zone)).toSorted()[1]!;
  if (input.noticeOn && input.noticeOn > today)
    throw refuseField('/noticeOn', `Notice is a day that has come; today is ${today}.`);
  if (input.departedOn > today && !input.noticeOn)
    throw refuseField(
      '/departedOn',
      `Is ahead of us (today is ${today}): give noticeOn, the day on which they gave notice, or wait until they have left.`,
    );
}

/** A basis may come with the departure itself, which may be announced. */
function refuseBasisAhead({ contacts, departedOn }: NewDeparture, now: Date): void {
  const latest = [latestToday(now), departedOn].toSorted()[1]!;
  const ahead = contacts.findIndex(({ basis }) => basis?.obtainedOn != null && basis.obtainedOn > latest);
  if (ahead >= 0) throw refuseAhead(`/contacts/${ahead}/basis/obtainedOn`);
}

export function refuseField(pointer: string, message: string): AjarError {
  return new AjarError('invalid_request', message, [{ pointer, message }]);
}
