import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import { activityPage, activityQuery, activitySchema, newActivitySchema } from '../contract/activities.ts';
import { id } from '../contract/primitives.ts';
import { listActivities } from '../db/clients/activities.ts';
import { findClient } from '../db/clients/clients.ts';
import { AjarError } from '../errors.ts';
import { logActivity } from '../flows/clients/log-activity.ts';
import { actorOfRequest } from './http/auth.ts';
import { makePage, readPage } from './http/page.ts';

const tags = ['clients'];
const params = z.object({ id });

export const activityRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/clients/:id/activities',
    {
      config: { auth: { scope: 'clients:read' } },
      schema: {
        operationId: 'listActivities',
        summary: 'Calls, meetings, mails from outside and notes, the latest first',
        tags,
        params,
        querystring: activityQuery,
        response: { 200: activityPage },
      },
    },
    async ({ params: { id: clientId }, query }) => {
      if ((await findClient(app.db, clientId)) === null) throw new AjarError('not_found');
      const page = readPage(query, 'instant');
      return makePage(
        await listActivities(app.db, clientId, page),
        page,
        (row) => [row.happenedAt, row.id],
        (row) => row,
      );
    },
  );

  server.post(
    '/v1/clients/:id/activities',
    {
      config: { auth: { scope: 'clients:write' } },
      schema: {
        operationId: 'logActivity',
        summary: 'Put a call, a meeting, a mail from outside or a note on record; letters keep their distance from it',
        tags,
        params,
        body: newActivitySchema,
        response: { 201: activitySchema },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await logActivity(app, actorOfRequest(request), request.params.id, request.body)),
  );
};
