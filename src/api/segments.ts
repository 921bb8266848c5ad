import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import {
  newSegmentSchema,
  segmentChangeSchema,
  segmentContactPage,
  segmentPage,
  segmentQuery,
  segmentSchema,
  slug,
} from '../contract/segments.ts';
import {
  countMembers,
  findSegment,
  listContactsOfSegment,
  listSegments,
  type SegmentRow,
} from '../db/clients/segments.ts';
import { AjarError } from '../errors.ts';
import { changeSegment } from '../flows/clients/change-segment.ts';
import { createSegment } from '../flows/clients/create-segment.ts';
import { actorOfRequest } from './http/auth.ts';
import { presentContact } from './contacts.ts';
import { makePage, readPage } from './http/page.ts';

const tags = ['segments'];
const read = { auth: { scope: 'segments:read' } } as const;

export const segmentRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/segments',
    {
      config: read,
      schema: {
        operationId: 'listSegments',
        summary: 'Segments, by name',
        tags,
        querystring: segmentQuery,
        response: { 200: segmentPage },
      },
    },
    async ({ query }) => {
      const page = readPage(query, 'text');
      const rows = await listSegments(app.db, page);
      const members = await countMembers(
        app.db,
        rows.map((row) => row.id),
      );
      return makePage(
        rows,
        page,
        (row) => [row.name, row.id],
        (row) => presentSegment(row, members),
      );
    },
  );

  server.post(
    '/v1/segments',
    {
      config: { auth: { scope: 'segments:write' } },
      schema: {
        operationId: 'createSegment',
        summary: 'Add a list of clients',
        tags,
        body: newSegmentSchema,
        response: { 201: segmentSchema },
      },
    },
    async (request, reply) => {
      const row = await createSegment(app, actorOfRequest(request), request.body);
      return reply.code(201).send(presentSegment(row, await countMembers(app.db, [row.id])));
    },
  );

  server.patch(
    '/v1/segments/:slug',
    {
      config: { auth: { scope: 'segments:write' } },
      schema: {
        operationId: 'changeSegment',
        summary: 'Rename a segment; have clients join or leave a list',
        tags,
        params: z.object({ slug }),
        body: segmentChangeSchema,
        response: { 200: segmentSchema },
      },
    },
    async (request) => {
      const row = await changeSegment(app, actorOfRequest(request), request.params.slug, request.body);
      return presentSegment(row, await countMembers(app.db, [row.id]));
    },
  );

  server.get(
    '/v1/segments/:slug/contacts',
    {
      config: read,
      schema: {
        operationId: 'listSegmentContacts',
        summary: 'The people at the clients of a segment, the newest first',
        tags,
        params: z.object({ slug }),
        querystring: segmentQuery,
        response: { 200: segmentContactPage },
      },
    },
    async ({ query, params }) => {
      const segment = await findSegment(app.db, params.slug);
      if (!segment) throw new AjarError('not_found');
      const page = readPage(query, 'instant');
      const rows = await listContactsOfSegment(app.db, segment.id, page);
      return makePage(rows, page, (row) => [row.createdAt, row.id], presentContact);
    },
  );
};

function presentSegment(row: SegmentRow, members: Map<string, number>) {
  return { ...row, clients: members.get(row.id) ?? 0 };
}
