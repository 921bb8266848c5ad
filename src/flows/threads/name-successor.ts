import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import type { Successor } from '../../contract/threads.ts';
import type { Db } from '../../db/db.ts';
import { insertContact, listContactsOf, listErasedHashes } from '../../db/departures/intake.ts';
import { insertTask } from '../../db/tasks/tasks-by-flow.ts';
import { addWorkingDays } from '../../domain/calendar.ts';
import { AjarError } from '../../errors.ts';
import { hashAddress } from '../../mail/address-hash.ts';
import type { Closing } from './closing.ts';
import { findResponsible } from '../tasks/find-responsible.ts';
import { nameOf } from '../inbound/incoming.ts';

/**
 * Puts a named successor on file as a contact of the client and proposes them to the owner; nobody is enrolled by this.
 *
 * @throws contact_erased when the address was erased at the person's own wish.
 */
export async function nameSuccessor(app: App, tx: Db, closing: Closing, named: Successor): Promise<string> {
  const { thread, contact, today, now, policy } = closing;
  const addressHash = hashAddress(app.addressKey, named.email);
  if ((await listErasedHashes(tx, [addressHash])).has(addressHash)) throw new AjarError('contact_erased');
  const known = (await listContactsOf(tx, thread.clientId)).find((one) => one.addressHash === addressHash);
  const successor =
    known ??
    (await insertContact(tx, {
      id: uuidv7(),
      clientId: thread.clientId,
      email: named.email,
      addressHash,
      firstName: named.firstName ?? null,
      lastName: named.lastName ?? null,
      role: named.role ?? null,
      locale: named.locale ?? null,
      phone: named.phone ?? null,
      createdAt: now,
      updatedAt: now,
    }));
  await insertTask(tx, {
    id: uuidv7(),
    kind: 'successor',
    state: 'open',
    clientId: thread.clientId,
    contactId: successor.id,
    threadId: thread.id,
    ownerId: thread.assigneeId ?? (await findResponsible(tx, thread.clientId, today)),
    title: `${nameOf(contact)} named ${nameOf(successor)}: shall we write to them?`,
    detail: 'They are on file as a contact and get no letters until somebody enrolls them.',
    dueOn: addWorkingDays(today, 3, policy.sendWindow.days),
    createdAt: now,
  });
  return successor.id;
}
