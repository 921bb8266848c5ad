import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { App } from '../app.ts';
import { mailboxPage, mailboxQuery } from '../contract/mailbox.ts';
import { listMailbox } from '../db/letters/mailbox.ts';
import { makePage, readPage } from './http/page.ts';

export const mailboxRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/mailbox',
    {
      config: { auth: { scope: 'messages:read' } },
      schema: {
        operationId: 'listMailbox',
        summary: 'Letters that have left, or with capture would have, as an inbox lists them; the newest first',
        tags: ['messages'],
        querystring: mailboxQuery,
        response: { 200: mailboxPage },
      },
    },
    async ({ query }) => {
      const page = readPage(query, 'instant');
      return makePage(await listMailbox(app.db, query.q, page), page, (row) => [row.queuedAt, row.id], presentLetter);
    },
  );
};

function presentLetter(row: Awaited<ReturnType<typeof listMailbox>>[number]) {
  return {
    id: row.id,
    client: { id: row.clientId, name: row.clientName },
    kind: row.kind,
    state: row.state,
    at: row.at,
    to: { name: row.toName, address: row.toAddress },
    from: { name: row.fromName, address: row.fromAddress },
    subject: row.subject,
    beginning: row.beginning,
  };
}
