/** What `ajar doctor` says of one thing. Skipped: it was not looked at, and `detail` says why. */
export interface Check {
  /** Stable; what is looked at per domain has the domain behind a colon. */
  id: string;
  state: 'ok' | 'warning' | 'failure' | 'skipped';
  title: string;
  detail: string;
  /** The command, variable or DNS record that mends it. */
  fix: string | null;
}

export interface CheckOf {
  ok(detail: string): Check;
  skipped(detail: string): Check;
  warning(detail: string, fix: string): Check;
  failure(detail: string, fix: string): Check;
}

/** The ways in which one check can end. */
export function checkOf(id: string, title: string): CheckOf {
  return {
    ok: (detail) => ({ id, state: 'ok', title, detail, fix: null }),
    skipped: (detail) => ({ id, state: 'skipped', title, detail, fix: null }),
    warning: (detail, fix) => ({ id, state: 'warning', title, detail, fix }),
    failure: (detail, fix) => ({ id, state: 'failure', title, detail, fix }),
  };
}

/** Whether nothing stands in the way: warnings are for a person to weigh. */
export function isHealthy(checks: readonly Check[]): boolean {
  return checks.every((check) => check.state !== 'failure');
}

/** "1 letter", "3 letters". */
export function counted(count: number, one: string, more = `${one}s`): string {
  return `${count} ${count === 1 ? one : more}`;
}
