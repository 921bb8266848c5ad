import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import { id } from '../contract/primitives.ts';
import { newWinBackSchema, recordedWinBackSchema, undoneWinBackSchema, type WinBack } from '../contract/win-backs.ts';
import type { WinBackRow } from '../db/clients/win-backs.ts';
import { undoWinBack } from '../flows/clients/undo-win-back.ts';
import { winBackClient } from '../flows/clients/win-back-client.ts';
import { actorOfRequest } from './http/auth.ts';

export const winBackRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.post(
    '/v1/clients/:id/win-backs',
    {
      config: { auth: { scope: 'clients:write' } },
      schema: {
        operationId: 'recordWinBack',
        summary: 'A departed client came back: every drip of theirs ends at once',
        tags: ['clients'],
        params: z.object({ id }),
        body: newWinBackSchema,
        response: { 201: recordedWinBackSchema },
      },
    },
    async (request, reply) => {
      const row = await winBackClient(app, actorOfRequest(request), request.params.id, request.body);
      return reply.code(201).send({ winBack: presentWinBack(row) });
    },
  );

  server.post(
    '/v1/win-backs/:id/undo',
    {
      config: { auth: { scope: 'clients:write' } },
      schema: {
        operationId: 'undoWinBack',
        summary: 'They have not come back: the departure is open again, its letters on hold until somebody looks',
        tags: ['clients'],
        params: z.object({ id }),
        response: { 200: undoneWinBackSchema },
      },
    },
    async (request) => undoWinBack(app, actorOfRequest(request), request.params.id),
  );
};

function presentWinBack({ annualValueAmount, annualValueCurrency, ...row }: WinBackRow): WinBack {
  const isKnown = annualValueAmount !== null && annualValueCurrency !== null;
  return { ...row, annualValue: isKnown ? { amount: annualValueAmount, currency: annualValueCurrency } : null };
}
