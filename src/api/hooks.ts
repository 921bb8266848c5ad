import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import { AjarError } from '../errors.ts';
import { receiveResendEvent } from '../flows/inbound/handle-webhook.ts';
import { verifyResendWebhook } from '../mail/resend-webhook.ts';

const answer = z.object({ state: z.enum(['handled', 'known', 'stored', 'failed']) });

/** Where providers report. The signature is checked over the bytes as they came; only this plugin keeps them raw. */
export const hookRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  server.post(
    '/hooks/resend',
    { config: { auth: 'public', limited: false }, schema: { hide: true, response: { 200: answer, 202: answer } } },
    async (request, reply) => {
      const secret = app.config.resendWebhookSecret;
      if (secret === null) throw new AjarError('not_found');
      const rawBody = request.body instanceof Uint8Array ? request.body : new Uint8Array();
      const webhook = verifyResendWebhook({ rawBody, headers: request.headers, secret, now: app.now() });
      if (webhook.kind === 'bad') throw new AjarError('bad_signature', webhook.reason);
      const state = await receiveResendEvent(app, webhook, rawBody);
      // Whatever is kept is ours to finish: the provider need not send it again.
      return reply.code(state === 'handled' || state === 'known' ? 200 : 202).send({ state });
    },
  );
};
