import type { App } from '../../app.ts';
import type { ThreadClosing } from '../../contract/threads.ts';
import { announceChange } from '../../db/change-notice.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { findLatestOnRecord, findMatchedContact } from '../../db/inbound/inbound-match.ts';
import { lockOpenDrips } from '../../db/enrollments/open-drips.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { findThread } from '../../db/threads/list.ts';
import { lockConversations, lockThread, type ThreadRow, updateThread } from '../../db/threads.ts';
import { localDay } from '../../domain/calendar.ts';
import { AjarError } from '../../errors.ts';
import { carryOutOutcome } from './carry-out-outcome.ts';
import type { Closing } from './closing.ts';
import { tryAgain } from '../try-again.ts';

/**
 * Closes a conversation with what came of it, and carries that out, in one transaction: the letters that the answer held go
 * on, wait or end as the outcome says (product §2); colleagues follow.
 *
 * @throws not_found; wrong_state when it is closed; invalid_request for a day that does not fit; contact_erased for a successor who was erased.
 */
export async function closeThread(app: App, by: string, id: string, input: ThreadClosing): Promise<ThreadRow> {
  const now = app.now();
  return tryAgain(() =>
    app.db.transaction(async (tx) => {
      const found = await findThread(tx, id);
      if (found === null) throw new AjarError('not_found');
      await lockConversations(tx, found.client.id);
      const thread = await lockThread(tx, id);
      if (thread === null) throw new AjarError('not_found');
      if (thread.state === 'closed') throw new AjarError('wrong_state', 'This conversation is closed already.');
      const contact = await findMatchedContact(tx, thread.contactId);
      if (contact === null) throw new Error('A thread without a contact.');
      const policy = await findPolicy(tx);
      const drips = await lockOpenDrips(tx, {
        addressHashes: [contact.addressHash],
        clientIds: [thread.clientId],
      });
      const last = await findLatestOnRecord(tx, contact);
      // Letters and answers may bear a time ahead of the clock: what comes of them counts from then.
      const at = [last, thread.lastReplyAt].reduce<Date>((latest, one) => (one && one > latest ? one : latest), now);
      const zone = contact.zone ?? policy.zone;
      const closing: Closing = { thread, contact, drips, policy, zone, today: localDay(at, zone), at, now, by };
      const kept = await carryOutOutcome(app, tx, closing, input);
      await insertAudit(tx, {
        at: now,
        actor: by,
        action: 'close-thread',
        subjectKind: 'thread',
        subjectId: id,
        detail: { outcome: input.outcome, ...(kept.outcomeOn && { on: kept.outcomeOn }) },
      });
      await announceChange(tx, 'thread', id);
      return updateThread(tx, id, {
        answerDueAt: null,
        ...kept,
        state: 'closed',
        snoozedUntil: null,
        closedAt: at,
        closedBy: by,
        outcome: input.outcome,
        outcomeNote: input.note ?? null,
      });
    }),
  );
}
