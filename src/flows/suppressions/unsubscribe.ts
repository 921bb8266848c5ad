import type { App } from '../../app.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { findRecipientOf, listContactsByHash, listHashesOfAlias } from '../../db/contacts/recipients.ts';
import { parseAddress } from '../../domain/address.ts';
import { hashAddress } from '../../mail/address-hash.ts';
import { stopEverything } from './stop-everything.ts';
import { tryAgain } from '../try-again.ts';

/** The way a wish to stop came: a mail program's own button (RFC 8058), or the page. */
export type UnsubscribeVia = 'one_click' | 'page';

/**
 * Stops everything to whoever had the letter `messageId`, in one transaction. May be repeated: only what changed
 * something is recorded. False when there is no such letter.
 */
export async function unsubscribe(app: App, messageId: string, via: UnsubscribeVia): Promise<boolean> {
  const now = app.now();
  return tryAgain(() =>
    app.db.transaction(async (tx) => {
      const person = await findRecipientOf(tx, messageId);
      if (person === null) return false;
      const { contactId, addressHash, address } = person;
      const by = `contact:${contactId}`;
      const wish = {
        addressHash,
        address,
        reason: 'unsubscribed' as const,
        source: via,
        messageId,
        note: null,
        by,
        now,
      };
      const done = await stopEverything(tx, wish);
      if (done.isNew || done.ended > 0)
        await insertAudit(tx, {
          at: now,
          actor: by,
          action: 'unsubscribe',
          subjectKind: 'contact',
          subjectId: contactId,
          detail: { via, messageId, suppressionId: done.suppressionId, ended: done.ended, held: done.held },
        });
      return true;
    }),
  );
}

/**
 * Stops everything to an address that somebody typed, where we know it (as a contact's, or as one a contact writes from).
 * Answers nothing, so that nobody learns from it whom we know.
 */
export async function unsubscribeAddress(app: App, typed: string): Promise<void> {
  const reading = parseAddress(typed);
  if (reading.kind === 'invalid') return;
  const now = app.now();
  const own = hashAddress(app.addressKey, reading.address);
  await tryAgain(() =>
    app.db.transaction(async (tx) => {
      const hashes = [own, ...(await listHashesOfAlias(tx, reading.address))];
      const people = await listContactsByHash(tx, hashes);
      for (const addressHash of [...new Set(people.map((one) => one.addressHash))].toSorted()) {
        const contact = people.find((one) => one.addressHash === addressHash);
        const wish = { addressHash, address: contact?.email ?? null, messageId: null, note: null, by: 'page', now };
        const done = await stopEverything(tx, { ...wish, reason: 'unsubscribed', source: 'page' });
        if (!done.isNew && done.ended === 0) continue;
        await insertAudit(tx, {
          at: now,
          actor: 'page',
          action: 'unsubscribe',
          subjectKind: 'contact',
          subjectId: contact?.id ?? null,
          detail: { via: 'page', typed: true, suppressionId: done.suppressionId, ended: done.ended, held: done.held },
        });
      }
    }),
  );
}
