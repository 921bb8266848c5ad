import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { App } from '../app.ts';
import { messageSchema } from '../contract/messages.ts';
import { id } from '../contract/primitives.ts';
import { draftChangeSchema, draftSchema, newAnswerSchema, queuedAnswerSchema } from '../contract/answers.ts';
import { AjarError } from '../errors.ts';
import { presentMessage } from '../flows/letters/present-message.ts';
import { answerThread } from '../flows/threads/answer-thread.ts';
import { cancelAnswer } from '../flows/threads/cancel-answer.ts';
import { discardDraft, keepDraft, readDraft } from '../flows/threads/keep-draft.ts';
import { actorOfRequest, principalOf } from './http/auth.ts';

const tags = ['threads'];
const params = z.object({ id });
const write = { auth: { scope: 'threads:write' } } as const;

/** What a rep writes in a conversation. */
export const answerRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.post(
    '/v1/threads/:id/reply',
    {
      config: write,
      schema: {
        operationId: 'answerThread',
        summary: 'Answer; it leaves in 60 seconds or at a chosen time, and can be taken back until then',
        description:
          'It goes to the contact\'s known address, threaded below their last mail, from its author. What they stopped concerns letters, not answers; after a complaint, "never again" or a hard bounce it is refused (must_not_write). While sending is paused it waits.',
        tags,
        params,
        body: newAnswerSchema,
        response: { 201: queuedAnswerSchema },
      },
    },
    async (request, reply) => {
      const authorId = authorOf(request, request.body.author);
      const queued = await answerThread(app, actorOfRequest(request), authorId, request.params.id, request.body);
      return reply.code(201).send({ ...queued, message: presentMessage(queued.message) });
    },
  );

  server.post(
    '/v1/messages/:id/cancel',
    {
      config: write,
      schema: {
        operationId: 'cancelAnswer',
        summary: 'Take an answer back that has not left; its words and files are a draft again',
        tags: ['messages'],
        params,
        response: { 200: messageSchema },
      },
    },
    async (request) => presentMessage(await cancelAnswer(app, actorOfRequest(request), request.params.id)),
  );

  server.get(
    '/v1/threads/:id/draft',
    {
      config: write,
      schema: {
        operationId: 'getDraft',
        summary: 'What I am writing in this conversation, and what is attached to it',
        tags,
        params,
        response: { 200: draftSchema },
      },
    },
    async (request) => readDraft(app.db, authorOf(request), request.params.id),
  );

  server.put(
    '/v1/threads/:id/draft',
    {
      config: write,
      schema: {
        operationId: 'keepDraft',
        summary: 'Keep what I am writing',
        tags,
        params,
        body: draftChangeSchema,
        response: { 200: draftSchema },
      },
    },
    async (request) => keepDraft(app, authorOf(request), request.params.id, request.body.body),
  );

  server.delete(
    '/v1/threads/:id/draft',
    {
      config: write,
      schema: {
        operationId: 'discardDraft',
        summary: 'Throw away what I was writing, with its files',
        tags,
        params,
        response: { 204: z.null().describe('It is gone.') },
      },
    },
    async (request, reply) => {
      await discardDraft(app, authorOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
};

/** A person writes for themselves; a key says for whom. */
function authorOf(request: FastifyRequest, named?: string): string {
  const { kind, id: own } = principalOf(request);
  if (kind === 'user' && named !== undefined && named !== own)
    throw refuse('You answer for yourself: leave author out.');
  if (kind === 'user') return own;
  if (named === undefined) throw refuse('A key is no person: name the author, by the id of a user.');
  return named;
}

function refuse(message: string): AjarError {
  return new AjarError('invalid_request', message, [{ pointer: '/author', message }]);
}
