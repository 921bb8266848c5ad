/** One contact in one campaign version for one departure (design §2). */

export const enrollmentStates = ['active', 'held', 'completed', 'exited'] as const;
export type EnrollmentState = (typeof enrollmentStates)[number];

export const holdCodes = [
  'replied',
  'out_of_office',
  'held',
  'asked_to_wait',
  'soft_bounces',
  'check_address',
  'unclear_stop',
  'upset',
] as const;
export type HoldCode = (typeof holdCodes)[number];

export const exitCodes = [
  'suppressed',
  'unsubscribed',
  'complained',
  'hard_bounce',
  'won_back',
  'undone',
  'not_pursued',
  'do_not_contact',
  'basis_expired',
  'holdout',
  'wrong_person',
  'closed',
  'erased',
  'manual',
  'superseded',
] as const;
export type ExitCode = (typeof exitCodes)[number];
