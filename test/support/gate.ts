import { vi } from 'vitest';

export interface Gate {
  /** Settles once it is opened. */
  opened: Promise<void>;
  open: () => void;
}

/** What a test lets go on when it has seen enough, instead of after a time. */
export function makeGate(): Gate {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

/** Waits for what must come soon, and looks at each turn of the event loop: also while a test holds the clock. */
export async function untilSo(what: string, holds: () => boolean): Promise<void> {
  const end = vi.getRealSystemTime() + 15_000;
  while (!holds()) {
    if (vi.getRealSystemTime() > end) throw new Error(`Never came: ${what}`);
    await new Promise(setImmediate);
  }
}
