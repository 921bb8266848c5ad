import type { App } from '../../app.ts';
import { announceChange } from '../../db/change-notice.ts';
import { markQuiet, markRevisit } from '../../db/contacts/recipients.ts';
import { lockOpenDrips } from '../../db/enrollments/open-drips.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { findMatchedContact } from '../../db/inbound/inbound-match.ts';
import { cancelTasksOfThread } from '../../db/tasks/thread-tasks.ts';
import { findThread } from '../../db/threads/list.ts';
import { lockConversations, lockThread, type ThreadRow, updateThread } from '../../db/threads.ts';
import { mayReopen } from '../../domain/thread.ts';
import { AjarError } from '../../errors.ts';
import { holdDrips } from '../enrollments/hold-drips.ts';
import { tryAgain } from '../try-again.ts';

/**
 * Takes the closing of a conversation back: it is open again, the letters that it had let go on are held again, the quiet
 * time and the tasks that it made are gone. What an outcome ended cannot begin again by itself.
 *
 * @throws not_found; wrong_state unless it is closed with an outcome that can be taken back.
 */
export async function reopenThread(app: App, by: string, id: string): Promise<ThreadRow> {
  const now = app.now();
  return tryAgain(() =>
    app.db.transaction(async (tx) => {
      const found = await findThread(tx, id);
      if (found === null) throw new AjarError('not_found');
      await lockConversations(tx, found.client.id);
      const thread = await lockThread(tx, id);
      if (thread?.state !== 'closed') throw new AjarError('wrong_state', 'This conversation is open.');
      if (!mayReopen(thread.outcome))
        throw new AjarError('wrong_state', 'What this outcome ended cannot begin again by itself: enroll them anew.');
      const contact = await findMatchedContact(tx, thread.contactId);
      if (contact === null) throw new Error('A thread without a contact.');
      const drips = await lockOpenDrips(tx, {
        addressHashes: [contact.addressHash],
        clientIds: [thread.clientId],
      });
      const policy = await findPolicy(tx);
      const hold = { ownerId: thread.assigneeId, threadId: id, at: now, zone: policy.zone, replaces: 'any' as const };
      await holdDrips(tx, drips, { ...hold, code: 'replied' });
      if (thread.outcome === 'friendly' || thread.outcome === 'not_now')
        await markQuiet(tx, [...new Set([contact.id, ...drips.map((drip) => drip.contactId)])], {
          until: null,
          why: null,
          now,
        });
      if (thread.outcome === 'not_now')
        await markRevisit(
          tx,
          drips.filter((drip) => drip.addressHash === contact.addressHash).map((drip) => drip.id),
          null,
          now,
        );
      await cancelTasksOfThread(tx, id, now, by);
      await insertAudit(tx, { at: now, actor: by, action: 'reopen-thread', subjectKind: 'thread', subjectId: id });
      await announceChange(tx, 'thread', id);
      return updateThread(tx, id, {
        state: 'open',
        closedAt: null,
        closedBy: null,
        outcome: null,
        outcomeOn: null,
        outcomeNote: null,
        answerDueAt: null,
      });
    }),
  );
}
