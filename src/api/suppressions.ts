import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import { id } from '../contract/primitives.ts';
import {
  liftQuery,
  newSuppressionSchema,
  type Suppression,
  suppressionPage,
  suppressionQuery,
  suppressionSchema,
} from '../contract/suppressions.ts';
import { liftSuppression } from '../flows/suppressions/lift-suppression.ts';
import {
  listSuppressionsInWords,
  tellSuppression,
  type ToldSuppression,
} from '../flows/suppressions/list-suppressions-of.ts';
import { suppress } from '../flows/suppressions/suppress.ts';
import { actorOfRequest } from './http/auth.ts';
import { sendCsv } from './http/csv-download.ts';
import { makePage, readPage } from './http/page.ts';

const tags = ['suppressions'];
const write = { auth: { scope: 'suppressions:write' } } as const;

export const suppressionRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/suppressions',
    {
      config: { auth: { scope: 'suppressions:read' } },
      schema: {
        operationId: 'listSuppressions',
        summary: 'Addresses and clients that must not be mailed, the newest first',
        tags,
        querystring: suppressionQuery,
        response: { 200: suppressionPage },
      },
    },
    async ({ query }) => {
      const page = readPage(query, 'instant');
      const rows = await listSuppressionsInWords(app, query, page);
      return makePage(rows, page, (row) => [row.createdAt, row.id], presentSuppression);
    },
  );

  server.get(
    '/v1/suppressions/export',
    {
      config: { auth: { scope: 'suppressions:read' } },
      schema: {
        operationId: 'exportSuppressions',
        summary: 'The same as CSV',
        tags,
        produces: ['text/csv'],
        querystring: suppressionQuery.omit({ limit: true, cursor: true }),
      },
    },
    async ({ query }, reply) =>
      sendCsv(reply, {
        name: 'ajar-suppressions',
        header: ['address', 'client', 'scope', 'reason', 'source', 'note', 'since', 'by', 'lifted', 'lifted by'],
        read: (page) => listSuppressionsInWords(app, query, page),
        cursorOf: (row) => [row.createdAt, row.id],
        cells: (row) => [
          row.address,
          row.clientName,
          row.scope,
          row.reason,
          row.source,
          row.note,
          row.createdAt.toISOString(),
          row.createdByName,
          row.liftedAt?.toISOString() ?? null,
          row.liftedByName,
        ],
      }),
  );

  server.post(
    '/v1/suppressions',
    {
      config: write,
      schema: {
        operationId: 'suppress',
        summary: 'Mail an address or a whole client no more; 200 when that is in force already',
        tags,
        body: newSuppressionSchema,
        response: { 200: suppressionSchema, 201: suppressionSchema },
      },
    },
    async (request, reply) => {
      const { row, isNew } = await suppress(app, actorOfRequest(request), request.body);
      return reply.code(isNew ? 201 : 200).send(presentSuppression(await tellSuppression(app, row)));
    },
  );

  server.delete(
    '/v1/suppressions/:id',
    {
      config: write,
      schema: {
        operationId: 'liftSuppression',
        summary: 'Lift a suppression; what the person asked for needs ?confirm=person-opted-in',
        description:
          'An unsubscription, a wish to stop, a complaint, a privacy request or an erasure is lifted only when you ' +
          'confirm that the person has opted in again. Drips that it ended stay ended.',
        tags,
        params: z.object({ id }),
        querystring: liftQuery,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const hasOptedIn = request.query.confirm === 'person-opted-in';
      await liftSuppression(app, actorOfRequest(request), request.params.id, hasOptedIn);
      return reply.code(204).send(null);
    },
  );
};

function presentSuppression({ addressHash: _, ...row }: ToldSuppression): Suppression {
  return row;
}
