import { createHash } from 'node:crypto';
import { AjarError } from '../../errors.ts';

const remembered = 10_000;

/**
 * Counts attempts by what they are made at (an address, a host on the net), in memory and by hash; the oldest are
 * forgotten first, so that nobody can fill it. By the clock of the machine: the demo's would jump.
 */
export function openAttemptThrottle({ most, withinMinutes }: { most: number; withinMinutes: number }) {
  const seen = new Map<string, { since: number; count: number }>();
  const hash = (name: string) => createHash('sha256').update(name).digest('base64');
  return {
    /** Counts one; answers how many have been made, and whether that is too many. */
    count(name: string): { isTooMany: boolean; isFirstTooMany: boolean } {
      const key = hash(name);
      const at = performance.now();
      const known = seen.get(key);
      const entry = known !== undefined && at - known.since < withinMinutes * 60_000 ? known : { since: at, count: 0 };
      entry.count += 1;
      seen.delete(key);
      seen.set(key, entry);
      const [oldest] = seen.keys();
      if (seen.size > remembered && oldest !== undefined) seen.delete(oldest);
      return { isTooMany: entry.count > most, isFirstTooMany: entry.count === most + 1 };
    },
    forget(name: string): void {
      seen.delete(hash(name));
    },
  };
}

/** @throws too_many_requests */
export function refuseTooMany(isTooMany: boolean): void {
  if (isTooMany)
    throw new AjarError('too_many_requests', 'Too many attempts. Wait a quarter of an hour, then try again.');
}
