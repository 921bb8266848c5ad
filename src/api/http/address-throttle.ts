import { createHash } from 'node:crypto';

const most = 5;
const withinMs = 3_600_000;
const remembered = 10_000;

/**
 * Counts how often an address was typed, whoever typed it: an address is stopped once, so more than a few times an hour
 * is a machine trying. By hash and in memory; the oldest are forgotten first, so that nobody can fill it.
 */
export function openAddressThrottle(): (typed: string, now: Date) => boolean {
  const seen = new Map<string, { since: number; count: number }>();
  return (typed, now) => {
    const key = createHash('sha256').update(typed.trim().toLowerCase()).digest('base64');
    const at = now.getTime();
    const known = seen.get(key);
    const entry = known !== undefined && at - known.since < withinMs ? known : { since: at, count: 0 };
    entry.count += 1;
    seen.delete(key);
    seen.set(key, entry);
    const [oldest] = seen.keys();
    if (seen.size > remembered && oldest !== undefined) seen.delete(oldest);
    return entry.count > most;
  };
}
