import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { App } from '../app.ts';
import { houseMailPage, houseMailQuery } from '../contract/house-mails.ts';
import { listHouseMails } from '../db/house/house-mails.ts';
import { covers } from '../domain/scope.ts';
import { AjarError } from '../errors.ts';
import { principalOf } from './http/auth.ts';
import { makePage, readPage } from './http/page.ts';

export const houseMailRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/house-mails',
    {
      config: { auth: { scope: 'messages:read' } },
      schema: {
        operationId: 'listHouseMails',
        summary: 'Mail to people of the house, the newest first; where mail really leaves, for admins alone',
        tags: ['messages'],
        querystring: houseMailQuery,
        response: { 200: houseMailPage },
      },
    },
    async (request) => {
      const { id, scopes } = principalOf(request);
      const isAdmin = covers(scopes, 'admin');
      if (!isAdmin && app.config.transport.kind !== 'capture')
        throw new AjarError('forbidden', 'Mail to colleagues is for admins to see.');
      const page = readPage(request.query, 'instant');
      return makePage(
        await listHouseMails(app.db, { userId: id, withLinksOfOthers: isAdmin }, page),
        page,
        ({ mail }) => [mail.createdAt, mail.id],
        ({ mail, name }) => ({ ...mail, toName: name }),
      );
    },
  );
};
