import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import { announceChange } from '../../db/change-notice.ts';
import type { Db } from '../../db/db.ts';
import { lockOpenDrips } from '../../db/enrollments/open-drips.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { claimHandover, insertHandovers, markHandoversEnded, markResending } from '../../db/letters/handovers.ts';
import { lockSending, markSending } from '../../db/letters/message-dispatch.ts';
import { cancelLetters, failQueued, lockQueued } from '../../db/letters/message-queue.ts';
import {
  type AnswerSource,
  findAnswerSource,
  findLastReply,
  insertAnswerUses,
  listAnswersOfHandover,
  listQueuedAnswers,
  listStopReasons,
  listThreadMessageIds,
  markAnswerGone,
} from '../../db/threads/answers.ts';
import { listAnswerFilesWithBytes, returnFilesToDraft } from '../../db/threads/attachments.ts';
import { returnToDraft } from '../../db/threads/drafts.ts';
import { lockConversations } from '../../db/threads.ts';
import type { HousePolicy } from '../../domain/policy.ts';
import { answerStop } from '../../domain/threads/may-answer.ts';
import { why } from '../../domain/why.ts';
import { renderAnswer } from '../../mail/out/answer-letter.ts';
import { composeLetter } from '../../mail/out/compose.ts';
import { chooseSender } from '../../mail/out/sender.ts';
import type { OutgoingFile, OutgoingLetter } from '../../mail/out/transport.ts';
import { houseIdentity } from '../house/house-identity.ts';
import { handOverLetters, type ReadyHandover } from './hand-over-letters.ts';
import { countUnheld, type TakenLimits } from './hold-to-limits.ts';

export type AnswerCounts = Record<'accepted' | 'failed' | 'uncertain', number>;

/** Answers are few: one claim is one answer, so that what it locks is let go of before it leaves. */
const atOnce = 50;

/**
 * Hands over the answers of reps whose time has come. They follow no plan, so none is asked; the claim takes the locks that
 * every stop takes, and looks once more for what forbids even an answer.
 */
export async function dispatchAnswers(app: App, now: Date, signal?: AbortSignal): Promise<AnswerCounts> {
  const total: AnswerCounts = { accepted: 0, failed: 0, uncertain: 0 };
  const queued = await listQueuedAnswers(app.db, { now, limit: atOnce, withDemo: app.transport.kind === 'capture' });
  for (const one of queued) {
    if (signal?.aborted) break;
    const claim = await app.db.transaction((tx) => claimAnswer(app, tx, one, now));
    if (claim === 'stopped') break;
    if (claim === 'broken') total.failed += 1;
    if (claim === null || claim === 'broken') continue;
    const { handover, limits } = claim;
    const { counts, stopped } = await handOverLetters(app, [handover], now, { signal, limits });
    total.accepted += counts.accepted;
    total.failed += counts.failed;
    total.uncertain += counts.uncertain;
    if (stopped) break;
  }
  return total;
}

interface Claimed {
  id: string;
  clientId: string;
  addressHash: string;
}

/** The locks in the order of everybody: conversations, enrollments, messages. Null: somebody else has it, or it was canceled. */
async function claimAnswer(
  app: App,
  tx: Db,
  one: Claimed,
  now: Date,
): Promise<{ handover: ReadyHandover; limits: TakenLimits } | 'stopped' | 'broken' | null> {
  if ((await lockSending(tx)) !== null) return 'stopped';
  if (!(await lockForAnswer(tx, one))) return null;
  const source = await findAnswerSource(tx, one.id);
  if (source === null) return null;
  const stop = answerStop(await listStopReasons(tx, one));
  if (stop !== null) {
    await cancelStopped(tx, source, stop.code, now);
    return null;
  }
  const files = await readFiles(tx, one.id);
  if (files === null) return fail(tx, one.id, 'attachment_gone', 'A file that goes with it is not kept any more.', now);
  const policy = await findPolicy(tx);
  const letter = await makeAnswer(app, tx, source, files, policy, now);
  if (letter === null) return fail(tx, one.id, 'render_failed', 'The answer could not be made.', now);
  const handover = await claimLetter(app, tx, source, letter, now);
  const mail = { id: letter.id, from: letter.from.address, to: letter.to.address };
  return { handover, limits: await countUnheld(app, tx, [mail], policy, now) };
}

async function fail(tx: Db, id: string, code: string, text: string, now: Date): Promise<'broken'> {
  await failQueued(tx, [{ id, code, text }], now);
  return 'broken';
}

/** What goes with it. Null: a file is gone, because somebody it names was erased, and an answer never leaves without one. */
async function readFiles(tx: Db, id: string): Promise<OutgoingFile[] | null> {
  const rows = await listAnswerFilesWithBytes(tx, id);
  const files = rows.flatMap(({ filename, contentType, bytes }) =>
    bytes === null ? [] : [{ filename, contentType, bytes }],
  );
  return files.length === rows.length ? files : null;
}

async function lockForAnswer(tx: Db, { id, clientId, addressHash }: Claimed): Promise<boolean> {
  await lockConversations(tx, clientId);
  await lockOpenDrips(tx, { addressHashes: [addressHash], clientIds: [clientId] });
  return (await lockQueued(tx, [id])).has(id);
}

