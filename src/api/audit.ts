import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { App } from '../app.ts';
import { auditPage, auditQuery } from '../contract/audit.ts';
import type { AuditRow } from '../db/house/audit.ts';
import { listAuditInWords } from '../flows/house/list-audit.ts';
import { sendCsv } from './http/csv-download.ts';
import { makePage, readPage } from './http/page.ts';

const tags = ['audit'];
const config = { auth: { scope: 'admin' } } as const;

export const auditRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/audit',
    {
      config,
      schema: {
        operationId: 'listAudit',
        summary: 'Who did what, the newest first',
        tags,
        querystring: auditQuery,
        response: { 200: auditPage },
      },
    },
    async ({ query }) => {
      const page = readPage(query, 'instant');
      const rows = await listAuditInWords(app, query, page);
      return makePage(rows, page, cursorOf, (row) => row);
    },
  );

  server.get(
    '/v1/audit/export',
    {
      config,
      schema: {
        operationId: 'exportAudit',
        summary: 'The same as CSV',
        tags,
        produces: ['text/csv'],
        querystring: auditQuery.omit({ limit: true, cursor: true }),
      },
    },
    async ({ query }, reply) =>
      sendCsv(reply, {
        name: 'ajar-audit',
        header: ['at', 'who', 'actor', 'what', 'action', 'subject', 'subject kind', 'subject id', 'detail'],
        read: (page) => listAuditInWords(app, query, page),
        cursorOf,
        cells: (row) => [
          row.at.toISOString(),
          row.actorName,
          row.actor,
          row.words,
          row.action,
          row.subjectName,
          row.subjectKind,
          row.subjectId,
          row.detail === null ? null : JSON.stringify(row.detail),
        ],
      }),
  );
};

function cursorOf(row: AuditRow): [Date, string] {
  return [row.at, row.id];
}
