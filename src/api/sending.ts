import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { App } from '../app.ts';
import { type Sending, sendingChangeSchema, sendingSchema } from '../contract/sending.ts';
import { findInstallation } from '../db/house/installation.ts';
import { pauseSending, resumeSending } from '../flows/letters/pause-sending.ts';
import { actorOfRequest } from './http/auth.ts';

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
};

async function findSending(app: App): Promise<Sending> {
  const row = await findInstallation(app.db);
  return {
    paused: row?.pausedAt != null,
    pausedAt: row?.pausedAt ?? null,
    pausedBy: row?.pausedBy ?? null,
    locked: row?.lockedAt != null,
    lockedWhy: row?.lockedWhy ?? null,
    transport: app.config.transport.kind,
  };
}
