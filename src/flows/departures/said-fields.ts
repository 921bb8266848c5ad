/** What is kept of a departure as it was said: the same words in the API and in its row. */
export const saidFields = [
  'departedOn',
  'noticeOn',
  'statedReason',
  'ourReason',
  'reasonDetail',
  'whatWentWrong',
  'wouldReturnIf',
  'competitor',
  'lessons',
  'notes',
  'personalLine',
  'renewalOn',
  'blockedBy',
] as const;

/** The named fields and no others; one that is absent stands there as undefined. */
export function only<From, Key extends keyof From>(from: From, keys: readonly Key[]): Pick<From, Key> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<From, Key>;
}
