/** What the three that are compared are asked to do, and what they answer. */

export type Via = 'smtp' | 'resend';

export type ContestantTask =
  | { do: 'letters'; url: string; via: Via; port: number; letters: number }
  | { do: 'claim'; url: string; steps: number };

export interface ContestantResult {
  ms: number;
  /** Letters handed over, or steps claimed. */
  done: number;
  rssMiB: number;
}
