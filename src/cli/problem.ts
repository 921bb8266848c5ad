import { ConfigError } from '../config.ts';
import { DatabaseProblem, isDbUnreachable, unwrapDbError } from '../db/db-error.ts';
import { AjarError } from '../errors.ts';
import { StartProblem } from './start-problem.ts';

/** What a person reads on stderr: what is wrong and what to do. A bug shows its stack; a database error never its values. */
export function sayProblem(error: unknown): string {
  if (error instanceof ConfigError || error instanceof DatabaseProblem || error instanceof StartProblem)
    return `ajar: ${error.message}`;
  if (error instanceof AjarError)
    return [`ajar: ${error.message}`, ...error.errors.map((one) => `  ${one.pointer}: ${one.message}`)].join('\n');
  if (isDbUnreachable(error)) return 'ajar: The database cannot be reached. Is it running, and is DATABASE_URL right?';
  const failure = unwrapDbError(error);
  if (failure !== null)
    return `ajar: The database refused it (${[failure.code, failure.constraint].filter(Boolean).join(', ')}).`;
  const { code, message, stack } = error as NodeJS.ErrnoException;
  return `ajar: ${code === undefined ? (stack ?? message ?? String(error)) : message}`;
}
