import type { AnswerOf } from '../../contract/routes.ts';
import type { MessageKind, MessageState } from '../../domain/message.ts';
import { exitWords, letterWords, messageStateWords, messageTones, reasonWords } from '../ui/words.ts';

export type Entry = AnswerOf<'GET /v1/clients/:id/timeline'>['data'][number];

const activityWords: Record<string, string> = {
  call: 'A call',
  meeting: 'A meeting',
  mail: 'A mail from outside',
  note: 'A note',
};

const eventWords: Record<string, string> = {
  undone: 'The departure was undone',
  won_back: 'They came back',
  win_back_undone: 'The win-back was taken back',
  replied: 'They answered',
  deferred: 'Put off',
  completed: 'The campaign is over',
  held: 'Put on hold',
  resumed: 'Taken off hold',
  enrolled: 'Taken into a campaign',
};

export function stepName(step: string): string {
  const words = step.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What an entry is, in a few words. */
export function titleOf(entry: Entry): string {
  const { kind, letter, step, outcome, title } = entry;
  if (kind === 'letter') return letter === 'answer' ? 'Our answer' : `Letter: ${letterWords[letter as MessageKind]}`;
  if (kind === 'task') return title ?? (step === null ? 'A task' : `Task: ${stepName(step)}`);
  if (outcome === 'departed') return `Left: ${reasonWords[title as keyof typeof reasonWords] ?? 'reason not known'}`;
  if (outcome === 'logged') return activityWords[title ?? ''] ?? 'On record';
  if (outcome === 'skipped') return `Skipped: ${nameOf(entry)}`;
  if (outcome === 'canceled') return `Canceled before it left: ${nameOf(entry)}`;
  if (outcome === 'deferred') return `Put off: ${nameOf(entry)}`;
  if (outcome !== null) return eventWords[outcome] ?? exitWords[outcome as keyof typeof exitWords] ?? stepName(outcome);
  return step === null ? 'Here the plan ends' : `Left out: ${nameOf(entry)}`;
}

function nameOf({ letter, step }: Entry): string {
  if (letter !== null) return letterWords[letter as MessageKind].toLowerCase();
  return step === null ? 'a step' : stepName(step).toLowerCase();
}

/** What became of a letter, with the tone of its dot. */
export function letterState({ outcome }: Entry) {
  if (outcome === null) return null;
  const state = outcome as MessageState;
  return { words: messageStateWords[state] ?? outcome, tone: messageTones[state] ?? 'quiet' } as const;
}

const quietCodes = new Set(['condition', 'superseded', 'already_had']);

/** What matters only to whoever asks why nothing happened: waits, and steps that were never meant for this client. */
export function isSmall(entry: Entry): boolean {
  if (entry.outcome === 'deferred') return true;
  if (entry.kind !== 'event' || entry.step === null) return false;
  return entry.why.some((one) => quietCodes.has(one.code));
}

/** Whys as chips: what every letter has ("it is due") says nothing. */
export function whysOf({ why }: Entry): Entry['why'] {
  return why.filter((one) => !['due', 'task', 'holdout'].includes(one.code));
}

export function isHeldOut({ why }: Entry): boolean {
  return why.some((one) => one.code === 'holdout');
}
