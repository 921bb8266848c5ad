import { uuidv7 } from 'uuidv7';
import type { Db } from '../../db/db.ts';
import { setNextWhy } from '../../db/enrollments/enrollment-list.ts';
import { lockOpenDrips } from '../../db/enrollments/open-drips.ts';
import { insertTaskUnlessOpen } from '../../db/tasks/raised-tasks.ts';
import { addWorkingDays, dayInWords, localDay } from '../../domain/calendar.ts';
import { awayShift, awayUntil } from '../../domain/inbound/away.ts';
import { bodyOf } from '../../domain/inbound/body.ts';
import { successorName } from '../../domain/inbound/words/other-person.ts';
import { returnsOn } from '../../domain/inbound/words/return-date.ts';
import { why } from '../../domain/why.ts';
import { findResponsible } from '../tasks/find-responsible.ts';
import { holdDrips } from '../enrollments/hold-drips.ts';
import { type Incoming, nameOf, type Taken } from './incoming.ts';
import { holdEnrollments } from '../enrollments/stop-drip.ts';

/**
 * A machine answered for a person: never a reply. Their letters wait until they are back and one working day more, and that
 * time does not use up the wait. What a person holds stays held. "She has left" is a matter for a person.
 */
export async function takeAutoReply(tx: Db, one: Incoming): Promise<Taken & { returnsOn: string | null }> {
  const { read, match, at, policy } = one;
  const { contact } = match;
  const stated = read.returnsOn ?? readAgain(one);
  const drips = await lockOpenDrips(tx, { addressHashes: [contact.addressHash], clientIds: [] });
  const free = drips.filter((drip) => drip.holdCode === null || drip.holdCode === 'out_of_office');
  if (read.leftCompany.left) {
    const ownerId = await findResponsible(tx, contact.clientId, localDay(at, policy.zone));
    await holdDrips(tx, free, { code: 'held', ownerId, threadId: null, at, zone: policy.zone });
    if (contact.erasedAt === null) await proposeSuccessor(tx, one, ownerId);
    return { state: 'handled', kind: 'auto_reply', threadId: null, returnsOn: null };
  }
  const zone = contact.zone ?? policy.zone;
  const until = awayUntil(stated, at, zone);
  for (const drip of until === null ? [] : free) {
    const known = drip.holdCode === 'out_of_office' ? drip.holdUntil : null;
    if (known !== null && known >= until!) continue;
    await holdEnrollments(
      tx,
      { id: drip.id },
      {
        code: 'out_of_office',
        until: until!,
        reviewOn: null,
        ownerId: null,
        threadId: null,
        nextActionAt: until!,
        now: at,
        shiftDays: awayShift(until!, known, at, zone),
      },
    );
    await setNextWhy(tx, drip.id, [why('out_of_office', { until: dayInWords(localDay(until!, zone)) })]);
  }
  return { state: 'handled', kind: 'auto_reply', threadId: null, returnsOn: stated };
}

/** A date without a year needs the day on which it was written; without a Date header that is the day it came. */
function readAgain({ mail, read, at, policy }: Incoming): string | null {
  return mail.date === null
    ? returnsOn(`${mail.subject}.\n${read.visibleText || bodyOf(mail)}`, localDay(at, policy.zone))
    : null;
}

async function proposeSuccessor(tx: Db, one: Incoming, ownerId: string | null): Promise<void> {
  const { contact, letter } = one.match;
  const { successor } = one.read.leftCompany;
  const name = successorName(one.read.visibleText, successor);
  const proposed = [name, name === null || successor === null ? successor : `(${successor})`].filter(
    (word) => word !== null,
  );
  const today = localDay(one.at, one.policy.zone);
  await insertTaskUnlessOpen(tx, {
    id: uuidv7(),
    kind: 'successor',
    state: 'open',
    clientId: contact.clientId,
    contactId: contact.id,
    departureId: letter?.departureId ?? null,
    messageId: letter?.id ?? null,
    ownerId,
    title: `${nameOf(contact)} has left: who follows?`,
    detail:
      proposed.length === 0
        ? 'An automatic answer says so and names nobody. Letters to this address wait.'
        : `An automatic answer proposes ${proposed.join(' ')}. Letters to the old address wait.`,
    dueOn: addWorkingDays(today, 3, one.policy.sendWindow.days),
    createdAt: one.now,
  });
}
