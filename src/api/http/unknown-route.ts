import type { FastifyInstance } from 'fastify';
import { AjarError } from '../../errors.ts';

/** Tells 404 from 405: a path that another method knows is answered with the methods it does know (RFC 9110 §15.5.6). */
export function refuseUnknownRoutes(server: FastifyInstance): void {
  const known: { path: RegExp; methods: string[] }[] = [];
  server.addHook('onRoute', ({ url, method }) => {
    known.push({ path: pathPattern(url), methods: [method].flat() });
  });
  // As a hook, so that nothing of a body is read for a path that leads nowhere.
  server.addHook('onRequest', async (request, reply) => {
    if (!request.is404) return;
    const [path = ''] = request.url.split('?');
    const methods = new Set(known.filter((route) => route.path.test(path)).flatMap((route) => route.methods));
    if (methods.size === 0) throw new AjarError('not_found');
    reply.header('allow', [...methods].toSorted().join(', '));
    throw new AjarError('method_not_allowed');
  });
}

function pathPattern(url: string): RegExp {
  const parts = url.split('/').map((part) => {
    if (part.startsWith(':')) return '[^/]+';
    return part === '*' ? '.*' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  });
  return new RegExp(`^${parts.join('/')}$`);
}
