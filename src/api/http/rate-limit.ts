import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AjarError } from '../../errors.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** False: never too many. A person who wants to stop letters, and a provider that reports, are always let in. */
    limited?: false;
  }
}

/** Requests per minute. Generous: they stop a loop that went wrong, not an import. */
const most = { perCredential: 6000, perAddress: 12_000 };

/** After `@fastify/rate-limit` is registered. Counts by credential and, so that made-up credentials gain nothing, by address. Before any query. */
export function limitRequests(server: FastifyInstance, { perCredential, perAddress } = most): void {
  const timeWindow = 60_000;
  const checks: ReturnType<FastifyInstance['createRateLimit']>[] = [];
  server.after(() => {
    checks.push(
      server.createRateLimit({ max: perAddress, timeWindow, keyGenerator: ({ ip }) => ip }),
      server.createRateLimit({ max: perCredential, timeWindow, keyGenerator: credentialOf }),
    );
  });
  server.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config?.limited === false) return;
    for (const check of checks) refuseExcess(reply, await check(request));
  });
}

function refuseExcess(
  reply: FastifyReply,
  result: { isAllowed: boolean; isExceeded?: boolean; ttlInSeconds?: number },
) {
  if (result.isAllowed || !result.isExceeded) return;
  reply.header('retry-after', String(result.ttlInSeconds ?? 60));
  throw new AjarError('too_many_requests');
}

function credentialOf({ headers, ip }: FastifyRequest): string {
  const { authorization } = headers;
  return authorization === undefined ? ip : createHash('sha256').update(authorization).digest('base64url');
}
