import { and, eq, sql } from 'drizzle-orm';
import type { StepMove } from '../../domain/plan/facts.ts';
import type { Db } from '../db.ts';
import { among } from '../rows.ts';
import { stepMoves, stepSkips, users } from '../schema.ts';

/** What people moved in these enrollments, with their names. */
export async function listMoves(
  db: Db,
  enrollmentIds: readonly string[],
): Promise<(StepMove & { enrollmentId: string })[]> {
  const rows = await db
    .select({
      enrollmentId: stepMoves.enrollmentId,
      stepKey: stepMoves.stepKey,
      occurrence: stepMoves.occurrence,
      to: stepMoves.moveTo,
      name: users.name,
    })
    .from(stepMoves)
    .leftJoin(users, sql`${stepMoves.movedBy} = 'user:' || ${users.id}::text`)
    .where(among(stepMoves.enrollmentId, enrollmentIds));
  return rows.map(({ name, ...row }) => ({ ...row, by: name ?? 'hand' }));
}

export async function insertMove(db: Db, row: typeof stepMoves.$inferInsert): Promise<void> {
  const { moveTo, movedAt, movedBy } = row;
  await db
    .insert(stepMoves)
    .values(row)
    .onConflictDoUpdate({
      target: [stepMoves.enrollmentId, stepMoves.stepKey, stepMoves.occurrence],
      set: { moveTo, movedAt, movedBy },
    });
}

interface OneStep {
  enrollmentId: string;
  stepKey: string;
  occurrence: number;
}

/** The occurrence has its own time again; false: nobody had moved it. */
export async function deleteMove(db: Db, of: OneStep): Promise<boolean> {
  const rows = await db
    .delete(stepMoves)
    .where(
      and(
        eq(stepMoves.enrollmentId, of.enrollmentId),
        eq(stepMoves.stepKey, of.stepKey),
        eq(stepMoves.occurrence, of.occurrence),
      ),
    )
    .returning({ stepKey: stepMoves.stepKey });
  return rows.length > 0;
}

/** Takes back a skip that a person decided on; false: there is none. What the planner skipped stays skipped. */
export async function deleteSkipByHand(db: Db, of: OneStep): Promise<boolean> {
  const rows = await db
    .delete(stepSkips)
    .where(
      and(
        eq(stepSkips.enrollmentId, of.enrollmentId),
        eq(stepSkips.stepKey, of.stepKey),
        eq(stepSkips.occurrence, of.occurrence),
        sql`${stepSkips.by} <> 'planner'`,
      ),
    )
    .returning({ stepKey: stepSkips.stepKey });
  return rows.length > 0;
}
