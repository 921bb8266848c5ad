import { uuidv7 } from 'uuidv7';
import type { Db } from '../../db/db.ts';
import { lockEnrollments } from '../../db/enrollments/enrollments.ts';
import { upsertTask } from '../../db/tasks/person-tasks.ts';
import { cancelQueuedTo, listContactsByHash, listOpenAtClients } from '../../db/contacts/recipients.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { addDays, instantOf, localDay } from '../../domain/calendar.ts';
import type { SuppressionReason, SuppressionSource } from '../../domain/suppression.ts';
import { concernsColleagues, exitFor } from '../../domain/suppression-lifting.ts';
import { findResponsible } from '../tasks/find-responsible.ts';
import { recordSuppression } from './record-suppression.ts';
import { endEnrollments, holdEnrollments } from '../enrollments/stop-drip.ts';

export interface StopWish {
  addressHash: string;
  /** In clear, for people to read; null when the person was erased. */
  address: string | null;
  reason: SuppressionReason;
  source: SuppressionSource;
  /** The letter by which the wish came. */
  messageId: string | null;
  note: string | null;
  by: string;
  now: Date;
}

/** A colleague's hold is looked at by the owner after so many days. */
const reviewAfterDays = 14;
const colleagueTask = 'Somebody at this client asked us to stop: decide whether a colleague may be written to';

/**
 * Stops everything to an address, within the caller's transaction: the suppression, the end of its enrollments wherever
 * the address occurs, nothing queued any more. After a person's own wish nobody else at the client is written to until
 * its owner decides so: their enrollments are held, with a day of review and a task. May be repeated.
 */
export async function stopEverything(
  tx: Db,
  wish: StopWish,
): Promise<{ isNew: boolean; suppressionId: string; ended: number; held: number }> {
  const { addressHash, now, by } = wish;
  const people = await listContactsByHash(tx, [addressHash]);
  const clientIds = [...new Set(people.map((one) => one.clientId))];
  // All of them at once and in one order, so that two colleagues who stop at the same time do not wait for each other.
  const open = await listOpenAtClients(tx, clientIds);
  await lockEnrollments(
    tx,
    open.map((one) => one.id),
  );
  const stopped = await endEnrollments(tx, { addressHash }, { code: exitFor(wish.reason), now, by });
  await cancelQueuedTo(tx, addressHash, now);
  const held = concernsColleagues(wish.reason) ? await holdColleagues(tx, wish, clientIds) : 0;
  const { id, isNew } = await recordSuppression(
    tx,
    {
      addressHash,
      address: wish.address,
      clientId: null,
      scope: 'all',
      reason: wish.reason,
      source: wish.source,
      note: wish.note,
      messageId: wish.messageId,
      by,
    },
    now,
  );
  return { isNew, suppressionId: id, ended: stopped.enrollmentIds.length, held };
}

/** Those whom a person already decides about (they answered, say) stay as they are held. */
async function holdColleagues(tx: Db, { addressHash, now }: StopWish, clientIds: readonly string[]): Promise<number> {
  const open = await listOpenAtClients(tx, clientIds);
  const colleagues = open.filter(
    (one) => one.addressHash !== addressHash && (one.state === 'active' || one.holdUntil !== null),
  );
  if (colleagues.length === 0) return 0;
  for (const colleague of colleagues) await holdColleague(tx, colleague, now);
  return colleagues.length;
}

/** Holds one enrollment until the client's owner has decided whether a colleague of somebody who stopped may be written to. */
export async function holdColleague(
  tx: Db,
  one: { id: string; clientId: string; contactId: string },
  now: Date,
): Promise<void> {
  const { id, clientId, contactId } = one;
  const { zone } = await findPolicy(tx);
  const today = localDay(now, zone);
  const reviewOn = addDays(today, reviewAfterDays);
  const ownerId = await findResponsible(tx, clientId, today);
  const nextActionAt = instantOf(reviewOn, 0, zone);
  await holdEnrollments(
    tx,
    { id },
    { code: 'held', until: null, reviewOn, ownerId, threadId: null, nextActionAt, now },
  );
  const task = { id: uuidv7(), kind: 'note' as const, title: colleagueTask, detail: null, dueOn: reviewOn };
  await upsertTask(tx, { ...task, clientId, contactId, ownerId }, now);
}
