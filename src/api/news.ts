import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import { audienceSchema, contentUsePage, contentUseQuery } from '../contract/content-uses.ts';
import {
  newNewsItemSchema,
  type NewsItem,
  newsItemChangeSchema,
  newsPage,
  newsQuery,
  newsItemSchema,
} from '../contract/news.ts';
import { id } from '../contract/primitives.ts';
import { countUses, listUses } from '../db/content/content-uses.ts';
import { findNewsItem, listNews, type NewsItemRow } from '../db/content/news.ts';
import { AjarError } from '../errors.ts';
import { changeNewsItem } from '../flows/content/change-news-item.ts';
import { createNewsItem } from '../flows/content/create-news-item.ts';
import { findAudience } from '../flows/content/find-audience.ts';
import { actorOfRequest } from './http/auth.ts';
import { makePage, readPage } from './http/page.ts';

const tags = ['news'];
const params = z.object({ id });
const read = { auth: { scope: 'news:read' } } as const;
const write = { auth: { scope: 'news:write' } } as const;

export const newsRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/news',
    {
      config: read,
      schema: {
        operationId: 'listNews',
        summary: 'News items, the newest first',
        tags,
        querystring: newsQuery,
        response: { 200: newsPage },
      },
    },
    async ({ query }) => {
      const page = readPage(query, 'instant');
      const rows = await listNews(app.db, query, page);
      const uses = await countUses(
        app.db,
        rows.map((row) => row.id),
      );
      return makePage(
        rows,
        page,
        (row) => [row.createdAt, row.id],
        (row) => presentNewsItem(row, uses),
      );
    },
  );

  server.get(
    '/v1/news/:id',
    {
      config: read,
      schema: { operationId: 'getNewsItem', summary: 'One news item', tags, params, response: { 200: newsItemSchema } },
    },
    async (request) => {
      const row = await findNewsItem(app.db, request.params.id);
      if (!row) throw new AjarError('not_found');
      return presentNewsItem(row, await countUses(app.db, [row.id]));
    },
  );

  server.get(
    '/v1/news/:id/uses',
    {
      config: read,
      schema: {
        operationId: 'listNewsUses',
        summary: 'Who had a news item, the latest first',
        tags,
        params,
        querystring: contentUseQuery,
        response: { 200: contentUsePage },
      },
    },
    async ({ query, params: { id } }) => {
      if (!(await findNewsItem(app.db, id))) throw new AjarError('not_found');
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
    '/v1/news/:id/audience',
    {
      config: read,
      schema: {
        operationId: 'findNewsItemAudience',
        summary: 'Whose next letters would tell of it, as the planner sees it today',
        tags,
        params,
        response: { 200: audienceSchema },
      },
    },
    async ({ params: { id } }) => {
      if (!(await findNewsItem(app.db, id))) throw new AjarError('not_found');
      return findAudience(app, id, app.now());
    },
  );

  server.post(
    '/v1/news',
    {
      config: write,
      schema: {
        operationId: 'createNewsItem',
        summary: 'Add a news item',
        tags,
        body: newNewsItemSchema,
        response: { 201: newsItemSchema },
      },
    },
    async (request, reply) => {
      const row = await createNewsItem(app, actorOfRequest(request), request.body);
      return reply.code(201).send(presentNewsItem(row, new Map()));
    },
  );

  server.patch(
    '/v1/news/:id',
    {
      config: write,
      schema: {
        operationId: 'changeNewsItem',
        summary: 'Change what is named, withdraw it, or take that back',
        tags,
        params,
        body: newsItemChangeSchema,
        response: { 200: newsItemSchema },
      },
    },
    async (request) => {
      const row = await changeNewsItem(app, actorOfRequest(request), request.params.id, request.body);
      return presentNewsItem(row, await countUses(app.db, [row.id]));
    },
  );
};

function presentNewsItem(row: NewsItemRow, uses: Map<string, number>): NewsItem {
  return { ...row, uses: uses.get(row.id) ?? 0 };
}
