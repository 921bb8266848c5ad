/** How hard a server may be pressed: what it says itself, learned from its answers. Of this process alone. */
export interface Throttle {
  /** How many letters may be under way at once. */
  width(): number;
  /** How long nothing more is to be begun, ms; 0: now. */
  waitMs(): number;
  /** The server asked for less: half as many at once, after a pause that doubles each time it asks again. */
  slower(): void;
  /** It took a letter. */
  taken(): void;
}

const firstPauseMs = 1_000;
const longestPauseMs = 300_000;
/** So many letters taken in a row, and it is pressed one degree more. */
const takenToRecover = 20;

/** Additive trust, multiplicative caution; at rest it lets `most` through. */
export function openThrottle(most: number): Throttle {
  let degree = 0;
  let taken = 0;
  let pausedUntil = 0;
  const waitMs = () => Math.max(0, Math.ceil(pausedUntil - performance.now()));
  return {
    width: () => Math.max(1, Math.floor(most / 2 ** degree)),
    waitMs,
    slower() {
      taken = 0;
      // What was under way when the pause began is answered during it: that is no news.
      if (waitMs() > 0) return;
      const pauseMs = Math.min(firstPauseMs * 2 ** degree, longestPauseMs);
      degree += 1;
      pausedUntil = performance.now() + pauseMs;
    },
    taken() {
      taken += 1;
      if (taken < takenToRecover || degree === 0) return;
      taken = 0;
      degree -= 1;
    },
  };
}
