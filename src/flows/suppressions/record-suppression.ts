import type { Db } from '../../db/db.ts';
import {
  insertSuppression,
  listSuppressionsInForce,
  markLifted,
  type NewSuppression,
} from '../../db/suppressions/suppressions.ts';
import { outweighs } from '../../domain/suppression-lifting.ts';

/**
 * Records a suppression within the caller's transaction, whose enrollments are locked. Of one target and scope one is in
 * force: a reason that weighs more takes the place of the other, which is kept as lifted. Answers the id of the one in
 * force and whether it is new.
 */
export async function recordSuppression(
  tx: Db,
  wanted: NewSuppression,
  now: Date,
): Promise<{ id: string; isNew: boolean }> {
  for (let tries = 0; tries < 5; tries += 1) {
    const inForce = await findSame(tx, wanted);
    if (inForce !== null && !outweighs(wanted.reason, inForce.reason)) return { id: inForce.id, isNew: false };
    if (inForce !== null) await markLifted(tx, inForce.id, 'replaced', now);
    const id = await insertSuppression(tx, wanted, now);
    if (id !== null) return { id, isNew: true };
  }
  throw new Error('The suppression was neither stored nor found.');
}

async function findSame(tx: Db, { addressHash, clientId, scope }: NewSuppression) {
  const inForce = await listSuppressionsInForce(tx, { addressHash, clientId });
  return inForce.find((one) => one.scope === scope) ?? null;
}
