import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { App } from '../app.ts';
import { auditPage, auditQuery } from '../contract/audit.ts';
import { listAudit } from '../db/house/audit.ts';
import { makePage, readPage } from './http/page.ts';

export const auditRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/audit',
    {
      config: { auth: { scope: 'admin' } },
      schema: {
        operationId: 'listAudit',
        summary: 'Who did what, the newest first; ids only',
        tags: ['audit'],
        querystring: auditQuery,
        response: { 200: auditPage },
      },
    },
    async ({ query }) => {
      const page = readPage(query, 'instant');
      return makePage(
        await listAudit(app.db, query, page),
        page,
        (row) => [row.at, row.id],
        (row) => row,
      );
    },
  );
};
