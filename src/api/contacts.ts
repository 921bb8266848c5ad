import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import {
  type Contact,
  contactChangeSchema,
  contactPage,
  contactQuery,
  contactSchema,
  newContactSchema,
} from '../contract/contacts.ts';
import { id } from '../contract/primitives.ts';
import { type ContactWithBasis, findContact, listContacts } from '../db/contacts/contacts.ts';
import { AjarError } from '../errors.ts';
import { changeContact } from '../flows/contacts/change-contact.ts';
import { createContact } from '../flows/contacts/create-contact.ts';
import { actorOfRequest } from './http/auth.ts';
import { makePage, readPage } from './http/page.ts';

const tags = ['contacts'];
const params = z.object({ id });
const read = { auth: { scope: 'contacts:read' } } as const;
const write = { auth: { scope: 'contacts:write' } } as const;

export const contactRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/contacts',
    {
      config: read,
      schema: {
        operationId: 'listContacts',
        summary: 'People at clients, the newest first',
        tags,
        querystring: contactQuery,
        response: { 200: contactPage },
      },
    },
    async ({ query }) => {
      const page = readPage(query, 'instant');
      const rows = await listContacts(app.db, query, page);
      return makePage(rows, page, (row) => [row.createdAt, row.id], presentContact);
    },
  );

  server.get(
    '/v1/contacts/:id',
    {
      config: read,
      schema: { operationId: 'getContact', summary: 'One person', tags, params, response: { 200: contactSchema } },
    },
    async (request) => findPresented(app, request.params.id),
  );

  server.post(
    '/v1/contacts',
    {
      config: write,
      schema: {
        operationId: 'createContact',
        summary: 'Add a person to a client; it writes to nobody',
        tags,
        body: newContactSchema,
        response: { 201: contactSchema },
      },
    },
    async (request, reply) => {
      const contactId = await createContact(app, actorOfRequest(request), request.body);
      return reply.code(201).send(await findPresented(app, contactId));
    },
  );

  server.patch(
    '/v1/contacts/:id',
    {
      config: write,
      schema: {
        operationId: 'changeContact',
        summary: 'Change what is named; null clears',
        tags,
        params,
        body: contactChangeSchema,
        response: { 200: contactSchema },
      },
    },
    async (request) => {
      await changeContact(app, actorOfRequest(request), request.params.id, request.body);
      return findPresented(app, request.params.id);
    },
  );
};

async function findPresented(app: App, contactId: string): Promise<Contact> {
  const row = await findContact(app.db, contactId);
  if (!row) throw new AjarError('not_found');
  return presentContact(row);
}

/** A contact as the API tells of it. */
export function presentContact<Row extends ContactWithBasis>({ addressHash: _, isDemo: __, ...row }: Row) {
  return row;
}
