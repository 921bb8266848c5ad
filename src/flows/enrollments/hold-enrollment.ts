import type { App } from '../../app.ts';
import type { HoldWish } from '../../contract/enrollments.ts';
import { insertAudit } from '../../db/house/audit.ts';
import type { Db } from '../../db/db.ts';
import { findHeldBy, setNextWhy } from '../../db/enrollments/enrollment-list.ts';
import { lockEnrollments } from '../../db/enrollments/enrollments.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { addDays, instantOf, localDay } from '../../domain/calendar.ts';
import { why } from '../../domain/why.ts';
import { AjarError } from '../../errors.ts';
import { findResponsible } from '../tasks/find-responsible.ts';
import { holdEnrollments } from './stop-drip.ts';
import { tryAgain } from '../try-again.ts';

const reviewAfterDays = 30;

/**
 * Holds one enrollment by hand: until a day, or until somebody decides, with an owner and a day of review (in 30 days
 * unless named), so that no hold is forgotten. Letters queued for it are canceled and planned anew when it ends.
 *
 * @throws not_found, wrong_state (it has ended, or a conversation holds it), invalid_request for a day that is not to come
 */
export async function holdEnrollment(app: App, by: string, id: string, wish: HoldWish): Promise<void> {
  const now = app.now();
  await tryAgain(() =>
    app.db.transaction(async (tx) => {
      const { zone, clientId } = await lockOpenEnrollment(tx, id);
      const today = localDay(now, zone);
      for (const field of ['until', 'reviewOn'] as const) if ((wish[field] ?? '9999') <= today) throw refuseDay(field);
      const until = wish.until === undefined ? null : instantOf(wish.until, 0, zone);
      const reviewOn = wish.reviewOn ?? (until === null ? addDays(today, reviewAfterDays) : null);
      const nextActionAt = until ?? instantOf(reviewOn ?? today, 0, zone);
      const ownerId = await findResponsible(tx, clientId, today);
      const hold = { code: 'held' as const, until, reviewOn, ownerId, threadId: null, nextActionAt, now };
      const { canceled } = await holdEnrollments(tx, { id }, hold);
      await setNextWhy(tx, id, [wish.reason === undefined ? why('held') : { code: 'held', text: wish.reason }]);
      await insertAudit(tx, {
        at: now,
        actor: by,
        action: 'hold-enrollment',
        subjectKind: 'enrollment',
        subjectId: id,
        detail: { until: wish.until ?? null, reviewOn, canceled },
      });
    }),
  );
}

/**
 * Locks an enrollment about which a person decides; answers its zone and client.
 *
 * @throws not_found, wrong_state (it has ended, or it waits for a conversation that is open)
 */
export async function lockOpenEnrollment(tx: Db, id: string) {
  await lockEnrollments(tx, [id]);
  const found = await findHeldBy(tx, id);
  if (found === null) throw new AjarError('not_found');
  if (found.state !== 'active' && found.state !== 'held')
    throw new AjarError('wrong_state', 'This enrollment has ended.');
  if (found.state === 'held' && found.threadState !== null && found.threadState !== 'closed')
    throw new AjarError('wrong_state', 'They answered: close the thread with an outcome, which says how it goes on.');
  const policy = await findPolicy(tx);
  return { ...found, policy, zone: found.contactZone ?? found.clientZone ?? policy.zone };
}

function refuseDay(field: string): AjarError {
  const message = 'Must be a day to come.';
  return new AjarError('invalid_request', message, [{ pointer: `/${field}`, message }]);
}
