import type { Db } from '../../db/db.ts';
import { lockOpenDrips, type OpenDrip } from '../../db/enrollments/open-drips.ts';
import { planEnrollments } from '../letters/plan-due-steps.ts';

/** Locks the open enrollments of clients, before anything is written that their plan depends on. */
export async function lockDripsOf(tx: Db, clientIds: readonly string[]): Promise<OpenDrip[]> {
  return lockOpenDrips(tx, { addressHashes: [], clientIds });
}

/**
 * Plans those of the locked enrollments anew that are active, within the caller's transaction; held ones are planned when
 * their hold ends. Letters in the queue are judged when they are claimed.
 */
export async function replanDrips(tx: Db, drips: readonly OpenDrip[], now: Date): Promise<void> {
  const active = drips.filter((drip) => drip.state === 'active').map((drip) => drip.id);
  await planEnrollments(tx, active, now);
}
