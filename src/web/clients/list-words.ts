import type { AnswerOf } from '../../contract/routes.ts';
import type { ClientState } from '../../domain/client.ts';

export type ListedClient = AnswerOf<'GET /v1/clients'>['data'][number];

/** What the list is narrowed to with one click. */
export const flagWords = {
  waiting: 'Waits for somebody',
  due_soon: 'Letter within 14 days',
  answered: 'Answered',
  held: 'On hold',
  stopped: 'Stopped',
  problem: 'Problem',
  won_back: 'Won back',
  held_out: 'Held out',
} as const;

export const stateTones = {
  active: 'quiet',
  departed: 'waiting',
  won_back: 'good',
  closed: 'quiet',
} as const satisfies Record<ClientState, string>;

export function personName(contact: {
  firstName: string | null;
  lastName: string | null;
  email: string | null;
}): string {
  const name = [contact.firstName, contact.lastName].filter((part) => part !== null).join(' ');
  return name === '' ? (contact.email ?? 'An erased person') : name;
}
