import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { App } from '../app.ts';
import { screenPaths } from '../contract/screens.ts';

/** Where the web app was built to: beside the program that runs, or in dist/ when the sources run by themselves. */
const folder = ['./web', '../../dist/web']
  .map((relative) => fileURLToPath(new URL(relative, import.meta.url)))
  .find((candidate) => existsSync(path.join(candidate, 'index.html')));

const unbuilt = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Ajar</title></head>
<body><h1>Ajar</h1><p>The pages are not built here: run <code>npm run build</code>. The reference of the API is at <a href="/docs">/docs</a>.</p></body>
</html>
`;

/**
 * The web app: one page for every path of its router, 200 for anybody (what is on it comes from the API, which asks who is
 * there), and its files, which are named after their contents and so never change.
 */
export const webRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server) => {
  const page = folder === undefined ? unbuilt : readFileSync(path.join(folder, 'index.html'), 'utf8');
  for (const screenPath of screenPaths) {
    server.get(
      screenPath,
      { config: { auth: 'public', ownPages: true }, schema: { hide: true } },
      async (_request, reply) => reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(page),
    );
  }
  if (folder === undefined) return;
  await server.register(fastifyStatic, {
    root: path.join(folder, 'assets'),
    prefix: '/assets/',
    decorateReply: false,
    preCompressed: true,
    immutable: true,
    maxAge: '1y',
    index: false,
    dotfiles: 'ignore',
  });
};
