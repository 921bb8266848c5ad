import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { App } from '../app.ts';
import {
  clientCountQuery,
  clientCountSchema,
  clientExportQuery,
  type ClientFilters,
  clientPage,
  clientQuery,
} from '../contract/clients.ts';
import { countClients } from '../db/clients/client-list.ts';
import type { Principal } from '../domain/principal.ts';
import { AjarError } from '../errors.ts';
import { readClientsCsv } from '../flows/clients/export-clients.ts';
import { listClients } from '../flows/clients/list-clients.ts';
import { principalOf } from './http/auth.ts';
import { makePage, readPage } from './http/page.ts';

const tags = ['clients'];
const read = { auth: { scope: 'clients:read' } } as const;

export const clientListRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/clients',
    {
      config: read,
      schema: {
        operationId: 'listClients',
        summary: 'Clients with where each stands; the newest first unless another order is asked for',
        tags,
        querystring: clientQuery,
        response: { 200: clientPage },
      },
    },
    async (request) => {
      const { limit, cursor, sort, order, ...filter } = request.query;
      const page = readPage({ limit, cursor }, 'text');
      const rows = await listClients(app, resolveMe(filter, principalOf(request)), { sort, order }, page);
      return makePage(
        rows,
        page,
        ({ key, client }) => [key, client.id],
        ({ client }) => client,
      );
    },
  );

  server.get(
    '/v1/clients/count',
    {
      config: read,
      schema: {
        operationId: 'countClients',
        summary: 'How many clients a list holds',
        tags,
        querystring: clientCountQuery,
        response: { 200: clientCountSchema },
      },
    },
    async (request) => ({
      count: await countClients(app.db, resolveMe(request.query, principalOf(request)), app.now()),
    }),
  );

  server.get(
    '/v1/clients/export.csv',
    {
      config: read,
      schema: {
        operationId: 'exportClients',
        summary: 'The same list as CSV; what a spreadsheet would take for a formula begins with an apostrophe',
        tags,
        querystring: clientExportQuery,
        produces: ['text/csv'],
      },
    },
    async (request, reply) => {
      const { sort, order, ...filter } = request.query;
      const csv = readClientsCsv(app, resolveMe(filter, principalOf(request)), { sort, order });
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="clients.csv"')
        .header('x-content-type-options', 'nosniff')
        .send(csv);
    },
  );
};

/** `me` is whoever is signed in; a key is nobody. */
function resolveMe(filter: ClientFilters, who: Principal): ClientFilters {
  if (filter.owner !== 'me') return filter;
  if (who.kind === 'user') return { ...filter, owner: who.id };
  const message = 'A key is nobody: name an id or an address.';
  throw new AjarError('invalid_request', message, [{ pointer: '/query/owner', message }]);
}
