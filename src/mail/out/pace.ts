/** Spaces calls of this process evenly and stands still for as long as the other end asks. */
export interface Pace {
  /** Waits for the next slot; or, when that is further off than `maxWaitMs`, answers at once how many ms it is. */
  next(maxWaitMs: number): Promise<number>;
  /** Reads the headers of an answer: `ratelimit-limit`, `-remaining`, `-reset` (IETF draft; seconds) and `retry-after`. */
  learn(headers: Record<string, string> | null): void;
}

/** A quota may ask for hours; whoever called knows of it, and looks again before. */
const longestPauseMs = 60_000;

/** At most `perSecond` slots a second; a lower limit that the other end states wins. */
export function openPace(perSecond: number): Pace {
  let intervalMs = 1000 / perSecond;
  let freeAt = 0;
  const pause = (header: string | undefined): void => {
    freeAt = Math.max(freeAt, performance.now() + Math.min(secondsIn(header) * 1000, longestPauseMs));
  };
  return {
    async next(maxWaitMs) {
      const now = performance.now();
      const at = Math.max(now, freeAt);
      if (at - now > maxWaitMs) return at - now;
      freeAt = at + intervalMs;
      if (at > now) await new Promise((resolve) => setTimeout(resolve, at - now));
      return 0;
    },
    learn(headers) {
      if (headers === null) return;
      const limit = Number(headers['ratelimit-limit']);
      if (limit > 0) intervalMs = Math.max(1000 / perSecond, 1000 / limit);
      if (headers['ratelimit-remaining'] === '0') pause(headers['ratelimit-reset']);
      if (headers['retry-after'] !== undefined) pause(headers['retry-after']);
    },
  };
}

/** A header of whole or decimal seconds; 0 when it is absent or no number. A day is the most that is believed. */
export function secondsIn(header: string | undefined): number {
  const seconds = Number(header);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 86_400) : 0;
}
