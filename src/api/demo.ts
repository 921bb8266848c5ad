import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { App } from '../app.ts';
import { demoRemovedSchema, demoSchema, demoStepSchema, demoWalkSchema } from '../contract/demo.ts';
import { advanceDemo } from '../flows/demo/advance-demo.ts';
import { checkMayMove, findDemo } from '../flows/demo/find-demo.ts';
import { startEmpty } from '../flows/demo/start-empty.ts';
import { tellWalk } from '../flows/demo/tell-walk.ts';
import { actorOfRequest } from './http/auth.ts';

const tags = ['demo'];

export const demoRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/demo',
    {
      config: { auth: { scope: 'demo:read' } },
      schema: {
        operationId: 'getDemo',
        summary: 'How the demo stands; 404 where there is none',
        tags,
        response: { 200: demoSchema },
      },
    },
    async () => findDemo(app),
  );

  server.post(
    '/v1/demo/advance',
    {
      config: { auth: { scope: 'demo:write' } },
      schema: {
        operationId: 'advanceDemo',
        summary: 'Let time pass in the demo; 409 while it does already',
        tags,
        body: demoStepSchema,
        response: { 200: demoWalkSchema },
      },
    },
    async (request) => {
      await checkMayMove(app);
      const walk = await advanceDemo(app, request.body.by);
      await app.followDemo?.();
      return tellWalk(app, walk);
    },
  );

  server.delete(
    '/v1/demo',
    {
      config: { auth: { scope: 'admin' } },
      schema: {
        operationId: 'removeDemo',
        summary: 'Remove the demo with everything that hangs on it, and set its clock back: start empty',
        tags,
        response: { 200: demoRemovedSchema },
      },
    },
    async (request) => {
      await checkMayMove(app);
      const removed = await startEmpty(app, actorOfRequest(request));
      await app.followDemo?.();
      return removed;
    },
  );
};
