import { addDays, instantOf } from './calendar.ts';
import type { HoldCode } from './enrollment.ts';

/** How much it takes to lift a hold: time alone, a look at an address, a closed conversation, a person's decision. */
const strength: Record<HoldCode, number> = {
  out_of_office: 0,
  asked_to_wait: 1,
  soft_bounces: 2,
  check_address: 2,
  replied: 3,
  unclear_stop: 4,
  held: 5,
  upset: 6,
};

/** Whether a hold may take the place of the one that is there; null: none is. A hold that a person must lift is not weakened. */
export function mayReplace(present: HoldCode | null, next: HoldCode): boolean {
  return present === null || strength[next] >= strength[present];
}

/** Days after which somebody looks at a hold that has no end of its own. */
export const reviewDays = 14;

/** When somebody looks at a hold that is made on `today`, and the instant at which the tick asks for it. */
export function reviewAfter(today: string, days: number, zone: string): { reviewOn: string; nextActionAt: Date } {
  const reviewOn = addDays(today, days);
  return { reviewOn, nextActionAt: instantOf(reviewOn, 9 * 60, zone) };
}
