import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { App } from '../app.ts';
import { todaySchema } from '../contract/today.ts';
import { findToday } from '../flows/today/find-today.ts';
import { principalOf } from './http/auth.ts';

export const todayRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/today',
    {
      config: { auth: { scope: 'tasks:read' } },
      schema: {
        operationId: 'getToday',
        summary: 'What waits for whoever asks, and what the week brings',
        description:
          "A sales rep is told of their own clients and of those they cover for; others of the whole house's.",
        tags: ['today'],
        response: { 200: todaySchema },
      },
    },
    async (request) => {
      const { kind, id } = principalOf(request);
      return findToday(app, kind === 'user' ? id : null);
    },
  );
};
