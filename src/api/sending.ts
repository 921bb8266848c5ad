import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { App } from '../app.ts';
import { type Sending, sendingChangeSchema, sendingSchema, sendingTestSchema } from '../contract/sending.ts';
import { listActorNames } from '../db/house/actors.ts';
import { findInstallation } from '../db/house/installation.ts';
import { actorInWords } from '../domain/deed-words.ts';
import { pauseSending, resumeSending } from '../flows/letters/pause-sending.ts';
import { testTransport } from '../flows/letters/test-transport.ts';
import { actorOfRequest, principalOf } from './http/auth.ts';

const tags = ['sending'];

export const sendingRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/sending',
    {
      config: { auth: { scope: 'sending:read' } },
      schema: {
        operationId: 'getSending',
        summary: 'Whether letters leave',
        tags,
        response: { 200: sendingSchema },
      },
    },
    async () => findSending(app),
  );

  server.post(
    '/v1/sending',
    {
      config: { auth: { scope: 'sending:write' } },
      schema: {
        operationId: 'setSending',
        summary: 'Pause all sending, or resume it',
        tags,
        body: sendingChangeSchema,
        response: { 200: sendingSchema },
      },
    },
    async (request) => {
      const change = request.body.paused ? pauseSending : resumeSending;
      await change(app, actorOfRequest(request));
      return findSending(app);
    },
  );

  server.post(
    '/v1/sending/test',
    {
      config: { auth: { scope: 'settings:write' } },
      schema: {
        operationId: 'testSending',
        summary: 'Try the way out: log in, and send a mail to your own address',
        tags,
        response: { 200: sendingTestSchema },
      },
    },
    async (request) => {
      const { kind, id } = principalOf(request);
      return testTransport(app, actorOfRequest(request), kind === 'user' ? id : null);
    },
  );
};

async function findSending(app: App): Promise<Sending> {
  const row = await findInstallation(app.db);
  const by = row?.pausedBy ?? null;
  return {
    paused: row?.pausedAt != null,
    pausedAt: row?.pausedAt ?? null,
    pausedBy: by,
    pausedByName: by === null ? null : ((await listActorNames(app.db, [by])).get(by) ?? actorInWords(by)),
    locked: row?.lockedAt != null,
    lockedWhy: row?.lockedWhy ?? null,
    transport: app.config.transport.kind,
  };
}
