import type { Db } from '../../db/db.ts';
import { setNextWhy } from '../../db/enrollments/enrollment-list.ts';
import type { OpenDrip } from '../../db/enrollments/open-drips.ts';
import type { HoldCode } from '../../domain/enrollment.ts';
import { mayReplace, reviewAfter, reviewDays } from '../../domain/hold.ts';
import { localDay } from '../../domain/calendar.ts';
import { why } from '../../domain/why.ts';
import { holdEnrollments } from './stop-drip.ts';

/** A hold without an end of its own: somebody looks at it after so many days. */
export interface OpenHold {
  code: HoldCode;
  ownerId: string | null;
  threadId: string | null;
  /** From when it counts; with `zone` the day from which the review is counted. */
  at: Date;
  zone: string;
  reviewInDays?: number;
  /** Instead of `reviewInDays`. */
  reviewOn?: string;
  /** `any` where a person decides: then a stronger hold gives way too. */
  replaces?: 'weaker' | 'any';
}

/** Holds those of the locked enrollments whose present hold is not stronger; how many. */
export async function holdDrips(tx: Db, drips: readonly OpenDrip[], hold: OpenHold): Promise<number> {
  const today = localDay(hold.at, hold.zone);
  const { reviewOn, nextActionAt } =
    hold.reviewOn === undefined
      ? reviewAfter(today, hold.reviewInDays ?? reviewDays, hold.zone)
      : reviewAfter(hold.reviewOn, 0, hold.zone);
  let held = 0;
  for (const drip of drips) {
    if (hold.replaces !== 'any' && !mayReplace(drip.holdCode, hold.code)) continue;
    const { code, ownerId, threadId, at: now } = hold;
    await holdEnrollments(tx, { id: drip.id }, { code, until: null, reviewOn, ownerId, threadId, nextActionAt, now });
    await setNextWhy(tx, drip.id, [why(hold.code)]);
    held += 1;
  }
  return held;
}
