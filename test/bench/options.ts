import { parseArgs } from 'node:util';

export const workloads = ['smtp', 'resend', 'claim'] as const;
export type Workload = (typeof workloads)[number];

export interface BenchOptions {
  /** Letters of one round of Ajar and of the bound. */
  letters: number;
  /** Letters of one round of the usual way: it is slow, and letters a second do not depend on it. */
  usualLetters: number;
  rounds: number;
  only: readonly Workload[];
  json: boolean;
  /** Enrollments in the small and in the large database of the claim. */
  enrollments: { small: number; large: number };
  /** A folder for CPU profiles of the process that runs Ajar. */
  profile: string | null;
}

const mostRounds = 9;

/** @throws Error with a sentence that says which option is wrong. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      letters: { type: 'string' },
      rounds: { type: 'string' },
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
      smoke: { type: 'boolean', default: false },
      profile: { type: 'string' },
    },
  });
  const letters = count('letters', values.letters, values.smoke ? 1_000 : 20_000, 1_000_000);
  return {
    letters,
    usualLetters: Math.max(1, Math.min(letters, values.smoke ? 200 : 1_000)),
    rounds: count('rounds', values.rounds, values.smoke ? 1 : 3, mostRounds),
    only: values.only === undefined ? workloads : values.only.split(',').map(workload),
    json: values.json,
    enrollments: { small: 10_000, large: values.smoke ? 50_000 : 1_000_000 },
    profile: values.profile ?? null,
  };
}

function count(name: string, given: string | undefined, otherwise: number, most: number): number {
  if (given === undefined) return otherwise;
  const value = Number(given);
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw new Error(`--${name} is a number from 1 to ${most}.`);
  return value;
}

function workload(given: string): Workload {
  const found = workloads.find((one) => one === given.trim());
  if (found === undefined) throw new Error(`--only takes ${workloads.join(', ')}, not ${given}.`);
  return found;
}
