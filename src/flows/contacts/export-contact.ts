import type { App } from '../../app.ts';
import { findHashOf, listPersonalData, listProfiles } from '../../db/contacts/personal-data.ts';
import { listHashesOfAlias } from '../../db/contacts/recipients.ts';
import { parseAddress } from '../../domain/address.ts';
import { AjarError } from '../../errors.ts';
import { hashAddress } from '../../mail/address-hash.ts';

export interface ExportOptions {
  /** Raw mail and the files of answers as base64. */
  raw?: boolean;
}

export type PersonalData = Awaited<ReturnType<typeof readPersonalData>>;

/**
 * Everything that is on file about the person behind an address, at every client, internal notes too (GDPR Art. 15):
 * plain data for JSON. Changes nothing. Empty lists for an address that nobody knows.
 *
 * @throws invalid_request for what is no address
 */
export async function exportContact(app: App, email: string, options: ExportOptions = {}): Promise<PersonalData> {
  const reading = parseAddress(email);
  if (reading.kind === 'invalid')
    throw new AjarError('invalid_request', reading.message, [{ pointer: '/email', message: reading.message }]);
  const own = hashAddress(app.addressKey, reading.address);
  return readPersonalData(app, [own, ...(await listHashesOfAlias(app.db, reading.address))], options);
}

/**
 * The same by a contact's id.
 *
 * @throws not_found
 */
export async function readContactExport(app: App, contactId: string, options: ExportOptions): Promise<PersonalData> {
  const hash = await findHashOf(app.db, contactId);
  if (hash === null) throw new AjarError('not_found');
  return readPersonalData(app, [hash], options);
}

async function readPersonalData(app: App, hashes: readonly string[], { raw = false }: ExportOptions) {
  const profiles = await listProfiles(app.db, hashes);
  const contactIds = profiles.map((profile) => profile.id);
  const { copies, files, letters, letterEvents, mails, suppressions, ...rest } = await listPersonalData(
    app.db,
    contactIds,
    hashes,
  );
  return {
    exportedAt: app.now().toISOString(),
    contacts: profiles,
    ...rest,
    letters: letters.map(({ addressHash: _, ...letter }) => ({
      ...letter,
      copy: copies.find((copy) => copy.messageId === letter.id) ?? null,
      attachments: files
        .filter((file) => file.messageId === letter.id)
        .map(({ id, filename, contentType, sizeBytes, bytes }) => ({
          id,
          filename,
          contentType,
          sizeBytes,
          bytes: raw && bytes !== null ? Buffer.from(bytes).toString('base64') : null,
        })),
      events: letterEvents.filter((event) => event.messageId === letter.id),
    })),
    mails: mails.map(({ raw: bytes, ...mail }) => ({
      ...mail,
      raw: raw && bytes !== null ? Buffer.from(bytes).toString('base64') : null,
    })),
    suppressions: suppressions.map(({ addressHash: _, ...suppression }) => suppression),
  };
}
