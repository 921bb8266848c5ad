import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import {
  departurePage,
  departurePatchSchema,
  departureSchema,
  departureQuery,
  dryRunQuery,
  mergedDepartureSchema,
  newDepartureSchema,
  recordedDepartureSchema,
  undoneSchema,
} from '../contract/departures.ts';
import { id } from '../contract/primitives.ts';
import { findDeparture, listDepartures } from '../db/departures/departures.ts';
import { AjarError } from '../errors.ts';
import { changeDeparture } from '../flows/departures/change-departure.ts';
import { presentDeparture } from '../flows/departures/present-departure.ts';
import { recordDeparture } from '../flows/departures/record-departure.ts';
import { undoDeparture } from '../flows/departures/undo-departure.ts';
import { actorOfRequest } from './http/auth.ts';
import { makePage, readPage } from './http/page.ts';

const tags = ['departures'];

export const departureRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.post(
    '/v1/departures',
    {
      config: { auth: { scope: 'departures:write' } },
      schema: {
        operationId: 'recordDeparture',
        summary: 'Record that a client left; their letters are planned at once',
        description:
          'The same externalId, or a departure of a client who has left already, merges into the open one (200, merged). With dryRun nothing is stored and the whole plan is answered (200), with the first letter as it would leave.',
        tags,
        querystring: dryRunQuery,
        body: newDepartureSchema,
        response: { 200: mergedDepartureSchema, 201: recordedDepartureSchema },
      },
    },
    async (request, reply) => {
      const dryRun = request.query.dryRun === true;
      const recorded = await recordDeparture(app, request.body, {
        by: actorOfRequest(request),
        now: app.now(),
        dryRun,
        foresee: dryRun,
      });
      const { plan, preview } = recorded;
      if (dryRun)
        return reply
          .code(200)
          .send({ ...recorded.body, merged: recorded.merged, dryRun, plan, ...(preview && { preview }) });
      if (recorded.merged) return reply.code(200).send({ ...recorded.body, merged: true, dryRun: false });
      return reply.code(201).send(recorded.body);
    },
  );

  server.get(
    '/v1/departures',
    {
      config: { auth: { scope: 'departures:read' } },
      schema: {
        operationId: 'listDepartures',
        summary: 'Departures, the latest recorded first',
        tags,
        querystring: departureQuery,
        response: { 200: departurePage },
      },
    },
    async ({ query }) => {
      const page = readPage(query, 'instant');
      const rows = await listDepartures(app.db, { clientId: query.client, reason: query.reason }, page);
      return makePage(rows, page, (row) => [row.recordedAt, row.id], presentDeparture);
    },
  );

  server.get(
    '/v1/departures/:id',
    {
      config: { auth: { scope: 'departures:read' } },
      schema: {
        operationId: 'getDeparture',
        summary: 'One departure',
        tags,
        params: z.object({ id }),
        response: { 200: departureSchema },
      },
    },
    async ({ params }) => {
      const row = await findDeparture(app.db, params.id);
      if (row === null) throw new AjarError('not_found', 'There is no departure with this id.');
      return presentDeparture(row);
    },
  );

  server.patch(
    '/v1/departures/:id',
    {
      config: { auth: { scope: 'departures:write' } },
      schema: {
        operationId: 'changeDeparture',
        summary: 'Change what is known of a departure; the plan follows. Null empties a field',
        tags,
        params: z.object({ id }),
        body: departurePatchSchema,
        response: { 200: departureSchema },
      },
    },
    async (request) =>
      presentDeparture(await changeDeparture(app, request.params.id, request.body, actorOfRequest(request))),
  );

  server.post(
    '/v1/departures/:id/undo',
    {
      config: { auth: { scope: 'departures:write' } },
      schema: {
        operationId: 'undoDeparture',
        summary: 'They did not leave: letters and tasks end, the client is active again',
        tags,
        params: z.object({ id }),
        response: { 200: undoneSchema },
      },
    },
    async (request) => undoDeparture(app, request.params.id, actorOfRequest(request)),
  );
};
