import type { FastifyInstance } from 'fastify';
import type { App } from '../../app.ts';
import { describeError } from './problem.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** What went wrong on our side, for the log. */
    failure: unknown;
  }
}

/**
 * One line a request: the pattern of the route, never the address itself (tokens stand in it), no query, no body, no
 * address of a person.
 */
export function logRequests(server: FastifyInstance, { log }: App): void {
  server.decorateRequest('failure', null);
  server.addHook('onResponse', async (request, reply) => {
    const fields = {
      requestId: request.id,
      method: request.method,
      route: request.routeOptions.url ?? 'unknown',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      by: request.principal ? `${request.principal.kind}:${request.principal.id}` : null,
    };
    if (reply.statusCode >= 500) log.error({ ...fields, error: describeError(request.failure) }, 'request failed');
    else log.info(fields, 'request');
  });
}
