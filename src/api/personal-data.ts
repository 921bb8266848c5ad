import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import { personalDataQuery, personalDataSchema } from '../contract/personal-data.ts';
import { id } from '../contract/primitives.ts';
import { eraseContact } from '../flows/contacts/erase-person.ts';
import { readContactExport } from '../flows/contacts/export-contact.ts';
import { actorOfRequest } from './http/auth.ts';

const tags = ['contacts'];
const params = z.object({ id });

export const personalDataRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/contacts/:id/export',
    {
      // Internal notes and whole letters: more than a key that may look up names should get.
      config: { auth: { scope: 'contacts:write' } },
      schema: {
        operationId: 'exportContact',
        summary: 'Everything that is on file about the person, at every client',
        tags,
        params,
        querystring: personalDataQuery,
        response: { 200: personalDataSchema },
      },
    },
    async (request) => readContactExport(app, request.params.id, request.query),
  );

  server.delete(
    '/v1/contacts/:id',
    {
      config: { auth: { scope: 'contacts:write' } },
      schema: {
        operationId: 'eraseContact',
        summary: 'Erase the person, at every client; a keyed hash stays so that they are not stored again',
        description:
          'The contact stays as an empty row. Texts of the client stay without the name. To do it again changes nothing.',
        tags,
        params,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await eraseContact(app, actorOfRequest(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
};
