import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { App } from '../app.ts';
import { summaryQuery, summarySchema } from '../contract/reports.ts';
import { findResults } from '../flows/clients/find-results.ts';

export const reportRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/reports/summary',
    {
      config: { auth: { scope: 'reports:read' } },
      schema: {
        operationId: 'getSummary',
        summary: 'Who left, who came back, what was sent, and what can honestly be claimed of it',
        tags: ['reports'],
        querystring: summaryQuery,
        response: { 200: summarySchema },
      },
    },
    async ({ query }) => findResults(app, query),
  );
};
