import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Fastify, { type FastifyInstance } from 'fastify';
import { serializerCompiler } from 'fastify-type-provider-zod';
import { uuidv7 } from 'uuidv7';
import type { App } from '../app.ts';
import { AjarError } from '../errors.ts';
import { authenticateRequests, refuseRouteWithoutRule } from './http/auth.ts';
import { answerBrokenRequest } from './http/broken-request.ts';
import { closeWithGrace } from './http/close.ts';
import { answerOnce, describeIdempotency } from './http/idempotency.ts';
import { parseJsonBodies } from './http/json-body.ts';
import { measureRequests } from './metrics.ts';
import { documentRoute, openApiOptions } from './http/openapi.ts';
import { refusalOf, sendProblem } from './http/problem.ts';
import { limitRequests } from './http/rate-limit.ts';
import { logRequests } from './http/request-log.ts';
import { routePlugins } from './routes.ts';
import { securityHeaders } from './http/security-headers.ts';
import { refuseUnknownRoutes } from './http/unknown-route.ts';
import { compileValidator } from './http/validation.ts';

/** Bytes of a body; a route that takes mail or files says `bodyLimit` itself, up to 36 MB. */
const bodyLimit = 1_000_000;

/**
 * The HTTP server, not yet listening: `await server.ready()` or `server.listen()`. It ends with `server.close()`, which
 * waits for requests that run; the app is closed by whoever opened it.
 */
export function buildServer(app: App): FastifyInstance {
  const server = Fastify({
    logger: false,
    trustProxy: trustedProxies(app.config.trustProxy),
    bodyLimit,
    requestTimeout: 120_000,
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    // A request that still came in is answered; Fastify's own 503 would be no problem+json.
    return503OnClosing: false,
    genReqId: ({ headers }) => saneRequestId(headers['x-request-id']) ?? uuidv7(),
    routerOptions: { maxParamLength: 200, querystringParser: (text) => parseQuery(text) },
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, _request, reply) => void sendProblem(reply, refusalOf(error)),
  });
  server.setValidatorCompiler(compileValidator);
  server.setSerializerCompiler(serializerCompiler);
  server.setErrorHandler((error, request, reply) => {
    request.failure = error;
    return sendProblem(reply, refusalOf(error));
  });
  server.setNotFoundHandler(() => {
    // Paths without a route are refused before; this is for a file that is not there.
    throw new AjarError('not_found');
  });
  parseJsonBodies(server);

  // What a route must say is checked while it is registered, before the reference is made of it.
  server.addHook('onRoute', (route) => {
    refuseRouteWithoutRule(route);
    describeIdempotency(route);
    documentRoute(route);
  });
  server.register(cookie);
  server.register(helmet, securityHeaders(app.config.publicUrl));
  server.register(rateLimit, { global: false });
  server.register(swagger, openApiOptions);
  server.register(swaggerUi, { routePrefix: '/docs', theme: { title: 'Ajar API' }, uiConfig: { deepLinking: true } });
  // After helmet, so that every refusal carries its headers too.
  server.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id));
  logRequests(server, app);
  measureRequests(server);
  refuseUnknownRoutes(server);
  limitRequests(server);
  authenticateRequests(server, app);
  answerOnce(server, app);
  closeWithGrace(server);
  for (const plugin of routePlugins) server.register(plugin, { app });
  return server;
}

/** A number of hops is a decision of the operator, who keeps others from reaching us past the proxy. */
function trustedProxies(given: false | number | string[]) {
  return typeof given === 'number' ? (_address: string, hop: number) => hop < given : given;
}

function saneRequestId(given: string | string[] | undefined): string | null {
  return typeof given === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : null;
}

/** Like Fastify's own, but without a prototype for the names to collide with. */
function parseQuery(text: string): Record<string, string | string[]> {
  const query = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of new URLSearchParams(text)) {
    const known = query[name];
    query[name] = known === undefined ? value : [...[known].flat(), value].slice(0, 100);
  }
  return query;
}
