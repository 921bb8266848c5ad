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

/** Tasks in which one of us talks to somebody at a client. */
const talks: readonly TaskKind[] = ['call', 'exit_interview', 'check_in_client', 'successor', 'meeting'];
const talked: readonly TaskOutcome[] = ['spoke', 'no_answer', 'voicemail', 'wrong_number'];
const anyOutcome: readonly TaskOutcome[] = ['done', 'not_needed'];

/** How a task of this kind can end. A letter that waits for a look is approved or declined, nothing between. */
export function outcomesOf(kind: TaskKind): readonly TaskOutcome[] {
  if (kind === 'approve_letter') return ['approved', 'declined'];
  if (!talks.includes(kind)) return anyOutcome;
  const saves = kind === 'call' || kind === 'exit_interview' || kind === 'meeting';
  return [...talked, ...(saves ? (['saved'] as const) : []), ...anyOutcome];
}
