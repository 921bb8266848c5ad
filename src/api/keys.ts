import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import { createdKeySchema, type Key, keyPage, keyQuery, newKeySchema } from '../contract/keys.ts';
import { id } from '../contract/primitives.ts';
import { type KeyRow, listKeys } from '../db/house/keys.ts';
import { createKey } from '../flows/house/create-key.ts';
import { revokeKey } from '../flows/house/revoke-key.ts';
import { principalOf } from './http/auth.ts';
import { makePage, readPage } from './http/page.ts';

const tags = ['keys'];

export const keyRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/keys',
    {
      config: { auth: { scope: 'keys:read' } },
      schema: {
        operationId: 'listKeys',
        summary: 'API keys, the newest first; never their secrets',
        tags,
        querystring: keyQuery,
        response: { 200: keyPage },
      },
    },
    async ({ query }) => {
      const page = readPage(query, 'instant');
      return makePage(await listKeys(app.db, page), page, (row) => [row.createdAt, row.id], presentKey);
    },
  );

  server.post(
    '/v1/keys',
    {
      // The answer holds a secret that is kept nowhere, so it cannot be given twice.
      config: { auth: { scope: 'keys:write' }, idempotent: false },
      schema: {
        operationId: 'createKey',
        summary: 'Mint a key with scopes of your own',
        tags,
        body: newKeySchema,
        response: { 201: createdKeySchema },
      },
    },
    async (request, reply) => {
      const { row, key } = await createKey(app, principalOf(request), request.body);
      return reply.code(201).send({ ...presentKey(row), key });
    },
  );

  server.delete(
    '/v1/keys/:id',
    {
      config: { auth: { scope: 'keys:write' } },
      schema: {
        operationId: 'revokeKey',
        summary: 'Revoke a key at once and for good',
        tags,
        params: z.object({ id }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await revokeKey(app, principalOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
};

function presentKey({ secretHash: _, ...row }: KeyRow): Key {
  return row;
}
