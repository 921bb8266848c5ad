import type { AnswerOf } from '../../contract/routes.ts';

type State = AnswerOf<'GET /v1/imports/:id'>['state'];

export const stateWords = {
  running: { tone: 'active', word: 'Running' },
  done: { tone: 'good', word: 'Done' },
  broken_off: { tone: 'bad', word: 'Broken off' },
  undone: { tone: 'quiet', word: 'Undone' },
} as const satisfies Record<State, { tone: string; word: string }>;
