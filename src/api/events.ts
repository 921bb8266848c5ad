import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { App } from '../app.ts';
import { AjarError } from '../errors.ts';
import { openChangeFeed } from '../flows/house/follow-changes.ts';
import { principalOf } from './http/auth.ts';

const heartbeatMs = 20_000;

/**
 * What changes, as it changes (server-sent events): kinds and ids only, so that whoever hears it asks for the thing with their
 * own rights. What was missed is not sent again: on `open` a page reads anew what it shows.
 */
export const eventRoutes: FastifyPluginAsyncZod<{ app: App }> = async (server, { app }) => {
  const feed = openChangeFeed(app);
  const streams = new Set<() => void>();
  let closing = false;
  // Before the server waits for its connections: a stream never ends by itself.
  server.addHook('preClose', async () => {
    closing = true;
    for (const end of streams) end();
    await feed.close();
  });

  server.get(
    '/v1/events',
    {
      config: { auth: { scope: 'events:read' } },
      schema: {
        operationId: 'followEvents',
        summary: 'What changes, as it changes (text/event-stream): kinds and ids',
        description:
          'Events: open (read anew what you show), reply, thread, task, message, sending, import, demo; their data is `{ "id": … }`, null where many changed. Last-Event-ID is not looked at.',
        tags: ['events'],
        produces: ['text/event-stream'],
      },
    },
    async (request, reply) => {
      const { id: principalId } = principalOf(request);
      const { raw } = reply;
      // Either may have happened while we asked who this is; then nobody would ever end the stream.
      if (closing) throw new AjarError('stopping', 'Ajar is stopping. Connect again in a moment.');
      if (raw.destroyed) return reply.hijack();
      const say = (event: string, id: string | null): void => {
        // Whoever does not read is let go, so that nothing piles up here; the page connects again.
        if (raw.writableLength > 100_000) raw.destroy();
        else raw.write(`event: ${event}\ndata: ${JSON.stringify({ id })}\n\n`);
      };
      const stop = feed.follow({
        principalId,
        told: ({ kind, id }) => say(kind, id),
        lost: () => say('open', null),
      });
      if (stop === null) throw new AjarError('too_many_requests', 'Too many pages are open already.');
      const heartbeat = setInterval(() => raw.write(': still here\n\n'), heartbeatMs);
      const end = (): void => {
        clearInterval(heartbeat);
        stop();
        streams.delete(end);
        raw.end();
      };
      streams.add(end);
      raw.on('close', end);
      reply.hijack();
      raw.writeHead(200, {
        ...(reply.getHeaders() as Record<string, string>),
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      raw.write('retry: 3000\n\n');
      await feed.ready();
      // Writing to a stream that has ended meanwhile would be an error that nobody catches.
      if (streams.has(end)) say('open', null);
    },
  );
};
