import type { App } from '../../app.ts';
import { removeHouseMails } from '../../db/house/house-mails.ts';
import { deleteExpiredIdempotencyKeys } from '../../db/house/idempotency-keys.ts';
import { deleteEndedLinks } from '../../db/house/one-time-links.ts';
import {
  removeCopies,
  removePayloads,
  removeProviderBodies,
  removeRawMail,
  removeRejectedRows,
} from '../../db/house/retention.ts';
import { deleteEndedSessions } from '../../db/house/sessions.ts';
import { removeAbandonedFiles, removeAnswerFiles } from '../../db/threads/attachments.ts';
import { removeSendCounts } from '../../db/letters/send-limits.ts';
import { findPolicy } from '../../db/house/settings.ts';

export interface RetentionCounts {
  rawMails: number;
  webhooks: number;
  copies: number;
  answerFiles: number;
  draftFiles: number;
  payloads: number;
  rejectedRows: number;
  idempotencyKeys: number;
  houseMails: number;
  sessions: number;
  links: number;
  sendCounts: number;
}

const dayMs = 86_400_000;
const atOnce = 500;
/** A draft that nobody touched for so long was given up: its words stay, they are small. */
const draftDays = 30;

/**
 * Removes what the house policy has kept long enough, a few hundred rows a statement: raw mail and webhooks, exact copies
 * of letters with the files of answers, files of drafts that were given up, payloads a day after their end, kept answers after 24 hours, mail to the house with the mail it quotes,
 * sessions and links whose time is over. For a worker, every
 * hour: a machine that sleeps at night would miss an hour a day each time. May run twice.
 */
export async function applyRetention(app: App, now: Date, signal?: AbortSignal): Promise<RetentionCounts> {
  const policy = await findPolicy(app.db);
  const before = (days: number) => new Date(now.getTime() - days * dayMs);
  const all = async (remove: typeof removeRawMail, limit: Date) => {
    let total = 0;
    for (let removed = atOnce; removed === atOnce && !signal?.aborted; total += removed)
      removed = await remove(app.db, limit, atOnce);
    return total;
  };
  return {
    rawMails: await all(removeRawMail, before(policy.rawMailDays)),
    webhooks: await all(removeProviderBodies, before(policy.rawMailDays)),
    copies: await all(removeCopies, before(policy.copyDays)),
    answerFiles: await all(removeAnswerFiles, before(policy.copyDays)),
    draftFiles: await all(removeAbandonedFiles, before(draftDays)),
    payloads: await all(removePayloads, before(1)),
    rejectedRows: await all(removeRejectedRows, before(policy.rawMailDays)),
    idempotencyKeys: await deleteExpiredIdempotencyKeys(app.db, before(1)),
    // A notice quotes the mail it is about.
    houseMails: await all(removeHouseMails, before(policy.rawMailDays)),
    sessions: await deleteEndedSessions(app.db),
    links: await deleteEndedLinks(app.db),
    sendCounts: await all(removeSendCounts, before(3)),
  };
}
