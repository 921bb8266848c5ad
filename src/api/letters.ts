import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { App } from '../app.ts';
import {
  letterListSchema,
  previewWordingSchema,
  sampleQuery,
  shownLetterSchema,
  testSendSchema,
  testSendWishSchema,
  wordingPreflightSchema,
  wordingPreflightWishSchema,
} from '../contract/letters.ts';
import { wordingParams } from '../contract/wordings.ts';
import { findLetters } from '../flows/wordings/find-letters.ts';
import { preflightWording } from '../flows/wordings/preflight-wording.ts';
import { previewWording } from '../flows/wordings/preview-wording.ts';
import { sendTest } from '../flows/wordings/send-test.ts';
import { principalOf } from './http/auth.ts';

const tags = ['wordings'];
const read = { auth: { scope: 'campaigns:read' } } as const;

/** Letters as somebody who writes their wording looks at them. */
export const letterRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.get(
    '/v1/letters',
    {
      config: read,
      schema: {
        operationId: 'listLetters',
        summary: 'The letters there are: the rules of each, and the values that its wording may name',
        tags,
        response: { 200: letterListSchema },
      },
    },
    async () => findLetters(app),
  );

  server.get(
    '/v1/letters/:kind/:locale/sample',
    {
      config: read,
      schema: {
        operationId: 'getLetterSample',
        summary: 'A letter with the wording in force: with sample values, or with those of a contact as for sending',
        tags,
        params: wordingParams,
        querystring: sampleQuery,
        response: { 200: shownLetterSchema },
      },
    },
    async ({ params: { kind, locale }, query }) => previewWording(app, { kind, locale }, query),
  );

  server.post(
    '/v1/letters/:kind/:locale/preview',
    {
      config: read,
      schema: {
        operationId: 'previewWording',
        summary: 'A letter with a wording that is not saved, and what is wrong with it; nothing is stored',
        tags,
        params: wordingParams,
        body: previewWordingSchema,
        response: { 200: shownLetterSchema },
      },
    },
    async ({ params: { kind, locale }, body }) => previewWording(app, { kind, locale }, body),
  );

  server.post(
    '/v1/wordings/:kind/:locale/preflight',
    {
      config: read,
      schema: {
        operationId: 'preflightWording',
        summary: 'What would go wrong with a wording, saved or not, for those to whom it is to come; nothing is stored',
        tags,
        params: wordingParams,
        body: wordingPreflightWishSchema,
        response: { 200: wordingPreflightSchema },
      },
    },
    async ({ params: { kind, locale }, body }) => preflightWording(app, { kind, locale }, body.copy),
  );

  server.post(
    '/v1/wordings/:kind/:locale/test-send',
    {
      config: { auth: { scope: 'campaigns:write' } },
      schema: {
        operationId: 'sendWordingTest',
        summary: 'Send the letter, with sample values and marked [Test], to your own confirmed address',
        tags,
        params: wordingParams,
        body: testSendWishSchema,
        response: { 202: testSendSchema },
      },
    },
    async (request, reply) => {
      const { kind, locale } = request.params;
      return reply.code(202).send(await sendTest(app, principalOf(request), { kind, locale }, request.body));
    },
  );
};
