import { and, eq, notInArray, sql } from 'drizzle-orm';
import type { Db } from '../db.ts';
import { among } from '../rows.ts';
import { messages, threads } from '../schema.ts';
import { type FactOptions, notAmong } from './plan-fact-rows.ts';

/** Of these clients those that ever wrote back, and whether a conversation with them is open. */
export async function listConversations(db: Db, clientIds: string[]): Promise<Map<string, { open: boolean }>> {
  const rows = await db
    .select({ clientId: threads.clientId, open: sql<boolean>`bool_or(${threads.state} <> 'closed')` })
    .from(threads)
    .where(among(threads.clientId, clientIds))
    .groupBy(threads.clientId);
  return new Map(rows.map(({ clientId, open }) => [clientId, { open }]));
}

/**
 * Answers of reps in the conversations of these contacts, whatever address they went to: letters are known by the address,
 * and an answer may have gone to another one of the same person. Asked only of those who wrote back, which few do.
 */
export async function listAnswers(db: Db, contactIds: string[], options: FactOptions) {
  if (contactIds.length === 0) return [];
  return db
    .select({
      contactId: threads.contactId,
      addressHash: messages.addressHash,
      queuedAt: messages.queuedAt,
      sendingAt: messages.sendingAt,
      acceptedAt: messages.acceptedAt,
      campaignId: messages.campaignId,
      enrollmentId: messages.enrollmentId,
      kind: messages.kind,
    })
    .from(threads)
    .innerJoin(messages, and(eq(messages.contactId, threads.contactId), eq(messages.threadId, threads.id)))
    .where(
      and(
        among(threads.contactId, contactIds),
        eq(messages.kind, 'answer'),
        options.withoutQueued
          ? notInArray(messages.state, ['canceled', 'failed', 'queued'])
          : notInArray(messages.state, ['canceled', 'failed']),
        notAmong(messages.id, options),
      ),
    );
}
