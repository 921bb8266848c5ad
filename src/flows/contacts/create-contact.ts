import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import type { NewBasis, NewContact } from '../../contract/contacts.ts';
import { insertAudit } from '../../db/house/audit.ts';
import type { Db } from '../../db/db.ts';
import {
  type ClientRow,
  insertBasis,
  insertContact,
  listErasedHashes,
  lockClient,
} from '../../db/departures/intake.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { listDeparturesOfClient } from '../../db/clients/clients.ts';
import { latestToday, localDay } from '../../domain/calendar.ts';
import { AjarError } from '../../errors.ts';
import { hashAddress } from '../../mail/address-hash.ts';

/**
 * Adds a person to a client, with why we may write to them: the end of the contract where the client has left and
 * nothing else is said, else unknown. It enrolls nobody. The answer is the contact's id.
 *
 * @throws invalid_request (no such client), conflict (the client has this address), contact_erased
 */
export async function createContact(app: App, actor: string, input: NewContact): Promise<string> {
  const now = app.now();
  const id = uuidv7();
  const { basis, ...columns } = input;
  const addressHash = hashAddress(app.addressKey, input.email);
  await app.db.transaction(async (tx) => {
    const client = await lockClient(tx, input.clientId);
    if (!client) throw refuseClient();
    await refuseErased(tx, addressHash);
    await insertContact(tx, {
      ...columns,
      id,
      addressHash,
      isDemo: client.isDemo,
      createdAt: now,
      updatedAt: now,
    });
    await recordBasis(tx, id, basis ?? (await findDefaultBasis(tx, client, now)), now);
    await insertAudit(tx, { at: now, actor, action: 'create-contact', subjectKind: 'contact', subjectId: id });
  });
  return id;
}

/**
 * Records why we may write to a contact; the latest counts, those before stay.
 *
 * @throws invalid_request for a day that has come nowhere yet
 */
export async function recordBasis(tx: Db, contactId: string, basis: NewBasis, now: Date): Promise<void> {
  if (basis.obtainedOn > latestToday(now)) throw refuseAhead('/basis/obtainedOn');
  const { source = null, noticeGiven = null } = basis;
  await insertBasis(tx, { ...basis, id: uuidv7(), contactId, source, noticeGiven, recordedAt: now });
}

/** That somebody agreed, bought or asked is a fact of the past. */
export function refuseAhead(pointer: string): AjarError {
  const message = 'Is ahead of us: give the day on which it was obtained.';
  return new AjarError('invalid_request', message, [{ pointer, message }]);
}

/** @throws contact_erased */
export async function refuseErased(tx: Db, addressHash: string): Promise<void> {
  if ((await listErasedHashes(tx, [addressHash])).has(addressHash)) throw new AjarError('contact_erased');
}

async function findDefaultBasis(tx: Db, client: ClientRow, now: Date): Promise<NewBasis> {
  const departure = (await listDeparturesOfClient(tx, client.id)).find((row) => !row.undoneAt && !row.endedAt);
  const policy = await findPolicy(tx);
  return departure
    ? { kind: 'contract_ended', obtainedOn: departure.departedOn, noticeGiven: policy.noticeGiven }
    : { kind: 'unknown', obtainedOn: localDay(now, client.timezone ?? policy.zone) };
}

function refuseClient(): AjarError {
  const message = 'There is no such client.';
  return new AjarError('invalid_request', message, [{ pointer: '/clientId', message }]);
}
