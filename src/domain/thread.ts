/** The conversation that a message opened; a person closes it with an outcome (product §2). */

export const threadStates = ['open', 'snoozed', 'closed'] as const;

export const threadOutcomes = [
  'friendly',
  'interested',
  'not_now',
  'upset',
  'wrong_person',
  'never',
  'won_back',
  'other',
] as const;

/** After "Thanks, all the best" the drip goes on, but not before this many days. */
export const friendlyPauseDays = 45;

/** Outcomes that end what cannot begin again by itself: letters of a person, of a client, a departure. */
const endings: readonly (typeof threadOutcomes)[number][] = ['wrong_person', 'never', 'won_back', 'other'];

/** Whether closing with this outcome can be taken back. */
export function mayReopen(outcome: (typeof threadOutcomes)[number] | null): boolean {
  return outcome !== null && !endings.includes(outcome);
}
