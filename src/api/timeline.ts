import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import { id } from '../contract/primitives.ts';
import { clientTimelineSchema, timelineQuery, timelineSchema } from '../contract/timeline.ts';
import { covers } from '../domain/scope.ts';
import { explainClient } from '../flows/clients/explain-client.ts';
import { explainTimeline } from '../flows/contacts/explain-timeline.ts';
import { principalOf } from './http/auth.ts';

export const timelineRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/contacts/:id/timeline',
    {
      config: { auth: { scope: 'contacts:read' } },
      schema: {
        operationId: 'getTimeline',
        summary: 'What a person has had, what they will get, when, and why',
        tags: ['contacts'],
        params: z.object({ id }),
        querystring: timelineQuery,
        response: { 200: timelineSchema },
      },
    },
    async ({ params, query }) => ({
      data: await explainTimeline(app, params.id, { now: app.now(), until: query.until }),
    }),
  );

  server.get(
    '/v1/clients/:id/timeline',
    {
      config: { auth: { scope: 'clients:read' } },
      schema: {
        operationId: 'getClientTimeline',
        summary: 'The story of a client: what has been, what will come, when, and why',
        tags: ['clients'],
        params: z.object({ id }),
        querystring: timelineQuery,
        response: { 200: clientTimelineSchema },
      },
    },
    async (request) => ({
      data: await explainClient(app, request.params.id, {
        now: app.now(),
        until: request.query.until,
        withAnswers: covers(principalOf(request).scopes, 'threads:read'),
      }),
    }),
  );
};
