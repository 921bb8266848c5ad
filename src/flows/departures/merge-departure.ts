import type { NewDeparture } from '../../contract/departures.ts';
import type { Db } from '../../db/db.ts';
import { addHighlights, type DepartureRow, updateDeparture } from '../../db/departures/departures.ts';
import { followDeparture } from './change-departure.ts';

/** The reason as the design means it: `reason` with `statedByClient` is short for one of the two. */
export function reasonsOf(input: Pick<NewDeparture, 'reason' | 'statedByClient' | 'statedReason' | 'ourReason'>) {
  const stated = input.statedReason ?? (input.statedByClient ? input.reason : null) ?? null;
  const ours = input.ourReason ?? (input.statedByClient ? null : input.reason) ?? null;
  return { reason: input.reason ?? stated ?? ours ?? ('unknown' as const), statedReason: stated, ourReason: ours };
}

/**
 * What the open departure did not know is filled in; what it knows is overwritten only by something said. A message that
 * comes again may stop the pursuit, never begin it: somebody may have decided otherwise. The plan follows.
 */
export async function mergeDeparture(
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
