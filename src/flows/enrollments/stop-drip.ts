import type { Db } from '../../db/db.ts';
import {
  cancelOpenTasks,
  cancelQueued,
  type Hold,
  listOpenEnrollments,
  lockEnrollments,
  markActive,
  markExited,
  markHeld,
} from '../../db/enrollments/enrollments.ts';
import { cancelLooks } from '../../db/tasks/raised-tasks.ts';
import type { ExitCode } from '../../domain/enrollment.ts';
import { isWhyCode, why } from '../../domain/why.ts';

/** Whose enrollments are meant: everybody's at a client, all of an address wherever it occurs, a departure's, one. */
export interface Concerned {
  clientId?: string;
  addressHash?: string;
  departureId?: string;
  contactId?: string;
  id?: string;
}

export interface Stopped {
  enrollmentIds: string[];
  canceled: number;
}

/**
 * Ends enrollments for good, within the caller's transaction. Like every stop it locks the enrollment rows first, the
 * same rows that a claim locks: what has been claimed by then counts as handed over, nothing else leaves.
 */
export async function endEnrollments(
  tx: Db,
  of: Concerned,
  end: { code: ExitCode; now: Date; by: string; why?: string; cancelTasks?: boolean },
): Promise<Stopped> {
  const ids = await lockConcerned(tx, of);
  // Only a stop of everything ends an enrollment; a topic leaves out its letters.
  const { text } = why(isWhyCode(end.code) ? end.code : 'manual', { scope: 'all' });
  await markExited(tx, ids, { code: end.code, why: end.why ?? text, now: end.now });
  if (end.cancelTasks) await cancelOpenTasks(tx, ids, end.now, end.by);
  await cancelLooks(tx, ids, end.now, end.by);
  return { enrollmentIds: ids, canceled: await cancelQueued(tx, ids, end.now) };
}

/** Holds enrollments, within the caller's transaction: their queued letters are canceled, and planned anew when the hold ends. */
export async function holdEnrollments(tx: Db, of: Concerned, hold: Hold): Promise<Stopped> {
  const ids = await lockConcerned(tx, of);
  await markHeld(tx, ids, hold);
  return { enrollmentIds: ids, canceled: await cancelQueued(tx, ids, hold.now) };
}

/** Lifts holds, within the caller's transaction; the tick plans them anew at once. */
export async function releaseEnrollments(tx: Db, of: Concerned, now: Date): Promise<string[]> {
  const ids = await lockConcerned(tx, of);
  await markActive(tx, ids, now);
  return ids;
}

async function lockConcerned(tx: Db, of: Concerned): Promise<string[]> {
  const open = await listOpenEnrollments(tx, of);
  const ids = open.map((one) => one.id);
  await lockEnrollments(tx, ids);
  return ids;
}
