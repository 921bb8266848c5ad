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
