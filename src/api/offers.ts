import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import { audienceSchema, contentUsePage, contentUseQuery } from '../contract/content-uses.ts';
import {
  newOfferSchema,
  type Offer,
  offerChangeSchema,
  offerPage,
  offerQuery,
  offerSchema,
} from '../contract/offers.ts';
import { id } from '../contract/primitives.ts';
import { countUses, listUses } from '../db/content/content-uses.ts';
import { findOffer, listOffers, type OfferRow } from '../db/content/offers.ts';
import { AjarError } from '../errors.ts';
import { changeOffer } from '../flows/content/change-offer.ts';
import { createOffer } from '../flows/content/create-offer.ts';
import { findAudience } from '../flows/content/find-audience.ts';
import { actorOfRequest } from './http/auth.ts';
import { makePage, readPage } from './http/page.ts';

const tags = ['offers'];
const params = z.object({ id });
const read = { auth: { scope: 'offers:read' } } as const;
const write = { auth: { scope: 'offers:write' } } as const;

export const offerRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/offers',
    {
      config: read,
      schema: {
        operationId: 'listOffers',
        summary: 'Offers, the newest first',
        tags,
        querystring: offerQuery,
        response: { 200: offerPage },
      },
    },
    async ({ query }) => {
      const page = readPage(query, 'instant');
      const rows = await listOffers(app.db, query, page);
      const uses = await countUses(
        app.db,
        rows.map((row) => row.id),
      );
      return makePage(
        rows,
        page,
        (row) => [row.createdAt, row.id],
        (row) => presentOffer(row, uses),
      );
    },
  );

  server.get(
    '/v1/offers/:id',
    {
      config: read,
      schema: { operationId: 'getOffer', summary: 'One offer', tags, params, response: { 200: offerSchema } },
    },
    async (request) => {
      const row = await findOffer(app.db, request.params.id);
      if (!row) throw new AjarError('not_found');
      return presentOffer(row, await countUses(app.db, [row.id]));
    },
  );

  server.get(
    '/v1/offers/:id/uses',
    {
      config: read,
      schema: {
        operationId: 'listOfferUses',
        summary: 'Who had an offer, the latest first',
        tags,
        params,
        querystring: contentUseQuery,
        response: { 200: contentUsePage },
      },
    },
    async ({ query, params: { id } }) => {
      if (!(await findOffer(app.db, id))) throw new AjarError('not_found');
      const page = readPage(query, 'instant');
      return makePage(
        await listUses(app.db, id, page),
        page,
        (row) => [row.usedAt, row.messageId],
        (row) => row,
      );
    },
  );

  server.get(
    '/v1/offers/:id/audience',
    {
      config: read,
      schema: {
        operationId: 'findOfferAudience',
        summary: 'Whose next letters would tell of it, as the planner sees it today',
        tags,
        params,
        response: { 200: audienceSchema },
      },
    },
    async ({ params: { id } }) => {
      if (!(await findOffer(app.db, id))) throw new AjarError('not_found');
      return findAudience(app, id, app.now());
    },
  );

  server.post(
    '/v1/offers',
    {
      config: write,
      schema: {
        operationId: 'createOffer',
        summary: 'Add an offer',
        tags,
        body: newOfferSchema,
        response: { 201: offerSchema },
      },
    },
    async (request, reply) => {
      const row = await createOffer(app, actorOfRequest(request), request.body);
      return reply.code(201).send(presentOffer(row, new Map()));
    },
  );

  server.patch(
    '/v1/offers/:id',
    {
      config: write,
      schema: {
        operationId: 'changeOffer',
        summary: 'Change what is named, withdraw it, or take that back',
        tags,
        params,
        body: offerChangeSchema,
        response: { 200: offerSchema },
      },
    },
    async (request) => {
      const row = await changeOffer(app, actorOfRequest(request), request.params.id, request.body);
      return presentOffer(row, await countUses(app.db, [row.id]));
    },
  );
};

function presentOffer({ priceAmount, priceCurrency, ...row }: OfferRow, uses: Map<string, number>): Offer {
  const price =
    priceAmount === null || priceCurrency === null ? null : { amount: priceAmount, currency: priceCurrency };
  return { ...row, price, uses: uses.get(row.id) ?? 0 };
}
