import type { Database } from '../app.ts';
import { findDemoOffset } from '../db/demo/demo.ts';

/** The clock of the product: the machine's, and in a demo so far ahead of it as the demo has been moved. */
export interface DemoClock {
  now: () => Date;
  /** Reads anew how far it runs ahead. */
  follow: () => Promise<void>;
  /** From now on follows what another process does to the clock. */
  watch: () => void;
  stop: () => void;
}

/** How soon a running server follows `ajar demo --fast-forward`: one small query each time. */
const watchEveryMs = 1_000;

/** Reads how far the demo runs ahead; without a demo that is 0. */
export async function openDemoClock({ db, now }: Pick<Database, 'db' | 'now'>): Promise<DemoClock> {
  let offsetMs = (await findDemoOffset(db)) * 1000;
  let timer: NodeJS.Timeout | null = null;
  const read = async () => {
    offsetMs = (await findDemoOffset(db)) * 1000;
  };
  return {
    now: () => new Date(now().getTime() + offsetMs),
    follow: read,
    watch: () => {
      // A database that does not answer is the concern of whoever needs it; the clock goes on as it was.
      timer ??= setInterval(() => void read().catch(() => {}), watchEveryMs).unref();
    },
    stop: () => {
      if (timer !== null) clearInterval(timer);
    },
  };
}
