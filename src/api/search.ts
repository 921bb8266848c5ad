import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { App } from '../app.ts';
import { foundSchema, searchQuery } from '../contract/search.ts';
import { type FoundKind, listFound } from '../db/search.ts';
import { covers, type Scope } from '../domain/scope.ts';
import { principalOf } from './http/auth.ts';

const needed: Record<FoundKind, Scope> = {
  client: 'clients:read',
  contact: 'contacts:read',
  thread: 'threads:read',
  campaign: 'campaigns:read',
  offer: 'offers:read',
};

export const searchRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/search',
    {
      config: { auth: { scope: 'clients:read' } },
      schema: {
        operationId: 'search',
        summary: 'Clients, contacts, threads, campaigns and offers by name, as far as you may read them',
        tags: ['clients'],
        querystring: searchQuery,
        response: { 200: foundSchema },
      },
    },
    async (request) => {
      const { scopes } = principalOf(request);
      const kinds = (Object.keys(needed) as FoundKind[]).filter((kind) => covers(scopes, needed[kind]));
      return { data: await listFound(app.db, request.query.q, kinds, request.query.limit) };
    },
  );
};