/** What was written is not lost: it is the draft of its author again, and the conversation waits as before. */
async function cancelStopped(
  tx: Db,
  { answer, message }: AnswerSource,
  code: Parameters<typeof why>[0],
  now: Date,
): Promise<void> {
  await cancelLetters(tx, [{ id: message.id, why: [why(code)] }], now);
  if (code !== 'erased') {
    const { threadId, authorId: userId, body } = answer;
    await returnToDraft(tx, { threadId, userId, body, updatedAt: now });
    await returnFilesToDraft(tx, message.id, now);
  }
  await announceChange(tx, 'thread', answer.threadId);
}

async function claimLetter(
  app: App,
  tx: Db,
  { answer, message }: AnswerSource,
  letter: OutgoingLetter,
  now: Date,
): Promise<ReadyHandover> {
  const uses = answer.offerIds.map((contentId) => ({
    addressHash: message.addressHash,
    contentId,
    messageId: message.id,
  }));
  await insertAnswerUses(tx, uses, now);
  await markAnswerGone(tx, answer.threadId);
  const id = uuidv7();
  const stored = Number.isFinite(app.transport.repeatableForMs) && app.transport.repeatableForMs > 0;
  const bytes = app.transport.encode([letter]);
  const key = `ajar/${id}`;
  if (stored) await insertHandovers(tx, [{ id, transport: app.transport.kind, idempotencyKey: key, bytes }], now);
  await markSending(
    tx,
    [
      {
        messageId: letter.id,
        messageIdHeader: letter.messageId,
        handoverId: stored ? id : null,
        kind: 'answer',
        fromName: letter.from.name,
        fromAddress: letter.from.address,
        toName: letter.to.name,
        toAddress: letter.to.address,
        replyTo: letter.replyTo.address,
        envelopeFrom: letter.envelopeFrom,
        subject: letter.subject,
        html: letter.html,
        text: letter.text,
        headers: letter.headers,
        inReplyTo: letter.inReplyTo,
        references: letter.references,
        wordingId: null,
      },
    ],
    { now, processId: app.processId, leaseSeconds: app.leaseSeconds },
  );
  const members = [{ id: letter.id, envelopeFrom: letter.envelopeFrom, to: letter.to.address }];
  return { id, stored, key, letters: members, bytes };
}

/** The letter of an answer: from its author, threaded below the mail it answers. Null where it cannot be made. */
async function makeAnswer(
  app: App,
  tx: Db,
  { answer, message, author, contact }: AnswerSource,
  files: readonly OutgoingFile[],
  policy: HousePolicy,
  now: Date,
): Promise<OutgoingLetter | null> {
  const last = await findLastReply(tx, answer.threadId);
  const earlier = await listThreadMessageIds(tx, answer.threadId);
  const messageIds =
    last?.messageId == null ? earlier : [...earlier.filter((one) => one !== last.messageId), last.messageId];
  const theirName = [contact.firstName, contact.lastName].filter((part) => part !== null).join(' ') || null;
  try {
    const { html, text } = renderAnswer({
      body: answer.body,
      quote:
        last === null
          ? null
          : { name: last.fromName ?? theirName ?? last.fromAddress ?? 'you', at: last.at, text: last.text },
      locale: contact.locale ?? policy.locale,
      zone: contact.zone ?? policy.zone,
    });
    return composeLetter({
      id: message.id,
      house: { secret: app.secrets[0], replyDomain: app.config.replyDomain, publicUrl: app.config.publicUrl },
      from: chooseSender({
        owner: { name: author.name, address: author.email },
        mailFrom: app.config.mailFrom ?? { name: null, address: 'letters@ajar.invalid' },
        senderDomains: app.config.senderDomains,
        houseName: houseIdentity(app, policy).name,
      }),
      to: { name: theirName, address: answer.toAddress },
      subject: answer.subject,
      html,
      text,
      thread: { subject: answer.subject, messageIds },
      kind: 'answer',
      date: now,
      attachments: files,
    });
  } catch (error) {
    app.log.error({ messageId: message.id, error: (error as Error).name }, 'An answer could not be made.');
    return null;
  }
}

/**
 * Claims the handover of an answer whose outcome nobody knows once more, or says that it is not its time. Null: it carries
 * letters of campaigns, which are judged by another rule.
 */
export async function claimAnswerAgain(
  app: App,
  tx: Db,
  handover: { id: string; lastTriedAt: Date },
  now: Date,
): Promise<{ id: string; envelopeFrom: string; to: string }[] | 'not now' | null> {
  const [one] = await listAnswersOfHandover(tx, handover.id);
  if (one === undefined) return null;
  if ((await lockSending(tx)) !== null || one.state === 'sending') return 'not now';
  await lockConversations(tx, one.clientId);
  await lockOpenDrips(tx, { addressHashes: [one.addressHash], clientIds: [one.clientId] });
  if (one.state !== 'uncertain' || answerStop(await listStopReasons(tx, one)) !== null) {
    await markHandoversEnded(tx, [handover.id], now);
    return 'not now';
  }
  if (!(await claimHandover(tx, handover.id, handover.lastTriedAt, now))) return 'not now';
  await markResending(tx, [one.id], app);
  return [{ id: one.id, envelopeFrom: one.envelopeFrom, to: one.toAddress }];
}
