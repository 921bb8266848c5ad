/** The arithmetic of the bench: rounds in, medians and ratios out. */

/** The middle of the values; of an even number of them the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)];
  if (upper === undefined) throw new Error('There is no median of nothing.');
  return sorted.length % 2 === 1 ? upper : (sorted[middle - 1]! + upper) / 2;
}

export interface Spread {
  median: number;
  min: number;
  max: number;
}

export function spreadOver(values: readonly number[]): Spread {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/** What one round measured, each in units of work a second. The three ran right after each other. */
export interface Round {
  bound: number;
  usual: number;
  ajar: number;
}

export interface Comparison {
  ajar: Spread;
  usual: Spread;
  bound: Spread;
  /** How many times as fast as the usual way, round by round. */
  vsUsual: Spread;
  /** What part of the bound is reached, round by round. */
  vsBound: Spread;
}

/** Ratios are taken within a round, since a machine drifts between rounds, and the median is taken of the ratios. */
export function compareRounds(rounds: readonly Round[]): Comparison {
  return {
    ajar: spreadOver(rounds.map((round) => round.ajar)),
    usual: spreadOver(rounds.map((round) => round.usual)),
    bound: spreadOver(rounds.map((round) => round.bound)),
    vsUsual: spreadOver(rounds.map((round) => round.ajar / round.usual)),
    vsBound: spreadOver(rounds.map((round) => round.ajar / round.bound)),
  };
}
