import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import type { NewTask } from '../../contract/tasks.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { findClient } from '../../db/clients/clients.ts';
import { findContact } from '../../db/contacts/contacts.ts';
import { insertTask, type TaskRow } from '../../db/tasks/tasks.ts';
import { findUser } from '../../db/house/users.ts';
import { AjarError } from '../../errors.ts';

/**
 * Adds a task by hand: for the owner of the client unless somebody else is named.
 *
 * @throws invalid_request when client, contact or owner do not exist, or the contact is somebody else's
 */
export async function createTask(app: App, actor: string, input: NewTask): Promise<TaskRow> {
  const now = app.now();
  const id = uuidv7();
  return app.db.transaction(async (tx) => {
    const client = await findClient(tx, input.clientId);
    if (!client) throw refuse('clientId', 'There is no such client.');
    const contact = input.contactId ? await findContact(tx, input.contactId) : null;
    if (input.contactId && contact?.clientId !== client.id) throw refuse('contactId', 'Not a contact of this client.');
    if (input.ownerId && !(await findUser(tx, input.ownerId))) throw refuse('ownerId', 'There is no such user.');
    const ownerId = input.ownerId ?? client.ownerId;
    await insertAudit(tx, { at: now, actor, action: 'create-task', subjectKind: 'task', subjectId: id });
    return insertTask(tx, { ...input, id, ownerId, state: 'open', createdAt: now });
  });
}

function refuse(field: string, message: string): AjarError {
  return new AjarError('invalid_request', message, [{ pointer: `/${field}`, message }]);
}
