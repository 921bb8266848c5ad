import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { actorOf } from '../../domain/principal.ts';
import { AjarError } from '../../errors.ts';
import { type ClaimedKey, claimKey, keepAnswer, releaseKey } from '../../flows/house/answer-once.ts';
import { describeError } from './problem.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** False on the POSTs under /v1 that take no Idempotency-Key: their answer must not be kept. */
    idempotent?: false;
  }
  interface FastifyRequest {
    /** The key this request holds while it runs. */
    claimedKey: ClaimedKey | null;
  }
}

/** A structured-field string (quoted) or the same bare, as most clients send it. */
const header = z
  .string()
  .regex(/^(?:"(?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\]){1,255}"|[\x21\x23-\x5b\x5d-\x7e]{1,255})$/, {
    error: 'One to 255 printable ASCII characters, in quotation marks or bare.',
  })
  .optional()
  .describe('The same key, address and body within 24 hours get the first answer again.');

const takesKey = ({ method, url, config }: Pick<RouteOptions, 'method' | 'url' | 'config'>) =>
  method === 'POST' && url.startsWith('/v1/') && config?.idempotent !== false;

/** Documents and validates the header on every route that takes it. */
export function describeIdempotency(route: RouteOptions): void {
  if (takesKey(route)) route.schema = { ...route.schema, headers: z.looseObject({ 'idempotency-key': header }) };
}

/**
 * Claims the key after validation (what was never begun is not kept) and before the handler; keeps the answer before it
 * leaves. An answer of 5xx gives the key back, so that the client can try again.
 */
export function answerOnce(server: FastifyInstance, app: App): void {
  server.decorateRequest('claimedKey', null);
  server.addHook('preHandler', async (request, reply) => {
    const key = keyOf(request);
    if (key === null || !request.principal) return;
    const claim = await claimKey(app, {
      credential: actorOf(request.principal),
      method: request.method,
      path: boundedPath(request.url),
      key,
      bodyHash: hash(request.bodyBytes ?? request.body),
    });
    if (claim.kind === 'mine') request.claimedKey = claim.key;
    else if (claim.kind === 'answered') return replay(reply, claim);
    else if (claim.kind === 'other_body') throw new AjarError('idempotency_key_reused');
    else {
      reply.header('retry-after', '1');
      throw new AjarError('idempotency_in_progress');
    }
  });
  server.addHook('onSend', async (request, reply, payload) => {
    const { claimedKey } = request;
    if (claimedKey === null) return payload;
    request.claimedKey = null;
    try {
      if (reply.statusCode >= 500) await releaseKey(app, claimedKey);
      else await keepAnswer(app, claimedKey, reply.statusCode, textOf(payload));
    } catch (error) {
      // What was done is done: the client gets its answer, though it cannot be had again.
      app.log.warn({ requestId: request.id, error: describeError(error) }, 'an answer could not be kept');
    }
    return payload;
  });
}

function keyOf({ routeOptions, headers }: FastifyRequest): string | null {
  const { method, url = '', config } = routeOptions;
  const given = headers['idempotency-key'];
  if (typeof given !== 'string' || !takesKey({ method, url, config })) return null;
  return given.startsWith('"') ? given.slice(1, -1).replaceAll(/\\(["\\])/g, '$1') : given;
}

function replay(reply: FastifyReply, { status, body }: { status: number; body: string | null }): FastifyReply {
  const type = status >= 400 ? 'application/problem+json; charset=utf-8' : 'application/json; charset=utf-8';
  reply.code(status).header('idempotent-replayed', 'true');
  return body === null ? reply.send() : reply.header('content-type', type).send(body);
}

/** Part of a primary key, hence bounded. */
function boundedPath(url: string): string {
  return url.length <= 300 ? url : `sha256:${hash(url)}`;
}

function hash(body: unknown): string {
  const bytes = typeof body === 'string' || body instanceof Uint8Array ? body : '';
  return createHash('sha256').update(bytes).digest('hex');
}

function textOf(payload: unknown): string | null {
  if (typeof payload === 'string') return payload === '' ? null : payload;
  return payload instanceof Uint8Array ? Buffer.from(payload).toString('utf8') : null;
}
