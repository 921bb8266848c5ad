import type { FastifyInstance } from 'fastify';

/**
 * Once closing has begun the last answer on a connection ends it too: a client that keeps connections alive would
 * otherwise hold the process until it lets go of them, a minute later.
 */
export function closeWithGrace(server: FastifyInstance): void {
  let closing = false;
  server.addHook('preClose', async () => {
    closing = true;
  });
  server.addHook('onSend', async (_request, reply, payload) => {
    if (closing) reply.header('connection', 'close');
    return payload;
  });
}
