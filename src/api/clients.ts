import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import {
  type Client,
  clientChangeSchema,
  type ClientDetail,
  clientDetailSchema,
  newClientSchema,
} from '../contract/clients.ts';
import { id } from '../contract/primitives.ts';
import {
  type ClientWithOwner,
  findClient,
  listDeparturesOfClient,
  listSegmentsOfClient,
  listWinBacksOfClient,
} from '../db/clients/clients.ts';
import { listContactsOfClient } from '../db/contacts/contacts.ts';
import { AjarError } from '../errors.ts';
import { changeClient } from '../flows/clients/change-client.ts';
import { createClient } from '../flows/clients/create-client.ts';
import { presentClients } from '../flows/clients/list-clients.ts';
import { actorOfRequest } from './http/auth.ts';
import { presentContact } from './contacts.ts';

const tags = ['clients'];
const params = z.object({ id });
const read = { auth: { scope: 'clients:read' } } as const;
const write = { auth: { scope: 'clients:write' } } as const;

export const clientRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/clients/:id',
    {
      config: read,
      schema: {
        operationId: 'getClient',
        summary: 'One client, with its people, departures and win-backs',
        tags,
        params,
        response: { 200: clientDetailSchema },
      },
    },
    async (request) => findDetail(app, request.params.id),
  );

  server.post(
    '/v1/clients',
    {
      config: write,
      schema: {
        operationId: 'createClient',
        summary: 'Add an active client',
        tags,
        body: newClientSchema,
        response: { 201: clientDetailSchema },
      },
    },
    async (request, reply) => {
      const clientId = await createClient(app, actorOfRequest(request), request.body);
      return reply.code(201).send(await findDetail(app, clientId));
    },
  );

  server.patch(
    '/v1/clients/:id',
    {
      config: write,
      schema: {
        operationId: 'changeClient',
        summary: 'Change what is named; null clears. Set active, a departed client is won back',
        tags,
        params,
        body: clientChangeSchema,
        response: { 200: clientDetailSchema },
      },
    },
    async (request) => {
      await changeClient(app, actorOfRequest(request), request.params.id, request.body);
      return findDetail(app, request.params.id);
    },
  );
};

async function findDetail(app: App, clientId: string): Promise<ClientDetail> {
  const { db } = app;
  const client = await findClient(db, clientId);
  const listed = (await presentClients(app, [clientId], app.now())).get(clientId);
  if (!client || !listed) throw new AjarError('not_found');
  const { lead, nextLetter, noLetter, lastAnswer, openTasks } = listed;
  const [contacts, departures, winBacks, segments] = await Promise.all([
    listContactsOfClient(db, clientId),
    listDeparturesOfClient(db, clientId),
    listWinBacksOfClient(db, clientId),
    listSegmentsOfClient(db, clientId),
  ]);
  return {
    ...presentClient(client),
    contacts: contacts.map(presentContact),
    departures,
    winBacks: winBacks.map((row) => ({ ...row, annualValue: moneyOf(row) })),
    segments,
    lead,
    nextLetter,
    noLetter,
    lastAnswer,
    openTasks,
  };
}

function presentClient({ userEmail, ...row }: ClientWithOwner): Client {
  return { ...row, annualValue: moneyOf(row), owner: row.ownerEmail ?? userEmail };
}

function moneyOf(row: { annualValueAmount: number | null; annualValueCurrency: string | null }) {
  const { annualValueAmount: amount, annualValueCurrency: currency } = row;
  return amount === null || currency === null ? null : { amount, currency };
}
