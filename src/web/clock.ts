import { useEffect, useState } from 'react';

/** The clock of the installation as the browser sees it: its own, moved by what the server said the time is. The demo runs ahead. */
let offsetMs = 0;
const listeners = new Set<() => void>();

export function setClock(serverNow: string): void {
  offsetMs = Date.parse(serverNow) - Date.now();
  // A demo that jumps ahead is seen at once, not at the next turn of a timer.
  for (const listener of listeners) listener();
}

/** In the installation's time; for handlers. Components use `useNow`. */
export function readClock(): Date {
  return new Date(Date.now() + offsetMs);
}

/** Now, again every so often, so that "2 minutes ago" stays true. */
export function useNow(everyMs = 30_000): Date {
  const [now, setNow] = useState(readClock);
  useEffect(() => {
    const read = () => setNow(readClock());
    const timer = setInterval(read, everyMs);
    listeners.add(read);
    return () => {
      clearInterval(timer);
      listeners.delete(read);
    };
  }, [everyMs]);
  return now;
}
