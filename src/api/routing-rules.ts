import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { App } from '../app.ts';
import { newRoutingRulesSchema, routingRulesSchema } from '../contract/campaigns.ts';
import { listRules } from '../db/campaigns/campaigns.ts';
import { changeRoutingRules } from '../flows/campaigns/change-routing-rules.ts';
import { actorOfRequest } from './http/auth.ts';

const tags = ['campaigns'];

export const routingRuleRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/routing-rules',
    {
      config: { auth: { scope: 'campaigns:read' } },
      schema: {
        operationId: 'getRoutingRules',
        summary: 'Which campaign a departure goes to: the first rule that fits',
        tags,
        response: { 200: routingRulesSchema },
      },
    },
    async () => ({ data: await listRules(app.db) }),
  );

  server.put(
    '/v1/routing-rules',
    {
      config: { auth: { scope: 'campaigns:write' } },
      schema: {
        operationId: 'changeRoutingRules',
        summary: 'Replace all routing rules; the last one takes every departure',
        tags,
        body: newRoutingRulesSchema,
        response: { 200: routingRulesSchema },
      },
    },
    async (request) => {
      await changeRoutingRules(app, actorOfRequest(request), request.body);
      return { data: await listRules(app.db) };
    },
  );
};
