import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { App } from '../../app.ts';
import { findKey } from '../../db/house/keys.ts';
import { parseKey } from '../../domain/key.ts';
import { actorOf, type Principal } from '../../domain/principal.ts';
import { covers, type Scope } from '../../domain/scope.ts';
import { AjarError } from '../../errors.ts';
import { noteKeyUse } from '../../flows/house/note-key-use.ts';

/** Who may ask: anybody, or a principal with this scope; `orLoopback` also lets this machine itself in. */
export type AuthRule = 'public' | { scope: Scope; orLoopback?: boolean };

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Every route says who may ask; one that does not is refused when it is registered. */
    auth?: AuthRule;
  }
  interface FastifyRequest {
    /** Null on public routes. */
    principal: Principal | null;
  }
}

export function refuseRouteWithoutRule(route: RouteOptions): void {
  // Swagger UI registers its own files.
  if (/^\/docs(\/|$)/.test(route.url)) route.config = { ...route.config, auth: 'public' };
  if (!route.config?.auth)
    throw new Error(`${String(route.method)} ${route.url} does not say who may ask (config.auth).`);
}

export function authenticateRequests(server: FastifyInstance, app: App): void {
  server.decorateRequest('principal', null);
  server.addHook('onRequest', async (request, reply) => {
    const rule = request.routeOptions.config.auth;
    if (rule === 'public') return;
    if (!rule) throw new Error('A route without a rule was registered.');
    if (rule.orLoopback && isLoopback(request)) return;
    request.principal = await authenticate(app, request, reply);
    if (covers(request.principal.scopes, rule.scope)) return;
    throw new AjarError('forbidden', `This needs the scope ${rule.scope}.`);
  });
}

/** The name under which the deeds of this request are recorded. Only for routes that are not public. */
export function actorOfRequest(request: FastifyRequest): string {
  return actorOf(principalOf(request));
}

export function principalOf(request: FastifyRequest): Principal {
  if (!request.principal) throw new Error('A public route asked who is asking.');
  return request.principal;
}

async function authenticate(app: App, request: FastifyRequest, reply: FastifyReply): Promise<Principal> {
  reply.header('cache-control', 'no-store');
  const header = request.headers.authorization;
  if (header === undefined) throw new AjarError('unauthorized', 'Send a key: Authorization: Bearer ajar_…');
  const parts = parseKey(/^Bearer +(\S+)$/i.exec(header)?.[1] ?? '');
  if (!parts) throw new AjarError('unauthorized', 'The Authorization header holds no key of Ajar.');
  const key = await findKey(app.db, parts.id);
  // Compared also when there is no such key, so that the time says nothing.
  const matches = isSame(parts.secret, key?.secretHash ?? ''.padEnd(64, '0'));
  if (!key || !matches) throw new AjarError('unauthorized', 'This key is not known.');
  const now = app.now();
  if (key.revokedAt) throw new AjarError('unauthorized', 'This key was revoked.');
  if (key.expiresAt && key.expiresAt <= now) throw new AjarError('unauthorized', 'This key has expired.');
  await noteKeyUse(app, key, now);
  return { kind: 'key', id: key.id, name: key.name, scopes: key.scopes, expiresAt: key.expiresAt };
}

function isSame(secret: string, hash: string): boolean {
  const given = createHash('sha256').update(secret).digest();
  return timingSafeEqual(given, Buffer.from(hash, 'hex'));
}

/** This machine itself, and not a proxy on it that speaks for somebody else. */
function isLoopback({ socket, headers }: FastifyRequest): boolean {
  if (headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined) return false;
  return /^(127\.|::1$|::ffff:127\.)/.test(socket.remoteAddress ?? '');
}
