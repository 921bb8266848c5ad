/** Something a person does (design §2). */

export const taskKinds = [
  'call',
  'exit_interview',
  'impact',
  'team_note',
  'lessons',
  'check_in_client',
  'approve_letter',
  'successor',
  'privacy_request',
  'meeting',
  'note',
] as const;
export type TaskKind = (typeof taskKinds)[number];

export const taskStates = ['open', 'done', 'canceled'] as const;

export const taskOutcomes = [
  'done',
  'spoke',
  'no_answer',
  'voicemail',
  'wrong_number',
  'saved',
  'approved',
  'declined',
  'not_needed',
] as const;
export type TaskOutcome = (typeof taskOutcomes)[number];

/** Whether the outcome means that a person of the client was really reached: such a call counts for every gap. */
export function reachedSomebody(outcome: TaskOutcome | null): boolean {
  return outcome === 'spoke' || outcome === 'saved';
}
