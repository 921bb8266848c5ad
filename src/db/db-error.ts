/**
 * The database cannot be used, and a person must do something about it. The message says what is wrong and what to do,
 * in a sentence or two, without passwords: show it, without a stack.
 */
export class DatabaseProblem extends Error {
  constructor(message: string, options?: { cause: unknown }) {
    super(message, options);
    this.name = 'DatabaseProblem';
  }
}

/** What PostgreSQL said, without the values: its message and detail quote rows, drizzle's message quotes parameters. */
export interface DbError {
  /** SQLSTATE, e.g. 23505 for a unique key. */
  code: string;
  constraint: string | null;
  column?: string;
  table?: string;
}

/**
 * The answer of PostgreSQL inside whatever was thrown; null when it did not come from there. The edges decide by it and
 * must never show or log the message of the error itself.
 */
export function unwrapDbError(error: unknown): DbError | null {
  for (const link of causes(error)) {
    const { code, severity, constraint, column, table } = link as Record<string, unknown>;
    if (typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code) || typeof severity !== 'string') continue;
    return {
      code,
      constraint: typeof constraint === 'string' ? constraint : null,
      ...(typeof column === 'string' && { column }),
      ...(typeof table === 'string' && { table }),
    };
  }
  return null;
}

/** Whether the database could not be reached at all (or is going down): worth another try, and a 503 to a client. */
export function isDbUnreachable(error: unknown): boolean {
  const code = unwrapDbError(error)?.code;
  if (code !== undefined) return /^(08...|57P0[123]|53300)$/.test(code);
  return causes(error).some((link) => {
    const { code: errno, message } = link as NodeJS.ErrnoException;
    return (
      /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE)$/.test(errno ?? '') ||
      /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(
        message ?? '',
      )
    );
  });
}

/** The error, its cause, the cause of that and so on; an AggregateError (two addresses of localhost) counts each. */
function causes(error: unknown): object[] {
  const found: object[] = [];
  const waiting = [error];
  while (waiting.length > 0 && found.length < 16) {
    const link = waiting.shift();
    if (typeof link !== 'object' || link === null) continue;
    found.push(link);
    waiting.push((link as Error).cause, ...(link instanceof AggregateError ? link.errors : []));
  }
  return found;
}
