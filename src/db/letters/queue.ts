import { count, lte, min } from 'drizzle-orm';
import { type MessageState, messageStates } from '../../domain/message.ts';
import type { Db } from '../db.ts';
import { enrollments, messages } from '../schema.ts';

/** Every state, with 0 where there is none. */
export async function countMessagesByState(db: Db): Promise<{ state: MessageState; count: number }[]> {
  const rows = await db.select({ state: messages.state, count: count() }).from(messages).groupBy(messages.state);
  const counts = new Map(rows.map((row) => [row.state, row.count]));
  return messageStates.map((state) => ({ state, count: counts.get(state) ?? 0 }));
}

export async function countDueEnrollments(db: Db, now: Date): Promise<{ count: number; oldestAt: Date | null }> {
  const rows = await db
    .select({ count: count(), oldestAt: min(enrollments.nextActionAt) })
    .from(enrollments)
    .where(lte(enrollments.nextActionAt, now));
  return rows[0] ?? { count: 0, oldestAt: null };
}
