import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { upsertTask } from '../../db/tasks/person-tasks.ts';
import { addWorkingDays } from '../../domain/calendar.ts';
import { findResponsible } from '../tasks/find-responsible.ts';
import { lockPerson, type WishOutcome } from '../contacts/lock-person.ts';
import { endEnrollments } from '../enrollments/stop-drip.ts';
import { tryAgain } from '../try-again.ts';

const successorTask = 'They are not the right person: find out who is';
const dueInWorkingDays = 3;

/**
 * "I am not the right person": ends the contact's enrollments and asks the owner to find out who is. `successor` is what
 * the person wrote about it, or null. May be repeated: one open task, with what was written last.
 */
export async function noteWrongPerson(app: App, messageId: string, successor: string | null): Promise<WishOutcome> {
  const now = app.now();
  return tryAgain(() =>
    app.db.transaction(async (tx): Promise<WishOutcome> => {
      const person = await lockPerson(tx, messageId, now);
      if (person === null) return 'unknown';
      if (person.scopes.includes('all')) return 'stopped_before';
      const { contactId, clientId } = person;
      const by = `contact:${contactId}`;
      const ended = await endEnrollments(tx, { contactId }, { code: 'wrong_person', now, by });
      await upsertTask(
        tx,
        {
          id: uuidv7(),
          kind: 'successor',
          clientId,
          contactId,
          ownerId: await findResponsible(tx, clientId, person.today),
          title: successorTask,
          detail: successor,
          dueOn: addWorkingDays(person.today, dueInWorkingDays),
        },
        now,
      );
      if (ended.enrollmentIds.length > 0)
        await insertAudit(tx, {
          at: now,
          actor: by,
          action: 'note-wrong-person',
          subjectKind: 'contact',
          subjectId: contactId,
          detail: { via: 'page', messageId, ended: ended.enrollmentIds.length, named: successor !== null },
        });
      return 'done';
    }),
  );
}
