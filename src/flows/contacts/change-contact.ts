import type { App } from '../../app.ts';
import type { ContactChange } from '../../contract/contacts.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { lockContact, updateHashOfQueued } from '../../db/contacts/contacts.ts';
import { listOpenEnrollments, lockEnrollments } from '../../db/enrollments/enrollments.ts';
import { updateContact } from '../../db/departures/intake.ts';
import { AjarError } from '../../errors.ts';
import { hashAddress } from '../../mail/address-hash.ts';
import { recordBasis, refuseErased } from './create-contact.ts';

/**
 * Changes what is named; null clears, a basis is added to those before. A new address counts for every letter that has
 * not been claimed, and what was stopped for the old one stays stopped for that one.
 *
 * @throws not_found; contact_erased for a person, or an address, that was erased; conflict when the client has the address
 */
export async function changeContact(app: App, actor: string, id: string, change: ContactChange): Promise<void> {
  const now = app.now();
  const { basis, ...columns } = change;
  const addressHash = change.email === undefined ? undefined : hashAddress(app.addressKey, change.email);
  await app.db.transaction(async (tx) => {
    if (addressHash !== undefined) {
      // As every stop does: the enrollments first, so that no claim reads half of the change.
      const open = await listOpenEnrollments(tx, { contactId: id });
      await lockEnrollments(
        tx,
        open.map((one) => one.id),
      );
      await refuseErased(tx, addressHash);
    }
    const before = await lockContact(tx, id);
    if (!before) throw new AjarError('not_found');
    if (before.erasedAt) throw new AjarError('contact_erased', 'This person was erased.');
    await updateContact(tx, id, { ...columns, ...(addressHash !== undefined && { addressHash }), updatedAt: now });
    if (addressHash !== undefined) await updateHashOfQueued(tx, id, addressHash);
    if (basis) await recordBasis(tx, id, basis, now);
    const detail = { fields: Object.keys(change) };
    await insertAudit(tx, { at: now, actor, action: 'change-contact', subjectKind: 'contact', subjectId: id, detail });
  });
}
