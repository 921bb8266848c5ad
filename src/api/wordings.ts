import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { App } from '../app.ts';
import {
  newWordingSchema,
  revisedWordingSchema,
  revisionPage,
  revisionQuery,
  wordingDetailSchema,
  wordingListSchema,
  wordingParams,
} from '../contract/wordings.ts';
import { listActorNames } from '../db/house/actors.ts';
import { listRevisions } from '../db/campaigns/wordings.ts';
import { findWording, findWordings } from '../flows/wordings/find-wordings.ts';
import { reviseWording } from '../flows/wordings/revise-wording.ts';
import { actorOfRequest } from './http/auth.ts';
import { makePage, readPage } from './http/page.ts';

const tags = ['wordings'];
const read = { auth: { scope: 'campaigns:read' } } as const;

export const wordingRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/wordings',
    {
      config: read,
      schema: {
        operationId: 'listWordings',
        summary: 'The wording in force of every letter in every language',
        tags,
        response: { 200: wordingListSchema },
      },
    },
    async () => ({ data: await findWordings(app) }),
  );

  server.get(
    '/v1/wordings/:kind/:locale',
    {
      config: read,
      schema: {
        operationId: 'getWording',
        summary: 'One wording: what is in force, what ships with Ajar, and what people of this language get',
        tags,
        params: wordingParams,
        response: { 200: wordingDetailSchema },
      },
    },
    async ({ params: { kind, locale } }) => findWording(app, { kind, locale }),
  );

  server.get(
    '/v1/wordings/:kind/:locale/revisions',
    {
      config: read,
      schema: {
        operationId: 'listWordingRevisions',
        summary: 'What somebody has made of a wording, the latest first; what ships with Ajar is not among them',
        tags,
        params: wordingParams,
        querystring: revisionQuery,
        response: { 200: revisionPage },
      },
    },
    async ({ params, query }) => {
      const page = readPage(query, 'instant');
      const rows = await listRevisions(app.db, params, page);
      const names = await listActorNames(
        app.db,
        rows.map((row) => row.createdBy),
      );
      return makePage(
        rows,
        page,
        (row) => [row.createdAt, row.id],
        (row) => ({ ...row, createdByName: names.get(row.createdBy) ?? row.createdBy }),
      );
    },
  );

  server.post(
    '/v1/wordings/:kind/:locale',
    {
      config: { auth: { scope: 'campaigns:write' } },
      schema: {
        operationId: 'reviseWording',
        summary: 'Store the next revision; it reaches every letter that has not been claimed',
        description: 'The wording that is in force already makes no revision and answers 200.',
        tags,
        params: wordingParams,
        body: newWordingSchema,
        response: { 200: revisedWordingSchema, 201: revisedWordingSchema },
      },
    },
    async (request, reply) => {
      const { kind, locale } = request.params;
      const { isNew, copy, ...rest } = await reviseWording(
        app,
        actorOfRequest(request),
        { kind, locale },
        request.body.copy,
      );
      return reply.code(isNew ? 201 : 200).send({ kind, locale, ...rest, copy: { ...copy } });
    },
  );
};
