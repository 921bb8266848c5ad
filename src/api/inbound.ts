import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import {
  type InboundMail,
  inboundPage,
  inboundQuery,
  inboundSchema,
  linkSchema,
  receivedMailSchema,
} from '../contract/inbound.ts';
import { flag, id } from '../contract/primitives.ts';
import { findInbound, findInboundRaw, type InboundRow, listInbound } from '../db/inbound/inbound.ts';
import { largestMailBytes } from '../domain/inbound/mail.ts';
import { AjarError } from '../errors.ts';
import { dismissMail } from '../flows/inbound/dismiss-mail.ts';
import { linkMail } from '../flows/inbound/link-mail.ts';
import { type ReceivedMail, receiveMail } from '../flows/inbound/receive-mail.ts';
import { presentAttachment, presentMailBody } from '../flows/inbound/present-mail.ts';
import { restoreMail } from '../flows/inbound/restore-mail.ts';
import { replayMail } from '../flows/inbound/replay-mail.ts';
import { actorOfRequest } from './http/auth.ts';
import { makePage, readPage } from './http/page.ts';
import { mailPage, sendFile, sendSandboxed } from './http/untrusted.ts';

const tags = ['inbound'];
const params = z.object({ id });
const read = { auth: { scope: 'inbound:read' } } as const;
const write = { auth: { scope: 'inbound:write' } } as const;

export const inboundRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  server.addContentTypeParser('message/rfc822', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  server.post(
    '/v1/inbound',
    {
      config: write,
      bodyLimit: largestMailBytes,
      schema: {
        operationId: 'receiveMail',
        summary: 'Hand in a mail as it came (message/rfc822)',
        description:
          'It is stored, read, matched and acted upon at once. A mail that cannot be handled is kept as failed, and the answer is the same 202. The same mail again gets the first answer.',
        tags,
        consumes: ['message/rfc822'],
        body: z
          .any()
          .describe('The raw bytes, up to 36 MB, which is 25 MB of attachments; lines may end in LF or CRLF.'),
        response: { 202: receivedMailSchema },
      },
    },
    async (request, reply) => {
      const raw: unknown = request.body;
      if (!(raw instanceof Uint8Array))
        throw new AjarError('unsupported_media_type', 'Send the mail itself: Content-Type: message/rfc822.');
      if (raw.byteLength === 0) throw new AjarError('invalid_request', 'The body is empty; it should be a mail.');
      const received = await receiveMail(app, { source: 'api', raw, by: actorOfRequest(request) });
      return reply.code(202).send(presentReceived(received));
    },
  );

  server.get(
    '/v1/inbound',
    {
      config: read,
      schema: {
        operationId: 'listInbound',
        summary: 'Mails that came, the newest first; ?state=unmatched is the tray',
        tags,
        querystring: inboundQuery,
        response: { 200: inboundPage },
      },
    },
    async ({ query }) => {
      const page = readPage(query, 'instant');
      return makePage(await listInbound(app.db, query, page), page, (row) => [row.receivedAt, row.id], presentInbound);
    },
  );

  server.get(
    '/v1/inbound/:id',
    {
      config: read,
      schema: { operationId: 'getInbound', summary: 'One mail', tags, params, response: { 200: inboundSchema } },
    },
    async (request) => {
      const row = await findInbound(app.db, request.params.id);
      if (!row) throw new AjarError('not_found');
      return presentInbound(row);
    },
  );

  server.get(
    '/v1/inbound/:id/raw',
    {
      config: read,
      schema: {
        operationId: 'getInboundRaw',
        summary: 'The mail as it came, to download',
        tags,
        produces: ['message/rfc822'],
        params,
      },
    },
    async (request, reply) => {
      const raw = await findInboundRaw(app.db, request.params.id);
      if (!raw) throw new AjarError('not_found', 'There is no such mail, or its bytes are not kept any more.');
      return sendFile(reply, { bytes: raw, contentType: 'message/rfc822', filename: `${request.params.id}.eml` });
    },
  );

  server.get(
    '/v1/inbound/:id/html',
    {
      config: read,
      schema: {
        operationId: 'getInboundHtml',
        summary: 'The mail to be looked at in a sandboxed frame: nothing in it runs or is loaded',
        tags,
        produces: ['text/html'],
        params,
        querystring: z.strictObject({ images: flag.default(false).describe('Load its pictures, over https only.') }),
      },
    },
    async (request, reply) => {
      const withImages = request.query.images;
      return sendSandboxed(reply, mailPage(await presentMailBody(app, request.params.id, withImages)), { withImages });
    },
  );

  server.get(
    '/v1/inbound/:id/attachments/:number',
    {
      config: read,
      schema: {
        operationId: 'getAttachment',
        summary: 'One attachment, to download',
        tags,
        params: z.object({ id, number: z.coerce.number().int().min(0).max(199) }),
      },
    },
    async ({ params: { id: mailId, number } }, reply) => sendFile(reply, await presentAttachment(app, mailId, number)),
  );

  server.post(
    '/v1/inbound/:id/link',
    {
      config: write,
      schema: {
        operationId: 'linkMail',
        summary: 'Say whose mail it is; its sender is known from then on',
        tags,
        params,
        body: linkSchema,
        response: { 200: inboundSchema },
      },
    },
    async (request) =>
      presentInbound(await linkMail(app, actorOfRequest(request), request.params.id, request.body.contactId)),
  );

  server.post(
    '/v1/inbound/:id/dismiss',
    {
      config: write,
      schema: {
        operationId: 'dismissMail',
        summary: 'Take a mail out of the tray; it is kept',
        tags,
        params,
        response: { 200: inboundSchema },
      },
    },
    async (request) => presentInbound(await dismissMail(app, actorOfRequest(request), request.params.id)),
  );

  server.post(
    '/v1/inbound/:id/restore',
    {
      config: write,
      schema: {
        operationId: 'restoreMail',
        summary: 'Put a mail back into the tray',
        tags,
        params,
        response: { 200: inboundSchema },
      },
    },
    async (request) => presentInbound(await restoreMail(app, actorOfRequest(request), request.params.id)),
  );

  server.post(
    '/v1/inbound/:id/replay',
    {
      config: write,
      schema: {
        operationId: 'replayMail',
        summary: 'Try a failed mail again',
        tags,
        params,
        response: { 200: receivedMailSchema },
      },
    },
    async (request) => presentReceived(await replayMail(app, actorOfRequest(request), request.params.id)),
  );
};

function presentReceived({ threadId, ...rest }: ReceivedMail) {
  return { ...rest, ...(threadId !== null && { threadId }) };
}

function presentInbound({ sha256: _hash, sourceId: _door, messageIdHeader: _header, ...row }: InboundRow): InboundMail {
  return row;
}
