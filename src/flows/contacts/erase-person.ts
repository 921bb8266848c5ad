import type { App } from '../../app.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { eraseHouseMails } from '../../db/house/house-mails.ts';
import type { Db } from '../../db/db.ts';
import { lockEnrollments } from '../../db/enrollments/enrollments.ts';
import { lockForErasure } from '../../db/contacts/erased.ts';
import {
  eraseContacts,
  erasePersonalLines,
  eraseSuppressions,
  eraseTasks,
  listAliases,
  listPeopleToErase,
} from '../../db/contacts/erasure.ts';
import {
  eraseAnswers,
  eraseFiles,
  eraseInbound,
  eraseLetters,
  erasePayloads,
  listPayloadsOf,
} from '../../db/contacts/erasure-mail.ts';
import { redactTexts } from '../../db/contacts/erasure-texts.ts';
import { findHashOf } from '../../db/contacts/personal-data.ts';
import {
  cancelQueuedTo,
  listHashesOfAlias,
  listOpenAtClients,
  lockContactsByHash,
} from '../../db/contacts/recipients.ts';
import { parseAddress } from '../../domain/address.ts';
import { type ErasurePatterns, erasurePatterns, saysPerson } from '../../domain/erasure.ts';
import { AjarError } from '../../errors.ts';
import { hashAddress } from '../../mail/address-hash.ts';
import { recordSuppression } from '../suppressions/record-suppression.ts';
import { endEnrollments } from '../enrollments/stop-drip.ts';
import { tryAgain } from '../try-again.ts';
import { searchMails, type SearchedMails } from './search-mails.ts';

export interface Erased {
  /** Contacts with this address, over all clients. */
  contacts: number;
  /** Enrollments that ended by it. */
  ended: number;
}

/**
 * Erases a person by any of their addresses, over all clients, in one transaction: enrollments end, rows of their own are
 * emptied, letters, mail and payloads lose their contents, texts of the clients lose the name. What stays is the keyed
 * hash of the address as a suppression, so that the person is not stored again. A letter that was handed over cannot be
 * called back. May be repeated, also for an address that nobody knows.
 *
 * @throws invalid_request for what is no address
 */
export async function erasePerson(app: App, by: string, typed: string): Promise<Erased> {
  const reading = parseAddress(typed);
  if (reading.kind === 'invalid')
    throw new AjarError('invalid_request', reading.message, [{ pointer: '/email', message: reading.message }]);
  const { address } = reading;
  const own = hashAddress(app.addressKey, address);
  return eraseIn(app, by, async (tx) => [own, ...(await listHashesOfAlias(tx, address))], [address]);
}

/**
 * Erases the person behind a contact: as `erasePerson`, hence at every client where they are on file.
 *
 * @throws not_found
 */
export async function eraseContact(app: App, by: string, contactId: string): Promise<Erased> {
  return eraseIn(
    app,
    by,
    async (tx) => {
      const hash = await findHashOf(tx, contactId);
      if (hash === null) throw new AjarError('not_found');
      return [hash];
    },
    [],
  );
}

async function eraseIn(
  app: App,
  by: string,
  findHashes: (tx: Db) => Promise<string[]>,
  typed: readonly string[],
): Promise<Erased> {
  const now = app.now();
  let before: SearchedMails | null = null;
  return tryAgain(async () => {
    const early = await findPerson(app, app.db, findHashes, typed);
    before = (await searchMails(app.db, early.sought, before)).searched;
    return app.db.transaction(async (tx) => {
      await lockForErasure(tx);
      const { people, contactIds, clientIds, addresses, hashes, sought } = await findPerson(app, tx, findHashes, typed);
      const { found } = await searchMails(tx, sought, before);
      const ended = await stopPerson(tx, { hashes, contactIds, clientIds, by, now });
      const mail = { contactIds, clientIds, addresses, mailsNaming: found, filesNaming: found.files, now };
      await eraseTasks(tx, contactIds, now, by);
      await erasePersonalLines(tx, contactIds);
      await eraseFiles(tx, mail);
      await eraseLetters(tx, mail);
      await erasePayloadsNaming(tx, clientIds, sought.all, now);
      await eraseInbound(tx, mail);
      await eraseAnswers(tx, mail);
      await eraseHouseMails(tx, contactIds);
      await redactTexts(tx, clientIds, sought.all);
      await eraseContacts(tx, contactIds, now);
      await eraseSuppressions(tx, hashes);
      const wasThere = people.filter(({ contact }) => contact.erasedAt === null);
      for (const { contact } of wasThere)
        await insertAudit(tx, { at: now, actor: by, action: 'erase', subjectKind: 'contact', subjectId: contact.id });
      return { contacts: wasThere.length, ended };
    });
  });
}

/** Everything by which the person is known, before it goes. */
async function findPerson(app: App, db: Db, findHashes: (db: Db) => Promise<string[]>, typed: readonly string[]) {
  const known = [...new Set(await findHashes(db))];
  const people = await listPeopleToErase(db, known);
  const contactIds = people.map(({ contact }) => contact.id);
  const clientIds = [...new Set(people.map(({ contact }) => contact.clientId))].toSorted();
  const aliases = await listAliases(db, contactIds);
  const addresses = [...new Set([...typed, ...people.flatMap(({ contact }) => contact.email ?? []), ...aliases])];
  const hashes = [...new Set([...known, ...aliases.map((one) => hashAddress(app.addressKey, one))])].toSorted();
  const names = people.map(({ contact, clientName }) => ({ ...contact, addresses, clientNames: [clientName] }));
  const nameless = { firstName: null, lastName: null, salutation: null, phone: null, clientNames: [] };
  const sought = {
    clientIds,
    all: erasurePatterns(names),
    addresses: erasurePatterns([{ addresses, ...nameless }]),
  };
  return { people, contactIds, clientIds, addresses, hashes, sought };
}

/** Letters to colleagues may name the person too, and so may what a provider says of them. */
async function erasePayloadsNaming(
  tx: Db,
  clientIds: readonly string[],
  patterns: ErasurePatterns,
  now: Date,
): Promise<void> {
  const payloads = await listPayloadsOf(tx, clientIds);
  const naming = (list: readonly { id: string; bytes: Uint8Array | null }[]) =>
    list
      .filter(({ bytes }) => saysPerson({ texts: [Buffer.from(bytes ?? []).toString('utf8')], bytes: [] }, patterns))
      .map(({ id }) => id);
  await erasePayloads(tx, { handovers: naming(payloads.handovers), events: naming(payloads.events), now });
}

interface Stop {
  hashes: readonly string[];
  contactIds: readonly string[];
  clientIds: readonly string[];
  by: string;
  now: Date;
}

/** The locks of every stop first: enrollments, messages, then contacts and suppressions. */
async function stopPerson(tx: Db, { hashes, contactIds, clientIds, by, now }: Stop): Promise<number> {
  const open = (await listOpenAtClients(tx, clientIds)).filter((one) => contactIds.includes(one.contactId));
  await lockEnrollments(
    tx,
    open.map((one) => one.id),
  );
  let ended = 0;
  for (const addressHash of hashes) {
    ended += (await endEnrollments(tx, { addressHash }, { code: 'erased', now, by })).enrollmentIds.length;
    await cancelQueuedTo(tx, addressHash, now);
    await lockContactsByHash(tx, addressHash);
    await recordSuppression(
      tx,
      {
        addressHash,
        address: null,
        clientId: null,
        scope: 'all',
        reason: 'erased',
        source: by === 'cli' ? 'cli' : 'api',
        note: null,
        messageId: null,
        by,
      },
      now,
    );
  }
  return ended;
}
