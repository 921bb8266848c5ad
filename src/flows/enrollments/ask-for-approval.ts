import { uuidv7 } from 'uuidv7';
import type { Db } from '../../db/db.ts';
import { listPlanFacts } from '../../db/enrollments/plan-facts.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { insertTaskUnlessOpen } from '../../db/tasks/raised-tasks.ts';
import { addDays, localDay, weekday } from '../../domain/calendar.ts';
import { firstLetter } from '../../domain/plan/timeline.ts';
import { findResponsible } from '../tasks/find-responsible.ts';

/**
 * Where the house wants to look at every first letter, asks whoever looks after the client to do so, on the working day before
 * it is to leave. An enrollment that will bring no letter asks nobody; one that somebody is asked about already asks no second time.
 */
export async function askForApproval(tx: Db, enrollmentId: string, clientId: string, now: Date): Promise<void> {
  const policy = await findPolicy(tx);
  if (policy.approval !== 'required') return;
  const [found] = await listPlanFacts(tx, [enrollmentId], { now, policy });
  const letter = found === undefined ? null : firstLetter(found.facts, now);
  if (found === undefined || letter === null) return;
  const { zone } = found.facts.contact;
  const today = localDay(now, zone);
  await insertTaskUnlessOpen(tx, {
    id: uuidv7(),
    kind: 'approve_letter',
    state: 'open',
    clientId,
    contactId: found.contactId,
    departureId: found.departureId,
    enrollmentId,
    ownerId: await findResponsible(tx, clientId, today),
    title: 'Look at the first letter',
    dueOn: workingDayBefore(localDay(letter.at, zone), today, policy.sendWindow.days),
    createdAt: now,
  });
}

/** The last working day before a day, but not before today. */
function workingDayBefore(day: string, today: string, days: number[]): string {
  let at = addDays(day, -1);
  while (at > today && !days.includes(weekday(at))) at = addDays(at, -1);
  return at < today ? today : at;
}
