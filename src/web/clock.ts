import { useEffect, useState } from 'react';

/** The clock of the installation as the browser sees it: its own, moved by what the server said the time is. The demo runs ahead. */
let offsetMs = 0;

export function setClock(serverNow: string): void {
  offsetMs = Date.parse(serverNow) - Date.now();
}

/** In the installation's time; for handlers. Components use `useNow`. */
export function readClock(): Date {
  return new Date(Date.now() + offsetMs);
}

/** Now, again every so often, so that "2 minutes ago" stays true. */
export function useNow(everyMs = 30_000): Date {
  const [now, setNow] = useState(readClock);
  useEffect(() => {
    const timer = setInterval(() => setNow(readClock()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
