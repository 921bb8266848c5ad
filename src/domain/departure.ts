/** The words of a departure (design §2): why a client left, whose fault it was, and what blocks writing to them. */

export const reasons = [
  'price',
  'service_quality',
  'results',
  'communication',
  'billing',
  'mistake',
  'champion_left',
  'competitor',
  'owner_preference',
  'in_house',
  'project_finished',
  'budget',
  'out_of_business',
  'we_ended',
  'other',
  'unknown',
] as const;
export type Reason = (typeof reasons)[number];

export function isReason(text: string): text is Reason {
  return (reasons as readonly string[]).includes(text);
}

export const faults = ['ours', 'theirs', 'shared', 'nobody', 'unknown'] as const;
export type Fault = (typeof faults)[number];

export const blockers = ['dispute', 'unpaid', 'legal'] as const;
export type Blocker = (typeof blockers)[number];

export const highlightKinds = ['saved', 'earned'] as const;

/** Reasons behind which our own fault is so likely that the first letter stays neutral until somebody says (product §6). */
const askedReasons: readonly Reason[] = ['billing', 'mistake', 'service_quality', 'communication', 'results'];

/** Whether to ask "Was this on us?": the reason suggests it and nobody has said. */
export function asksWhoseFault(reason: Reason, fault: Fault): boolean {
  return fault === 'unknown' && askedReasons.includes(reason);
}

/** Whether a client is pursued when nobody said so: not after a closure, not when we ended it, not while something blocks. */
export function pursuesByDefault(reason: Reason, blockedBy: Blocker | null): boolean {
  return blockedBy === null && reason !== 'out_of_business' && reason !== 'we_ended';
}
