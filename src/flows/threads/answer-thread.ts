import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import type { NewAnswer } from '../../contract/answers.ts';
import { announceChange } from '../../db/change-notice.ts';
import type { Db } from '../../db/db.ts';
import { lockAgainstErasure } from '../../db/contacts/erased.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { findInstallation } from '../../db/house/installation.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { findColleague } from '../../db/house/stand-ins.ts';
import { findMatchedContact, type MatchedContact } from '../../db/inbound/inbound-match.ts';
import type { MessageRow } from '../../db/letters/messages.ts';
import {
  findLastReply,
  insertAnswer,
  listOpenOffers,
  listStopReasons,
  markAssigned,
} from '../../db/threads/answers.ts';
import { listDraftFiles, markAttached } from '../../db/threads/attachments.ts';
import { deleteDraft } from '../../db/threads/drafts.ts';
import { isDemoThread, lockThread, type ThreadRow } from '../../db/threads.ts';
import { localDay } from '../../domain/calendar.ts';
import { normalizeSubject } from '../../domain/inbound/subject.ts';
import { refuseTogether } from '../../domain/threads/attachments.ts';
import { answerStop } from '../../domain/threads/may-answer.ts';
import { why } from '../../domain/why.ts';
import { AjarError } from '../../errors.ts';
import { hashAddress } from '../../mail/address-hash.ts';
import { tryAgain } from '../try-again.ts';

export interface QueuedAnswer {
  message: MessageRow;
  leavesAt: Date;
  /** Why nothing leaves at the moment. */
  waits: 'paused' | 'locked' | null;
}

/** Until then an answer can be taken back. */
const undoMs = 60_000;
const latestDays = 366;

/**
 * Puts what a rep wrote into the outbox. It leaves when its time has come, to the contact's known address unless a person
 * confirmed another one. What the client stopped concerns letters, not answers; a complaint, "never again" and an address
 * that does not exist concern both.
 *
 * @throws not_found; contact_erased; confirm_address; must_not_write; wrong_state for a demo client over a real transport;
 *   invalid_request for an author, a time, an offer or a file that does not fit.
 */
export async function answerThread(
  app: App,
  by: string,
  authorId: string,
  threadId: string,
  input: NewAnswer,
): Promise<QueuedAnswer> {
  const now = app.now();
  const leavesAt = readLeavesAt(input.leavesAt, now);
  return tryAgain(() =>
    app.db.transaction(async (tx) => {
      await lockAgainstErasure(tx);
      const thread = await lockThread(tx, threadId);
      if (thread === null) throw new AjarError('not_found');
      const contact = await findMatchedContact(tx, thread.contactId);
      if (contact === null || contact.email === null) throw new AjarError('contact_erased', 'This person was erased.');
      const to = await readAddress(app, tx, contact, thread, input);
      await checkAuthor(tx, authorId);
      const isDemo = await isDemoThread(tx, thread.id);
      if (isDemo && app.transport.kind !== 'capture')
        throw new AjarError('wrong_state', 'A demo client is never handed to a real transport.');
      const offerIds = await readOffers(tx, input.offerIds ?? [], now);
      const fileIds = await readFiles(tx, thread.id, authorId, input.attachmentIds ?? []);
      const last = await findLastReply(tx, thread.id);
      const message = await insertAnswer(
        tx,
        {
          id: uuidv7(),
          kind: 'answer',
          state: 'queued',
          clientId: thread.clientId,
          contactId: thread.contactId,
          addressHash: hashAddress(app.addressKey, to),
          threadId: thread.id,
          ownerId: authorId,
          isDemo,
          dueAt: leavesAt,
          queuedAt: now,
          notBefore: leavesAt,
          why: [why('manual')],
        },
        {
          threadId: thread.id,
          authorId,
          toAddress: to,
          subject: `Re: ${normalizeSubject(last?.subject || thread.subject)}`.slice(0, 500),
          body: input.body,
          offerIds,
          createdAt: now,
        },
      );
      await markAttached(tx, fileIds, message.id);
      await markAssigned(tx, thread.id, authorId);
      await deleteDraft(tx, thread.id, authorId);
      await insertAudit(tx, {
        at: now,
        actor: by,
        action: 'answer-thread',
        subjectKind: 'thread',
        subjectId: thread.id,
        detail: { messageId: message.id, otherAddress: to !== contact.email },
      });
      await announceChange(tx, 'thread', thread.id);
      const { pausedAt, lockedAt } = (await findInstallation(tx)) ?? {};
      return { message, leavesAt, waits: lockedAt ? 'locked' : pausedAt ? 'paused' : null };
    }),
  );
}

function readLeavesAt(given: Date | undefined, now: Date): Date {
  const soonest = new Date(now.getTime() + undoMs);
  if (given === undefined) return soonest;
  if (given.getTime() < now.getTime() - undoMs) throw refuse('/leavesAt', 'Must be in the future.');
  if (given.getTime() > now.getTime() + latestDays * 86_400_000) throw refuse('/leavesAt', 'Must be within a year.');
  return given > soonest ? given : soonest;
}

/** Their known address; another one only where a person saw it. */
async function readAddress(
  app: App,
  tx: Db,
  contact: MatchedContact,
  thread: ThreadRow,
  input: NewAnswer,
): Promise<string> {
  const to = input.to ?? contact.email!;
  if (to !== contact.email && input.confirmOtherAddress !== true)
    throw new AjarError('confirm_address', `The address on file is ${contact.email}. Confirm that it goes to ${to}.`, [
      { pointer: '/to', message: 'Another address than the one on file.' },
    ]);
  const addressHash = hashAddress(app.addressKey, to);
  const stop = answerStop([
    ...(await listStopReasons(tx, { addressHash, clientId: thread.clientId })),
    ...(await listStopReasons(tx, { addressHash: contact.addressHash, clientId: thread.clientId })).filter(
      (reason) => reason !== 'hard_bounce' && reason !== 'provider',
    ),
  ]);
  if (stop !== null) throw new AjarError('must_not_write', stop.text);
  return to;
}

async function checkAuthor(tx: Db, authorId: string): Promise<void> {
  const author = await findColleague(tx, authorId);
  if (author === null || author.disabledAt !== null)
    throw refuse('/author', 'There is no such user, or they are disabled.');
}

async function readOffers(tx: Db, ids: readonly string[], now: Date): Promise<string[]> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return [];
  const open = await listOpenOffers(tx, wanted, localDay(now, (await findPolicy(tx)).zone));
  const missing = wanted.findIndex((id) => !open.has(id));
  if (missing >= 0) throw refuse(`/offerIds/${missing}`, 'This offer is not open any more.');
  return wanted;
}

async function readFiles(tx: Db, threadId: string, authorId: string, ids: readonly string[]): Promise<string[]> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return [];
  const files = await listDraftFiles(tx, threadId, authorId);
  const missing = wanted.findIndex((id) => files.every((file) => file.id !== id));
  if (missing >= 0) throw refuse(`/attachmentIds/${missing}`, 'This file is not attached to your draft any more.');
  // Words and files that were taken back join those of the draft: together they may be too much.
  const refusal = refuseTogether(files.filter((file) => wanted.includes(file.id)));
  if (refusal !== null) throw refuse('/attachmentIds', refusal.text);
  return wanted;
}

function refuse(pointer: string, message: string): AjarError {
  return new AjarError('invalid_request', message, [{ pointer, message }]);
}
