import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import { id } from '../contract/primitives.ts';
import {
  assignSchema,
  closeSchema,
  snoozeSchema,
  type Thread,
  threadCountsSchema,
  threadDetailSchema,
  threadPage,
  threadQuery,
  threadSchema,
} from '../contract/threads.ts';
import { countThreads, findThread, listThreads } from '../db/threads/list.ts';
import type { Principal } from '../domain/principal.ts';
import { AjarError } from '../errors.ts';
import { assignThread, snoozeThread, unsnoozeThread } from '../flows/threads/change-thread.ts';
import { closeThread } from '../flows/threads/close-thread.ts';
import { presentThread, presentThreadDetail } from '../flows/threads/present-thread.ts';
import { reopenThread } from '../flows/threads/reopen-thread.ts';
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
        summary: 'Conversations; ?waiting=true&order=waiting is the inbox',
        tags,
        querystring: threadQuery,
        response: { 200: threadPage },
      },
    },
    async (request) => {
      const { status, assignee, client, waiting, q, order } = request.query;
      const assigneeId = readAssignee(assignee, principalOf(request));
      const page = readPage(request.query, 'instant');
      const rows = await listThreads(app.db, { status, assigneeId, clientId: client, waiting, q }, order, page);
      const keyOf = ({ openedAt, lastReplyAt }: Thread) => (order === 'opened' ? openedAt : (lastReplyAt ?? openedAt));
      return makePage(
        rows.map(presentThread),
        page,
        (row) => [keyOf(row), row.id],
        (row) => row,
      );
    },
  );

  server.get(
    '/v1/threads/counts',
    {
      config: read,
      schema: {
        operationId: 'countThreads',
        summary: 'How many conversations wait, are mine, are put aside; how many mails are in the tray',
        tags,
        response: { 200: threadCountsSchema },
      },
    },
    async (request) => {
      const { kind, id } = principalOf(request);
      return countThreads(app.db, kind === 'user' ? id : null);
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
      return presentThreadDetail(app, found);
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
    '/v1/threads/:id/unsnooze',
    {
      config: write,
      schema: {
        operationId: 'unsnoozeThread',
        summary: 'Bring a conversation back that was put aside',
        tags,
        params,
        response: { 200: threadSchema },
      },
    },
    async (request) => {
      const { id } = request.params;
      await unsnoozeThread(app, actorOfRequest(request), id);
      return present(app, id);
    },
  );

  server.post(
    '/v1/threads/:id/reopen',
    {
      config: write,
      schema: {
        operationId: 'reopenThread',
        summary: 'Take the closing of a conversation back, where nothing has ended by it',
        tags,
        params,
        response: { 200: threadSchema },
      },
    },
    async (request) => {
      const { id } = request.params;
      await reopenThread(app, actorOfRequest(request), id);
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
  if (kind === 'user') return id;
  const message = "A key is no person: name a user's id instead of me.";
  throw new AjarError('invalid_request', message, [{ pointer: '/query/assignee', message }]);
}
