import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { App } from '../app.ts';

/** The OpenAPI document. */
export const openApiRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server) => {
  server.get('/openapi.json', { config: { auth: 'public' }, schema: { hide: true } }, async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(server.swagger()),
  );
};
