import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import { messagePage, messageQuery, messageSchema, messageWithCopySchema, settleSchema } from '../contract/messages.ts';
import { id } from '../contract/primitives.ts';
import { findMessage, listMessageEvents, listMessages } from '../db/letters/messages.ts';
import { listAnswerFiles } from '../db/threads/attachments.ts';
import { AjarError } from '../errors.ts';
import { presentMessage } from '../flows/letters/present-message.ts';
import { presentLetterHtml, presentLetterSource } from '../flows/letters/present-source.ts';
import { retryMessage, settleMessage } from '../flows/letters/settle-message.ts';
import { actorOfRequest } from './http/auth.ts';
import { makePage, readPage } from './http/page.ts';
import { sendFile, sendSandboxed } from './http/untrusted.ts';

const tags = ['messages'];

export const messageRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/messages',
    {
      config: { auth: { scope: 'messages:read' } },
      schema: {
        operationId: 'listMessages',
        summary: 'Letters, the latest first',
        tags,
        querystring: messageQuery,
        response: { 200: messagePage },
      },
    },
    async ({ query }) => {
      const page = readPage(query, 'instant');
      const rows = await listMessages(
        app.db,
        { state: query.state, contactId: query.contact, clientId: query.client },
        page,
      );
      return makePage(rows, page, (row) => [row.queuedAt, row.id], presentMessage);
    },
  );

  server.get(
    '/v1/messages/:id',
    {
      config: { auth: { scope: 'messages:read' } },
      schema: {
        operationId: 'getMessage',
        summary: 'One letter, with its exact copy and what became of it',
        tags,
        params: z.object({ id }),
        response: { 200: messageWithCopySchema },
      },
    },
    async ({ params }) => {
      const found = await findMessage(app.db, params.id);
      if (found === null) throw new AjarError('not_found', 'There is no message with this id.');
      const { message, copy } = found;
      return {
        ...presentMessage(message),
        copy: copy && {
          from: { name: copy.fromName, address: copy.fromAddress },
          to: { name: copy.toName, address: copy.toAddress },
          replyTo: copy.replyTo,
          envelopeFrom: copy.envelopeFrom,
          subject: copy.subject,
          html: copy.html,
          text: copy.text,
          headers: copy.headers.map(([name, value]) => ({ name, value })),
          date: copy.dateAt,
        },
        attachments: (await listAnswerFiles(app.db, [message.id])).get(message.id) ?? [],
        events: await listMessageEvents(app.db, message.id),
      };
    },
  );

  server.get(
    '/v1/messages/:id/html',
    {
      config: { auth: { scope: 'messages:read' } },
      schema: {
        operationId: 'getMessageHtml',
        summary: 'The HTML of a letter as it left, to be looked at in a sandboxed frame',
        tags,
        produces: ['text/html'],
        params: z.object({ id }),
      },
    },
    async ({ params }, reply) => sendSandboxed(reply, await presentLetterHtml(app, params.id)),
  );

  server.get(
    '/v1/messages/:id/source',
    {
      config: { auth: { scope: 'messages:read' } },
      schema: {
        operationId: 'getMessageSource',
        summary: 'A letter as the mail that left (.eml), to download',
        tags,
        produces: ['message/rfc822'],
        params: z.object({ id }),
      },
    },
    async ({ params }, reply) =>
      sendFile(reply, {
        bytes: await presentLetterSource(app, params.id),
        contentType: 'message/rfc822',
        filename: `${params.id}.eml`,
      }),
  );

  server.post(
    '/v1/messages/:id/retry',
    {
      config: { auth: { scope: 'messages:write' } },
      schema: {
        operationId: 'retryMessage',
        summary: 'Queue a letter that failed once more; it leaves only if it still may',
        tags,
        params: z.object({ id }),
        response: { 200: messageSchema },
      },
    },
    async (request) => presentMessage(await retryMessage(app, request.params.id, actorOfRequest(request))),
  );

  server.post(
    '/v1/messages/:id/settle',
    {
      config: { auth: { scope: 'messages:write' } },
      schema: {
        operationId: 'settleMessage',
        summary: 'Say what became of an uncertain letter',
        tags,
        params: z.object({ id }),
        body: settleSchema,
        response: { 200: messageSchema },
      },
    },
    async (request) =>
      presentMessage(await settleMessage(app, request.params.id, request.body.left, actorOfRequest(request))),
  );
};
