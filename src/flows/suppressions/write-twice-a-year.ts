import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { findBasis, insertBasis, reopenAfterFarewell } from '../../db/contacts/consents.ts';
import { markTwiceAYear } from '../../db/contacts/recipients.ts';
import { lockPerson, replanPerson, type WishOutcome } from '../contacts/lock-person.ts';
import { tryAgain } from '../try-again.ts';

/**
 * "Write to me twice a year": recorded as express consent, with the text that was shown and the time, and as the cadence
 * of the address. A drip that had ended with the farewell goes on. To ask again on the same day changes nothing.
 */
export async function writeTwiceAYear(app: App, messageId: string, consentText: string): Promise<WishOutcome> {
  const now = app.now();
  return tryAgain(() =>
    app.db.transaction(async (tx): Promise<WishOutcome> => {
      const person = await lockPerson(tx, messageId, now);
      if (person === null) return 'unknown';
      if (person.scopes.includes('all')) return 'stopped_before';
      const { contactId, today } = person;
      const basis = await findBasis(tx, contactId);
      const isKnown =
        basis?.kind === 'express_consent' && basis.obtainedOn === today && person.cadence === 'twice_a_year';
      if (isKnown) return 'done';
      const canceled = await replanPerson(tx, person, now);
      const basisId = uuidv7();
      await insertBasis(tx, {
        id: basisId,
        contactId,
        kind: 'express_consent',
        obtainedOn: today,
        source: 'page',
        noticeGiven: true,
        consentText,
        expiresOn: null,
        recordedAt: now,
      });
      await markTwiceAYear(tx, person.contactIds, now);
      const reopened = await reopenAfterFarewell(tx, contactId, now);
      await insertAudit(tx, {
        at: now,
        actor: `contact:${contactId}`,
        action: 'write-twice-a-year',
        subjectKind: 'contact',
        subjectId: contactId,
        detail: { via: 'page', messageId, basisId, reopened, canceled },
      });
      return 'done';
    }),
  );
}
