import type { App } from '../../app.ts';
import { insertAudit } from '../../db/house/audit.ts';
import type { Topic } from '../../domain/message.ts';
import { lockPerson, replanPerson, type WishOutcome } from '../contacts/lock-person.ts';
import { recordSuppression } from './record-suppression.ts';
import { tryAgain } from '../try-again.ts';

/** Stops one topic for whoever had the letter `messageId`; the rest of the drip goes on. May be repeated. */
export async function stopTopic(app: App, messageId: string, topic: Topic): Promise<WishOutcome> {
  const now = app.now();
  return tryAgain(() =>
    app.db.transaction(async (tx): Promise<WishOutcome> => {
      const person = await lockPerson(tx, messageId, now);
      if (person === null) return 'unknown';
      if (person.scopes.includes('all')) return 'stopped_before';
      const { addressHash, address, contactId } = person;
      const by = `contact:${contactId}`;
      const canceled = await replanPerson(tx, person, now);
      const target = { addressHash, address, clientId: null, scope: topic, messageId, note: null, by };
      const { id, isNew } = await recordSuppression(tx, { ...target, reason: 'unsubscribed', source: 'page' }, now);
      if (isNew)
        await insertAudit(tx, {
          at: now,
          actor: by,
          action: 'stop-topic',
          subjectKind: 'contact',
          subjectId: contactId,
          detail: { via: 'page', topic, messageId, suppressionId: id, canceled },
        });
      return 'done';
    }),
  );
}
