import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import { id } from '../contract/primitives.ts';
import {
  assignSchema,
  closeSchema,
  snoozeSchema,
  type Thread,
  type ThreadDetail,
  threadDetailSchema,
  threadPage,
  threadQuery,
  threadSchema,
} from '../contract/threads.ts';
import { listReplies } from '../db/inbound/replies.ts';
import { findClientFacts, findThread, listThreadLetters, listThreads, type ThreadSummary } from '../db/threads.ts';
import type { Principal } from '../domain/principal.ts';
import { AjarError } from '../errors.ts';
import { assignThread, snoozeThread } from '../flows/threads/change-thread.ts';
import { closeThread } from '../flows/threads/close-thread.ts';
import { actorOfRequest, principalOf } from './http/auth.ts';
import { makePage, readPage } from './http/page.ts';

const tags = ['threads'];
const params = z.object({ id });
const read = { auth: { scope: 'threads:read' } } as const;
const write = { auth: { scope: 'threads:write' } } as const;

export const threadRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/threads',
    {
      config: read,
      schema: {
        operationId: 'listThreads',
        summary: 'Conversations, the latest opened first',
        tags,
        querystring: threadQuery,
        response: { 200: threadPage },
      },
    },
    async (request) => {
      const { status, assignee, client } = request.query;
      const assigneeId = readAssignee(assignee, principalOf(request));
      const page = readPage(request.query, 'instant');
      const rows = await listThreads(app.db, { status, assigneeId, clientId: client }, page);
      return makePage(rows, page, (row) => [row.thread.openedAt, row.thread.id], presentThread);
    },
  );

  server.get(
    '/v1/threads/:id',
    {
      config: read,
      schema: {
        operationId: 'getThread',
        summary: 'A conversation: every letter and answer, and who the client is',
        tags,
        params,
        response: { 200: threadDetailSchema },
      },
    },
    async (request) => {
      const found = await findThread(app.db, request.params.id);
      if (!found) throw new AjarError('not_found');
      const { client, departure, openTasks } = await findClientFacts(app.db, found.client.id);
      if (!client) throw new AjarError('not_found');
      const [letters, answers] = [
        await listThreadLetters(app.db, found.thread),
        await listReplies(app.db, found.thread.id),
      ];
      const { annualValueAmount: amount, annualValueCurrency: currency, id: _id, name: _name, ...facts } = client;
      const annualValue = amount === null || currency === null ? null : { amount, currency };
      return {
        ...presentThread(found),
        conversation: conversationOf(letters, answers),
        clientFacts: { ...facts, annualValue, departure, openTasks },
      };
    },
  );

  server.post(
    '/v1/threads/:id/assign',
    {
      config: write,
      schema: {
        operationId: 'assignThread',
        summary: 'Give a conversation to somebody',
        tags,
        params,
        body: assignSchema,
        response: { 200: threadSchema },
      },
    },
    async (request) => {
      const { id } = request.params;
      await assignThread(app, actorOfRequest(request), id, request.body.userId);
      return present(app, id);
    },
  );

  server.post(
    '/v1/threads/:id/snooze',
    {
      config: write,
      schema: {
        operationId: 'snoozeThread',
        summary: 'Put a conversation aside until then, or until they write again',
        tags,
        params,
        body: snoozeSchema,
        response: { 200: threadSchema },
      },
    },
    async (request) => {
      const { id } = request.params;
      await snoozeThread(app, actorOfRequest(request), id, request.body.until);
      return present(app, id);
    },
  );

  server.post(
    '/v1/threads/:id/close',
    {
      config: write,
      schema: {
        operationId: 'closeThread',
        summary: 'Say what came of a conversation; only this lets letters go on',
        tags,
        params,
        body: closeSchema,
        response: { 200: threadSchema },
      },
    },
    async (request) => {
      const { id } = request.params;
      await closeThread(app, actorOfRequest(request), id, request.body);
      return present(app, id);
    },
  );
};

async function present(app: App, id: string): Promise<Thread> {
  const found = await findThread(app.db, id);
  if (!found) throw new AjarError('not_found');
  return presentThread(found);
}

/** `me` is a person who is signed in; a key is nobody's. */
function readAssignee(assignee: string | undefined, { kind, id }: Principal): string | null | undefined {
  if (assignee === 'none') return null;
  if (assignee !== 'me') return assignee;
  if ((kind as string) === 'user') return id;
  const message = "A key is no person: name a user's id instead of me.";
  throw new AjarError('invalid_request', message, [{ pointer: '/query/assignee', message }]);
}

function presentThread({ thread, client, contact, replyCount, lastText }: ThreadSummary): Thread {
  const { clientId: _client, contactId: _contact, ...rest } = thread;
  return { ...rest, client, contact, replyCount, lastText };
}

function conversationOf(
  letters: Awaited<ReturnType<typeof listThreadLetters>>,
  answers: Awaited<ReturnType<typeof listReplies>>,
): ThreadDetail['conversation'] {
  const all: ThreadDetail['conversation'] = [
    ...letters.map((one) => ({
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
    })),
    ...answers.map((one) => ({
      kind: 'reply' as const,
      at: one.receivedAt,
      id: one.id,
      inboundId: one.inboundMailId,
      from: one.fromAddress,
      senderIsContact: one.senderIsContact,
      text: one.visibleText,
      hints: one.hints,
    })),
  ];
  // A letter and its answer may bear the same time; the letter came first.
  return all.toSorted((a, b) => a.at.getTime() - b.at.getTime() || a.kind.localeCompare(b.kind));
}
