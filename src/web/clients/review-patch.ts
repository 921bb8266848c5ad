import type { BodyOf } from '../../contract/routes.ts';
import { orNull } from './form-errors.ts';
import type { Departure } from './wire.ts';

type Patch = NonNullable<BodyOf<'PATCH /v1/departures/:id'>>;

/** What is known of a departure, as fields to type in. */
export function formOf(departure: Departure) {
  const { statedReason, ourReason, fault, amends, renewalOn, blockedBy, pursue, departedOn } = departure;
  return {
    departedOn,
    statedReason,
    ourReason: ourReason ?? (statedReason === null ? departure.reason : null),
    reasonDetail: departure.reasonDetail ?? '',
    fault,
    whatWentWrong: departure.whatWentWrong ?? '',
    amendsText: amends?.text ?? '',
    amendsDoneOn: amends?.doneOn ?? '',
    wouldReturnIf: departure.wouldReturnIf ?? '',
    competitor: departure.competitor ?? '',
    renewalOn: renewalOn ?? '',
    blockedBy,
    pursue,
    lessons: departure.lessons ?? '',
    notes: departure.notes ?? '',
    personalLine: departure.personalLine ?? '',
    highlights: departure.highlights.map((one, key) => ({ ...one, key })),
  };
}
export type ReviewFields = ReturnType<typeof formOf>;

/** What is sent: an emptied field empties what was known. */
export function patchOf(form: ReviewFields): Patch {
  const amends = orNull(form.amendsText);
  return {
    departedOn: form.departedOn,
    statedReason: form.statedReason,
    ourReason: form.ourReason,
    reason: form.statedReason ?? form.ourReason ?? 'unknown',
    reasonDetail: orNull(form.reasonDetail),
    fault: form.fault,
    whatWentWrong: orNull(form.whatWentWrong),
    amends: amends === null ? null : { text: amends, doneOn: orNull(form.amendsDoneOn) },
    wouldReturnIf: orNull(form.wouldReturnIf),
    competitor: orNull(form.competitor),
    renewalOn: orNull(form.renewalOn),
    blockedBy: form.blockedBy,
    pursue: form.pursue,
    lessons: orNull(form.lessons),
    notes: orNull(form.notes),
    personalLine: orNull(form.personalLine),
    highlights: form.highlights
      .filter((one) => one.text.trim() !== '')
      .map(({ text, amount, kind }) => ({ text: text.trim(), amount, kind })),
  };
}
