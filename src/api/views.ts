import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import { id } from '../contract/primitives.ts';
import { newViewSchema, viewChangeSchema, viewListSchema, viewQuery, viewSchema } from '../contract/views.ts';
import { listViews, type ViewRow } from '../db/house/saved-views.ts';
import type { Principal } from '../domain/principal.ts';
import { changeView, removeView, saveView } from '../flows/house/save-view.ts';
import { principalOf } from './http/auth.ts';

const tags = ['views'];
const params = z.object({ id });
const read = { auth: { scope: 'views:read' } } as const;
const write = { auth: { scope: 'views:write' } } as const;

export const viewRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/views',
    {
      config: read,
      schema: {
        operationId: 'listViews',
        summary: 'Lists that were kept under a name: your own and the shared ones',
        tags,
        querystring: viewQuery,
        response: { 200: viewListSchema },
      },
    },
    async (request) => {
      const who = principalOf(request);
      const userId = who.kind === 'user' ? who.id : null;
      const rows = await listViews(app.db, { userId, noun: request.query.noun });
      return { data: rows.map((row) => present(row, who)) };
    },
  );

  server.post(
    '/v1/views',
    {
      config: write,
      schema: {
        operationId: 'saveView',
        summary: 'Keep a list with its filters under a name',
        tags,
        body: newViewSchema,
        response: { 201: viewSchema },
      },
    },
    async (request, reply) => {
      const who = principalOf(request);
      return reply.code(201).send(present(await saveView(app, who, request.body), who));
    },
  );

  server.patch(
    '/v1/views/:id',
    {
      config: write,
      schema: {
        operationId: 'changeView',
        summary: 'Change what is named',
        tags,
        params,
        body: viewChangeSchema,
        response: { 200: viewSchema },
      },
    },
    async (request) => {
      const who = principalOf(request);
      return present(await changeView(app, who, request.params.id, request.body), who);
    },
  );

  server.delete(
    '/v1/views/:id',
    {
      config: write,
      schema: { operationId: 'removeView', summary: 'Remove a view', tags, params, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await removeView(app, principalOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
};

function present({ userId, ...row }: ViewRow, who: Principal) {
  return { ...row, own: who.kind === 'user' && userId === who.id };
}
