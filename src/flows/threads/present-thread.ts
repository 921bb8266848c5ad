import type { App } from '../../app.ts';
import type { Thread, ThreadDetail } from '../../contract/threads.ts';
import { listAnswerFiles } from '../../db/threads/attachments.ts';
import { listAnswers, listOfferTitles } from '../../db/threads/answers.ts';
import {
  findClientFacts,
  listThreadActivities,
  listThreadLetters,
  listThreadReplies,
} from '../../db/threads/conversation.ts';
import type { ThreadSummary } from '../../db/threads/list.ts';
import { localDay } from '../../domain/calendar.ts';
import { suggestOutcome } from '../../domain/threads/suggested-outcome.ts';
import { AjarError } from '../../errors.ts';

type Entry = ThreadDetail['conversation'][number];

/** A conversation as lists show it. */
export function presentThread(row: ThreadSummary): Thread {
  const { thread, client, contact, replyCount, lastText, lastHints, waits, assigneeName } = row;
  const { clientId: _client, contactId: _contact, ...rest } = thread;
  const { annualValueAmount, annualValueCurrency, ...known } = client;
  const lastAt = thread.lastReplyAt ?? thread.openedAt;
  return {
    ...rest,
    client: { ...known, annualValue: moneyOf(annualValueAmount, annualValueCurrency) },
    contact,
    assignee: thread.assigneeId === null ? null : { id: thread.assigneeId, name: assigneeName ?? '' },
    replyCount,
    lastText: lastText?.slice(0, 300) ?? null,
    lastHints,
    waitsSince: waits ? lastAt : null,
    suggestion:
      lastText === null || thread.state === 'closed'
        ? null
        : suggestOutcome(lastText, lastHints, localDay(lastAt, 'UTC')),
  };
}

/** A conversation with everything that was said in it, and who the client is. */
export async function presentThreadDetail(app: App, found: ThreadSummary): Promise<ThreadDetail> {
  const { thread } = found;
  const facts = await findClientFacts(app.db, thread.clientId, thread.contactId);
  if (facts.client === null) throw new AjarError('not_found');
  const { id: _id, name: _name, ownerName, annualValueAmount, annualValueCurrency, ...client } = facts.client;
  return {
    ...presentThread(found),
    conversation: await conversationOf(app, found),
    clientFacts: {
      ...client,
      annualValue: moneyOf(annualValueAmount, annualValueCurrency),
      departure: facts.departure,
      owner: client.ownerId === null ? null : { id: client.ownerId, name: ownerName ?? '' },
      contactNotes: facts.contact?.notes ?? null,
      contactPhone: facts.contact?.phone ?? null,
      timezone: facts.contact?.timezone ?? client.timezone,
      contacts: facts.people.map(({ id, email, firstName, lastName, role }) => ({
        id,
        email,
        firstName,
        lastName,
        role,
      })),
      tasks: facts.tasks,
      openTasks: facts.openTasks,
    },
  };
}

async function conversationOf(app: App, { thread }: ThreadSummary): Promise<Entry[]> {
  const all = [
    ...(await lettersOf(app, thread)),
    ...(await answersOf(app, thread.id)),
    ...(await repliesOf(app, thread.id)),
    ...(await activitiesOf(app, thread)),
  ];
  // A letter and its answer may bear the same time; the letter came first.
  return all.toSorted((a, b) => a.at.getTime() - b.at.getTime() || places[a.kind] - places[b.kind]);
}

const places: Record<Entry['kind'], number> = { letter: 0, activity: 1, reply: 2, answer: 3 };

async function lettersOf(app: App, thread: ThreadSummary['thread']): Promise<Entry[]> {
  const rows = await listThreadLetters(app.db, thread);
  return rows.map((one) => ({
    kind: 'letter' as const,
    at: one.acceptedAt ?? one.queuedAt,
    id: one.id,
    letterKind: one.kind,
    state: one.state,
    copyId: one.copyId,
    from: one.fromAddress,
    to: one.toAddress,
    subject: one.subject,
    text: one.text,
  }));
}

async function answersOf(app: App, threadId: string): Promise<Entry[]> {
  const rows = await listAnswers(app.db, threadId);
  const titles = await listOfferTitles(
    app.db,
    rows.flatMap(({ answer }) => answer.offerIds),
  );
  const files = await listAnswerFiles(
    app.db,
    rows.map(({ message }) => message.id),
  );
  return rows.map(({ answer, message, copyId, author, contactEmail }) => ({
    kind: 'answer' as const,
    at: message.acceptedAt ?? message.queuedAt,
    id: message.id,
    state: message.state,
    author,
    to: answer.toAddress,
    otherAddress: answer.toAddress !== contactEmail,
    subject: answer.subject,
    body: answer.body,
    leavesAt: message.state === 'queued' ? message.notBefore : null,
    copyId,
    error: message.errorText ?? message.errorCode,
    why: message.why,
    offers: answer.offerIds.map((id) => ({ id, title: titles.get(id) ?? '' })),
    attachments: files.get(message.id) ?? [],
  }));
}

async function repliesOf(app: App, threadId: string): Promise<Entry[]> {
  const rows = await listThreadReplies(app.db, threadId);
  return rows.map(({ reply, subject, isKept, attachments, authentication }) => ({
    kind: 'reply' as const,
    at: reply.receivedAt,
    id: reply.id,
    inboundId: reply.inboundMailId,
    from: reply.fromAddress,
    subject,
    isKept,
    attachments: (attachments ?? []).map(({ filename, contentType, size }, number) => ({
      number,
      filename,
      contentType,
      size,
    })),
    authentication,
    senderIsContact: reply.senderIsContact,
    text: reply.visibleText,
    hints: reply.hints,
  }));
}

async function activitiesOf(app: App, thread: ThreadSummary['thread']): Promise<Entry[]> {
  const rows = await listThreadActivities(app.db, thread);
  return rows.map(({ kind, ...row }) => ({ kind: 'activity' as const, activity: kind, ...row }));
}

function moneyOf(amount: number | null, currency: string | null) {
  return amount === null || currency === null ? null : { amount, currency };
}
