import type { App } from '../../app.ts';
import type { NewSuppressionWish } from '../../contract/suppressions.ts';
import { insertAudit } from '../../db/house/audit.ts';
import type { Db } from '../../db/db.ts';
import { cancelQueued, listOpenEnrollments, lockEnrollments, markToReplan } from '../../db/enrollments/enrollments.ts';
import { listErasedHashes } from '../../db/departures/intake.ts';
import { findSuppression, hasClient, type SuppressionRow } from '../../db/suppressions/suppression-list.ts';
import { exitFor } from '../../domain/suppression-lifting.ts';
import { AjarError } from '../../errors.ts';
import { hashAddress } from '../../mail/address-hash.ts';
import { recordSuppression } from './record-suppression.ts';
import { endEnrollments } from '../enrollments/stop-drip.ts';
import { stopEverything } from './stop-everything.ts';
import { tryAgain } from '../try-again.ts';

/**
 * Suppresses an address or a whole client as somebody tells us, with all that follows: everything stopped ends the
 * enrollments (and after a person's own wish holds those of colleagues); a topic only replans. Answers the suppression in
 * force and whether it is new: of one target and scope there is one.
 *
 * @throws invalid_request for a client that does not exist
 */
export async function suppress(
  app: App,
  by: string,
  wish: NewSuppressionWish,
): Promise<{ row: SuppressionRow; isNew: boolean }> {
  const now = app.now();
  return tryAgain(() =>
    app.db.transaction(async (tx) => {
      const { id, isNew } =
        wish.address === undefined
          ? await suppressClient(tx, wish, by, now)
          : await suppressAddress(app, tx, wish, wish.address, by, now);
      const row = await findSuppression(tx, id);
      if (row === null) throw new Error('The suppression was not stored.');
      if (isNew)
        await insertAudit(tx, {
          at: now,
          actor: by,
          action: 'suppress',
          subjectKind: 'suppression',
          subjectId: id,
          detail: { via: 'api', scope: wish.scope, reason: wish.reason, clientId: wish.clientId ?? null },
        });
      return { row, isNew };
    }),
  );
}

async function suppressAddress(
  app: App,
  tx: Db,
  { scope, reason, note = null }: NewSuppressionWish,
  given: string,
  by: string,
  now: Date,
) {
  const addressHash = hashAddress(app.addressKey, given);
  // An erased address is remembered by its hash alone.
  const address = (await listErasedHashes(tx, [addressHash])).size > 0 ? null : given;
  const target = { addressHash, address, source: sourceOf(by), reason, messageId: null, note, by };
  if (scope === 'all') {
    const { suppressionId, isNew } = await stopEverything(tx, { ...target, now });
    return { id: suppressionId, isNew };
  }
  await replan(tx, { addressHash }, now);
  return recordSuppression(tx, { ...target, clientId: null, scope }, now);
}

async function suppressClient(
  tx: Db,
  { clientId = '', scope, reason, note = null }: NewSuppressionWish,
  by: string,
  now: Date,
) {
  if (!(await hasClient(tx, clientId))) {
    const message = 'There is no client with this id.';
    throw new AjarError('invalid_request', message, [{ pointer: '/clientId', message }]);
  }
  if (scope === 'all') await endEnrollments(tx, { clientId }, { code: exitFor(reason), now, by });
  else await replan(tx, { clientId }, now);
  const target = { addressHash: null, address: null, clientId, scope, messageId: null, note, by };
  return recordSuppression(tx, { ...target, reason, source: sourceOf(by) }, now);
}

async function replan(tx: Db, of: { addressHash?: string; clientId?: string }, now: Date): Promise<void> {
  const ids = (await listOpenEnrollments(tx, of)).map((one) => one.id);
  await lockEnrollments(tx, ids);
  await cancelQueued(tx, ids, now);
  await markToReplan(tx, ids, now);
}

/** Who tells us: a person at a screen, or an integration. */
function sourceOf(by: string): 'app' | 'api' {
  return by.startsWith('user:') ? 'app' : 'api';
}
