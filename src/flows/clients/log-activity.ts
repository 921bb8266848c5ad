import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import type { NewActivity } from '../../contract/activities.ts';
import { type ActivityRow, insertActivity } from '../../db/clients/activities.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { findClient } from '../../db/clients/clients.ts';
import { findContact } from '../../db/contacts/contacts.ts';
import { AjarError } from '../../errors.ts';
import { lockDripsOf, replanDrips } from '../enrollments/replan-drips.ts';
import { tryAgain } from '../try-again.ts';

/** Clocks differ a little; what lies further ahead has not happened. */
const aheadMs = 5 * 60_000;

/**
 * Puts on record what happened between us and a client outside of Ajar. A call, a meeting or a mail counts for every gap,
 * so the client's letters are planned anew at once; a note is only kept.
 *
 * @throws not_found; invalid_request for a contact of somebody else, or something that is still to come
 */
export async function logActivity(app: App, by: string, clientId: string, input: NewActivity): Promise<ActivityRow> {
  const now = app.now();
  const { kind, happenedAt, contactId = null, text = null } = input;
  if (happenedAt.getTime() > now.getTime() + aheadMs) throw refuse('happenedAt', 'Has not happened yet.');
  return tryAgain(() =>
    app.db.transaction(async (tx) => {
      if ((await findClient(tx, clientId)) === null)
        throw new AjarError('not_found', 'There is no client with this id.');
      const contact = contactId === null ? null : await findContact(tx, contactId);
      if (contactId !== null && contact?.clientId !== clientId)
        throw refuse('contactId', 'Not a contact of this client.');
      const drips = kind === 'note' ? [] : await lockDripsOf(tx, [clientId]);
      const row = await insertActivity(tx, { id: uuidv7(), clientId, contactId, kind, happenedAt, by, text });
      await replanDrips(tx, drips, now);
      await insertAudit(tx, {
        at: now,
        actor: by,
        action: 'log-activity',
        subjectKind: 'client',
        subjectId: clientId,
        detail: { activityId: row.id, kind },
      });
      return row;
    }),
  );
}

function refuse(field: string, message: string): AjarError {
  return new AjarError('invalid_request', message, [{ pointer: `/${field}`, message }]);
}
