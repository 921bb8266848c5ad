import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import { type Readiness, readinessSchema } from '../contract/health.ts';
import { countShippedMigrations } from '../db/migrate.ts';
import { countAppliedMigrations, findLastTick } from '../db/house/readiness.ts';

const open = { auth: 'public', limited: false } as const;

/** `/healthz`: this process answers. `/readyz`: it can do its work; 503 when it cannot, and what is missing. */
export const healthRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  const shipped = countShippedMigrations();

  server.get(
    '/healthz',
    { config: open, schema: { hide: true, response: { 200: z.object({ status: z.literal('ok') }) } } },
    async () => ({ status: 'ok' as const }),
  );

  server.get(
    '/readyz',
    { config: open, schema: { hide: true, response: { 200: readinessSchema, 503: readinessSchema } } },
    async (_request, reply) => {
      const readiness = await findReadiness(app, shipped);
      return reply.code(readiness.ready ? 200 : 503).send(readiness);
    },
  );
};

async function findReadiness(app: App, shipped: number): Promise<Readiness> {
  try {
    const isCurrent = (await countAppliedMigrations(app.db)) === shipped;
    const lastTickAt = (await findLastTick(app.db))?.startedAt ?? null;
    const age = lastTickAt && Math.round((app.now().getTime() - lastTickAt.getTime()) / 1000);
    return {
      ready: isCurrent,
      database: 'reachable',
      migrations: isCurrent ? 'current' : 'other',
      lastTickAt,
      lastTickAgeSeconds: age,
    };
  } catch {
    return {
      ready: false,
      database: 'unreachable',
      migrations: 'unknown',
      lastTickAt: null,
      lastTickAgeSeconds: null,
    };
  }
}
