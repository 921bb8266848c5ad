import { and, asc, eq, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { enrollments } from '../schema.ts';

const nobodyElseOpen = sql`not exists (select 1 from enrollments o where o.contact_id = ${enrollments.contactId}
  and o.campaign_id = ${enrollments.campaignId} and o.state in ('active', 'held'))`;

/** Opens an enrollment again that a person had ended; false: another one took its place. */
export async function reopenExited(db: Db, id: string, now: Date): Promise<boolean> {
  const rows = await db
    .update(enrollments)
    .set({ state: 'active', exitCode: null, exitWhy: null, endedAt: null, nextActionAt: now, updatedAt: now })
    .where(
      and(eq(enrollments.id, id), eq(enrollments.state, 'exited'), eq(enrollments.exitCode, 'manual'), nobodyElseOpen),
    )
    .returning({ id: enrollments.id });
  return rows.length === 1;
}

/** Which enrollments of a departure a win-back ended, in the order in which they are locked. */
export async function listEndedBy(db: Db, of: { departureId: string; endedAt: Date }): Promise<string[]> {
  const rows = await db
    .select({ id: enrollments.id })
    .from(enrollments)
    .where(and(eq(enrollments.departureId, of.departureId), eq(enrollments.endedAt, of.endedAt)))
    .orderBy(asc(enrollments.id));
  return rows.map((row) => row.id);
}

export interface ReviewHold {
  ownerId: string | null;
  reviewOn: string;
  nextActionAt: Date;
  now: Date;
}

/**
 * Opens the enrollments again that a win-back had ended, on hold for a person to look at: how each was held before is not
 * known any more. One whose place another took stays ended.
 */
export async function reopenWonBack(
  db: Db,
  of: { departureId: string; endedAt: Date },
  hold: ReviewHold,
): Promise<string[]> {
  const rows = await db
    .update(enrollments)
    .set({
      state: 'held',
      exitCode: null,
      exitWhy: null,
      endedAt: null,
      holdCode: 'held',
      heldAt: hold.now,
      holdUntil: null,
      holdReviewOn: hold.reviewOn,
      holdOwnerId: hold.ownerId,
      holdThreadId: null,
      nextActionAt: hold.nextActionAt,
      updatedAt: hold.now,
    })
    .where(
      and(
        eq(enrollments.departureId, of.departureId),
        eq(enrollments.state, 'exited'),
        eq(enrollments.exitCode, 'won_back'),
        eq(enrollments.endedAt, of.endedAt),
        nobodyElseOpen,
      ),
    )
    .returning({ id: enrollments.id });
  return rows.map((row) => row.id);
}
