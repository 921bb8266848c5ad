import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import { insertAudit } from '../../db/house/audit.ts';
import type { Db } from '../../db/db.ts';
import { upsertTask } from '../../db/tasks/person-tasks.ts';
import { listPlanFacts } from '../../db/enrollments/plan-facts.ts';
import { markQuiet, markRevisit } from '../../db/contacts/recipients.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { addDuration } from '../../domain/calendar.ts';
import { basisEndsOn } from '../../domain/plan/occurrence.ts';
import { findResponsible } from '../tasks/find-responsible.ts';
import { lockPerson, type Person, replanPerson, type WishOutcome } from '../contacts/lock-person.ts';
import { tryAgain } from '../try-again.ts';

export type MonthsLater = 3 | 6 | 12;
const noLetterTask = 'They asked us to come back to them about now, and no letter will: call';

/**
 * "Not now, write again in so many months": no letters to the address before that day, and it becomes the day to which
 * the revisit steps count. Where no letter will come on it (the drip is over, or the right to write ends sooner) the
 * owner gets a task instead, so that the wish is not lost. The last answer counts.
 */
export async function askLater(app: App, messageId: string, months: MonthsLater): Promise<WishOutcome> {
  const now = app.now();
  return tryAgain(() =>
    app.db.transaction(async (tx): Promise<WishOutcome> => {
      const person = await lockPerson(tx, messageId, now);
      if (person === null) return 'unknown';
      if (person.scopes.includes('all')) return 'stopped_before';
      const day = addDuration(person.today, `P${months}M`);
      const canceled = await replanPerson(tx, person, now);
      await markRevisit(tx, person.enrollmentIds, day, now);
      await markQuiet(tx, person.contactIds, { until: day, why: 'asked_to_wait', now });
      if (!(await isWrittenOn(tx, person, day, now))) await makeTask(tx, person, day, now);
      if (person.quietUntil !== day)
        await insertAudit(tx, {
          at: now,
          actor: `contact:${person.contactId}`,
          action: 'ask-later',
          subjectKind: 'contact',
          subjectId: person.contactId,
          detail: { via: 'page', messageId, months, on: day, canceled },
        });
      return 'done';
    }),
  );
}

/** Whether one of the enrollments still runs on that day. */
async function isWrittenOn(tx: Db, person: Person, day: string, now: Date): Promise<boolean> {
  const all = await listPlanFacts(tx, person.enrollmentIds, { now, policy: await findPolicy(tx) });
  return all.some(({ facts }) => {
    const ends = basisEndsOn(facts);
    const hasRevisit = facts.definition.steps.some((step) => step.anchor === 'revisit' || step.every !== undefined);
    return hasRevisit && (ends === null || ends > day);
  });
}

async function makeTask(tx: Db, person: Person, dueOn: string, now: Date): Promise<void> {
  const { clientId, contactId } = person;
  const ownerId = await findResponsible(tx, clientId, person.today);
  const task = { id: uuidv7(), kind: 'call' as const, title: noLetterTask, detail: null, dueOn };
  await upsertTask(tx, { ...task, clientId, contactId, ownerId }, now);
}
