import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../../app.ts';
import { findSession, type SignedIn } from '../../db/house/sessions.ts';
import { sessionDays } from '../../domain/session.ts';
import { hashToken, noteSessionUse, type Visitor } from '../../flows/house/session.ts';

/*
 * Our own few lines over @fastify/cookie. @fastify/session makes and hashes a session for every request, those with keys
 * and those of mail scanners among them; asks its store on public routes too, and writes to it there when the cookie is
 * an expired one, though a GET changes nothing; and ends sessions by the clock of the process, which is not the
 * database's.
 */

const maxAge = sessionDays * 86_400;
const token = /^[A-Za-z0-9_-]{43}$/;

/** `__Host-`: browsers take it only over https, for this host alone and all of its paths. */
function nameOf({ config }: App): string {
  return config.publicUrl.startsWith('https://') ? '__Host-ajar_session' : 'ajar_session';
}

function attributesOf({ config }: App) {
  const secure = config.publicUrl.startsWith('https://');
  return { path: '/', httpOnly: true, sameSite: 'lax', secure } as const;
}

export function setSessionCookie(app: App, reply: FastifyReply, token: string): void {
  reply.setCookie(nameOf(app), token, { ...attributesOf(app), maxAge });
}

export function clearSessionCookie(app: App, reply: FastifyReply): void {
  reply.clearCookie(nameOf(app), attributesOf(app));
}

/** What the browser had before it signs in. */
export function visitorOf(app: App, request: FastifyRequest): Visitor {
  return { userAgent: request.headers['user-agent'] ?? null, tokenHash: tokenHashOf(app, request) };
}

/** Who sends this, by the cookie; null for anybody who is not signed in. */
export async function findSignedIn(app: App, request: FastifyRequest): Promise<SignedIn | null> {
  const tokenHash = tokenHashOf(app, request);
  if (tokenHash === null) return null;
  const signedIn = await findSession(app.db, tokenHash);
  if (signedIn !== null) await noteSessionUse(app, signedIn);
  return signedIn;
}

function tokenHashOf(app: App, request: FastifyRequest): string | null {
  const given = request.cookies[nameOf(app)];
  return given !== undefined && token.test(given) ? hashToken(given) : null;
}
