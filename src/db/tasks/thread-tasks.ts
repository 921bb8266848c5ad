import { and, eq, inArray } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { tasks } from '../schema.ts';

/** Cancels what closing a conversation gave people to do; what they wished for themselves (their data) stays. */
export async function cancelTasksOfThread(db: Db, threadId: string, now: Date, by: string): Promise<void> {
  await db
    .update(tasks)
    .set({ state: 'canceled', completedAt: now, completedBy: by })
    .where(
      and(eq(tasks.threadId, threadId), eq(tasks.state, 'open'), inArray(tasks.kind, ['call', 'meeting', 'successor'])),
    );
}
