import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { App } from '../../app.ts';
import { findKey } from '../../db/house/keys.ts';
import type { SignedIn } from '../../db/house/sessions.ts';
import { parseKey } from '../../domain/key.ts';
import { actorOf, type Principal } from '../../domain/principal.ts';
import { scopesOfRole } from '../../domain/role.ts';
import { covers, type Scope } from '../../domain/scope.ts';
import { AjarError } from '../../errors.ts';
import { noteKeyUse } from '../../flows/house/note-key-use.ts';
import { refuseOtherHosts, refuseOtherSites } from './own-pages.ts';
import { findSignedIn } from './session-cookie.ts';

/**
 * Who may ask: anybody; whoever is signed in, for what is their own; or a principal with this scope, whom `orLoopback`
 * joins by this machine itself.
 */
export type AuthRule = 'public' | 'person' | { scope: Scope; orLoopback?: boolean };

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Every route says who may ask; one that does not is refused when it is registered. */
    auth?: AuthRule;
    /** A public route that is for browsers: only under our own name, and only from our own pages where it changes something. */
    ownPages?: true;
  }
  interface FastifyRequest {
    /** Null on public routes. */
    principal: Principal | null;
    /** Null for keys and on public routes. */
    signedIn: SignedIn | null;
  }
}

export function refuseRouteWithoutRule(route: RouteOptions): void {
  // Swagger UI and the files of the web app register themselves.
  if (/^\/(docs|assets)(\/|$)/.test(route.url)) route.config = { ...route.config, auth: 'public' };
  if (!route.config?.auth)
    throw new Error(`${String(route.method)} ${route.url} does not say who may ask (config.auth).`);
}

export function authenticateRequests(server: FastifyInstance, app: App): void {
  server.decorateRequest('principal', null);
  server.decorateRequest('signedIn', null);
  server.addHook('onRequest', async (request, reply) => {
    const { auth: rule, ownPages } = request.routeOptions.config;
    if (ownPages) refuseForeigners(app, request);
    if (rule === 'public') return;
    if (!rule) throw new Error('A route without a rule was registered.');
    if (rule !== 'person' && rule.orLoopback && isLoopback(request)) return;
    request.principal = await authenticate(app, request, reply);
    refuseLacking(request.principal, rule);
  });
}

function refuseLacking({ kind, scopes }: Principal, rule: Exclude<AuthRule, 'public'>): void {
  if (rule === 'person') {
    if (kind === 'user') return;
    throw new AjarError('forbidden', 'This is for people who are signed in; a key has no session.');
  }
  if (!covers(scopes, rule.scope)) throw new AjarError('forbidden', `This needs the scope ${rule.scope}.`);
}

function refuseForeigners(app: App, request: FastifyRequest): void {
  refuseOtherHosts(app, request);
  refuseOtherSites(request);
}

/** Only for routes whose rule is `person`. */
export function signedInOf(request: FastifyRequest): SignedIn {
  if (!request.signedIn) throw new Error('A route that is not for people asked who is signed in.');
  return request.signedIn;
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
  // A key says what it is for: beside one the cookie does not count.
  if (header === undefined) return authenticatePerson(app, request);
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

async function authenticatePerson(app: App, request: FastifyRequest): Promise<Principal> {
  const signedIn = await findSignedIn(app, request);
  if (signedIn === null) throw new AjarError('unauthorized', 'Sign in, or send a key: Authorization: Bearer ajar_…');
  refuseForeigners(app, request);
  request.signedIn = signedIn;
  const { id, name, role } = signedIn.user;
  return { kind: 'user', id, name, scopes: scopesOfRole(role), expiresAt: null };
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
