import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import { attachmentQuery, attachmentSchema } from '../contract/attachments.ts';
import { id } from '../contract/primitives.ts';
import { largestFileBytes, refuseFile } from '../domain/threads/attachments.ts';
import { cleanFileName } from '../domain/threads/file-name.ts';
import { AjarError } from '../errors.ts';
import {
  attachFile,
  detachFile,
  fileRefused,
  presentAnswerFile,
  presentDraftFile,
} from '../flows/threads/attach-file.ts';
import { principalOf } from './http/auth.ts';
import { sendFile } from './http/untrusted.ts';

const tags = ['threads'];
const params = z.object({ id, fileId: id });
const write = { auth: { scope: 'threads:write' } } as const;

/** Files that go with an answer: attached while it is written, kept as they left. */
export const attachmentRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  // One type for whatever it is: what a client declares of a file is never believed, so it need not be said.
  server.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );

  server.put(
    '/v1/threads/:id/draft/attachments/:fileId',
    {
      config: write,
      bodyLimit: largestFileBytes,
      // Before a byte of the body is read, and in words.
      onRequest: async ({ headers, query }) => {
        const size = Number(headers['content-length'] ?? 0);
        const { filename: given } = query as { filename?: unknown };
        const filename = cleanFileName(typeof given === 'string' ? given : '');
        const refusal = size > largestFileBytes ? refuseFile({ filename, size }, []) : null;
        if (refusal !== null) throw fileRefused(refusal);
      },
      schema: {
        operationId: 'attachFile',
        summary: 'Attach a file to what I am writing in this conversation',
        description:
          'For people: a file belongs to the draft of whoever attaches it. fileId is a UUID made by the client, so that the same once more changes nothing (200 instead of 201). Up to 15 MB a file, 17 MB and 10 files an answer; kinds that mail servers throw away (.exe, .js, …, also in a .zip) are refused in words (attachment_refused). The type of a file follows from its name.',
        tags,
        consumes: ['application/octet-stream'],
        params,
        querystring: attachmentQuery,
        body: z.any().describe('The file as it is.'),
        response: { 200: attachmentSchema, 201: attachmentSchema },
      },
    },
    async (request, reply) => {
      const bytes: unknown = request.body ?? Buffer.alloc(0);
      if (!Buffer.isBuffer(bytes))
        throw new AjarError('unsupported_media_type', 'Send the file itself: Content-Type: application/octet-stream.');
      const { id: threadId, fileId } = request.params;
      const upload = { id: fileId, filename: request.query.filename, bytes };
      const { file, isNew } = await attachFile(app, authorOf(request), threadId, upload);
      return reply.code(isNew ? 201 : 200).send(file);
    },
  );

  server.delete(
    '/v1/threads/:id/draft/attachments/:fileId',
    {
      config: write,
      schema: {
        operationId: 'detachFile',
        summary: 'Take a file off what I am writing',
        tags,
        params,
        response: { 204: z.null().describe('It is off.') },
      },
    },
    async (request, reply) => {
      const { id: threadId, fileId } = request.params;
      await detachFile(app, { threadId, userId: authorOf(request), id: fileId });
      return reply.code(204).send(null);
    },
  );

  server.get(
    '/v1/threads/:id/draft/attachments/:fileId',
    {
      config: write,
      schema: {
        operationId: 'getDraftAttachment',
        summary: 'A file attached to what I am writing, to download',
        tags,
        params,
      },
    },
    async (request, reply) => {
      const { id: threadId, fileId } = request.params;
      return sendFile(reply, await presentDraftFile(app, { threadId, userId: authorOf(request), id: fileId }));
    },
  );

  server.get(
    '/v1/messages/:id/attachments/:fileId',
    {
      config: { auth: { scope: 'messages:read' } },
      schema: {
        operationId: 'getMessageAttachment',
        summary: 'A file that went with an answer, to download',
        tags: ['messages'],
        params,
      },
    },
    async ({ params: { id: messageId, fileId } }, reply) =>
      sendFile(reply, await presentAnswerFile(app, { id: fileId, messageId })),
  );
};

function authorOf(request: FastifyRequest): string {
  const { kind, id: own } = principalOf(request);
  if (kind === 'user') return own;
  throw new AjarError('forbidden', 'A file is attached to what a person writes; a key is no person.');
}
