import type { Db } from '../../db/db.ts';
import { cancelQueued, listOpenEnrollments, lockEnrollments, markToReplan } from '../../db/enrollments/enrollments.ts';
import {
  findRecipientOf,
  listScopesInForce,
  lockContactsByHash,
  type RecipientRow,
} from '../../db/contacts/recipients.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { localDay } from '../../domain/calendar.ts';
import type { SuppressionScope } from '../../domain/suppression.ts';

/** Whoever had a letter, with everything locked that their wishes change. */
export interface Person extends RecipientRow {
  zone: string;
  today: string;
  /** Contacts with this address, at whichever client. */
  contactIds: string[];
  /** Their open enrollments. */
  enrollmentIds: string[];
  scopes: SuppressionScope[];
}

/**
 * Locks what the wishes of a person change, within the caller's transaction: the open enrollments of the address first,
 * as every stop does, then the contacts. Null when there is no such letter.
 */
export async function lockPerson(tx: Db, messageId: string, now: Date): Promise<Person | null> {
  const found = await findRecipientOf(tx, messageId);
  if (found === null) return null;
  const open = await listOpenEnrollments(tx, { addressHash: found.addressHash });
  const enrollmentIds = open.map((one) => one.id);
  await lockEnrollments(tx, enrollmentIds);
  const contactIds = await lockContactsByHash(tx, found.addressHash);
  // Read again under the locks: who came first has been written by now.
  const person = (await findRecipientOf(tx, messageId)) ?? found;
  const stillOpen = await listOpenEnrollments(tx, { addressHash: found.addressHash });
  const { zone: houseZone } = await findPolicy(tx);
  const zone = person.contactZone ?? person.clientZone ?? houseZone;
  return {
    ...person,
    zone,
    today: localDay(now, zone),
    contactIds,
    enrollmentIds: stillOpen.filter((one) => enrollmentIds.includes(one.id)).map((one) => one.id),
    scopes: await listScopesInForce(tx, person),
  };
}

/** Cancels what is queued for the person and has the tick plan anew at once. */
export async function replanPerson(tx: Db, person: Person, now: Date): Promise<number> {
  const canceled = await cancelQueued(tx, person.enrollmentIds, now);
  await markToReplan(tx, person.enrollmentIds, now);
  return canceled;
}

/** What became of a wish that is less than stopping everything. */
export type WishOutcome = 'done' | 'stopped_before' | 'unknown';
