/** Spaces calls evenly and stands still for as long as the other end asks. */
export interface Pace {
  /** Waits for the next slot; or, when that is further off than `maxWaitMs`, answers at once how many ms it is. */
  next(maxWaitMs: number): Promise<number>;
  /** Reads the headers of an answer: `ratelimit-limit`, `-remaining`, `-reset` (IETF draft; seconds) and `retry-after`. */
  learn(headers: Record<string, string> | null): void;
}

/**
 * A pace that several processes keep together: takes `count` slots, one each `intervalMs`, and answers in how many ms the
 * first is; or takes none, where that would be more than `maxWaitMs`.
 */
export type SharedPace = (count: number, intervalMs: number, maxWaitMs: number) => Promise<number>;

/** Slots that all processes share are taken for so long at a time; what is older than that is gone. */
const shareMs = 200;
const staleMs = 1_000;

/** A quota may ask for hours; whoever called knows of it, and looks again before. */
const longestPauseMs = 60_000;

/** At most `perSecond` slots a second, all processes together `shared`; a lower limit that the other end states wins. */
export function openPace(perSecond: number, shared: { perSecond: number; take: SharedPace } | null = null): Pace {
  let intervalMs = 1000 / perSecond;
  let sharedMs = shared === null ? 0 : 1000 / shared.perSecond;
  let taken: number[] = [];
  let turn: Promise<unknown> = Promise.resolve();
  /** When the next slot of all processes is; later than `maxWaitMs` from now: none was to be had. */
  const takeShared = async (take: SharedPace, maxWaitMs: number): Promise<number> => {
    taken = taken.filter((at) => at > performance.now() - staleMs);
    const ready = taken.shift();
    if (ready !== undefined) return ready;
    const count = Math.max(1, Math.floor(shareMs / sharedMs));
    const waitMs = await take(count, sharedMs, maxWaitMs);
    const first = performance.now() + waitMs;
    if (waitMs <= maxWaitMs) taken = Array.from({ length: count - 1 }, (_, index) => first + (index + 1) * sharedMs);
    return first;
  };
  let freeAt = 0;
  const pause = (header: string | undefined): void => {
    freeAt = Math.max(freeAt, performance.now() + Math.min(secondsIn(header) * 1000, longestPauseMs));
  };
  return {
    async next(maxWaitMs) {
      let shareAt = 0;
      if (shared !== null && freeAt - performance.now() <= maxWaitMs) {
        const mine = turn.catch(() => {}).then(() => takeShared(shared.take, maxWaitMs));
        turn = mine;
        shareAt = await mine;
      }
      const now = performance.now();
      const at = Math.max(now, freeAt, shareAt);
      if (at - now > maxWaitMs) return at - now;
      freeAt = at + intervalMs;
      if (at > now) await new Promise((resolve) => setTimeout(resolve, at - now));
      return 0;
    },
    learn(headers) {
      if (headers === null) return;
      const limit = Number(headers['ratelimit-limit']);
      if (limit > 0) intervalMs = Math.max(1000 / perSecond, 1000 / limit);
      if (limit > 0 && shared !== null) sharedMs = Math.max(1000 / shared.perSecond, 1000 / limit);
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
