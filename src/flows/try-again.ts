import { unwrapDbError } from '../db/db-error.ts';

const tries = 3;

/**
 * Runs a transaction again when PostgreSQL broke it off for the sake of another (deadlock, serialisation): nothing of it
 * has happened, and a wish to stop must not fail because two things happened at once. Anything else flies on.
 */
export async function tryAgain<T>(transact: () => Promise<T>): Promise<T> {
  for (let left = tries; ; left -= 1) {
    try {
      return await transact();
    } catch (error) {
      if (left <= 1 || !/^(40P01|40001)$/.test(unwrapDbError(error)?.code ?? '')) throw error;
    }
  }
}
