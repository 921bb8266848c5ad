import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import { id } from '../contract/primitives.ts';
import { timelineQuery, timelineSchema } from '../contract/timeline.ts';
import { explainTimeline } from '../flows/contacts/explain-timeline.ts';

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
};
