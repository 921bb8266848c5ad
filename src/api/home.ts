import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { App } from '../app.ts';

const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Ajar</title></head>
<body>
<h1>Ajar</h1>
<p>Leaves the door ajar: few, gracious and stoppable letters to clients who left, and a rep on the line the moment one answers.</p>
<p>The reference of the API is at <a href="/docs">/docs</a>, its OpenAPI document at <a href="/openapi.json">/openapi.json</a>.</p>
</body>
</html>
`;

/** The front page for anybody, and the OpenAPI document. */
export const homeRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server) => {
  server.get('/', { config: { auth: 'public' }, schema: { hide: true } }, async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(page),
  );
  server.get('/openapi.json', { config: { auth: 'public' }, schema: { hide: true } }, async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(server.swagger()),
  );
};
