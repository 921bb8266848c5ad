import type { FastifyInstance } from 'fastify';
import { AjarError } from '../../errors.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The body as it came; null where there was none. A signature or a hash is made over these bytes. */
    bodyBytes: Buffer | null;
  }
}

const maxJsonDepth = 32;

/** JSON and nothing else, unless a plugin adds its own parser: bounded in depth, valid UTF-8, without prototype poison. */
export function parseJsonBodies(server: FastifyInstance): void {
  server.decorateRequest('bodyBytes', null);
  server.removeAllContentTypeParsers();
  const parse = server.getDefaultJsonParser('error', 'error');
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const bytes = body as Buffer;
    request.bodyBytes = bytes;
    if (bytes.length === 0) return done(null, undefined);
    const refusal = refuseBytes(bytes);
    if (refusal) return done(refusal);
    return parse(request, bytes.toString('utf8'), (error, value) => {
      // The message of JSON.parse quotes the body.
      done(error ? new AjarError('malformed_json') : null, value);
    });
  });
}

function refuseBytes(bytes: Buffer): AjarError | null {
  if (depthOf(bytes) > maxJsonDepth)
    return new AjarError('malformed_json', `The body is nested more than ${maxJsonDepth} levels deep.`);
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return null;
  } catch {
    return new AjarError('malformed_json', 'The body is not valid UTF-8.');
  }
}

/** The deepest nesting, counted on the bytes before anything is parsed. */
function depthOf(bytes: Buffer): number {
  let depth = 0;
  let deepest = 0;
  let inText = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (inText) {
      if (byte === 0x5c) at += 1;
      else if (byte === 0x22) inText = false;
    } else if (byte === 0x22) inText = true;
    else if (byte === 0x7b || byte === 0x5b) deepest = Math.max(deepest, (depth += 1));
    else if (byte === 0x7d || byte === 0x5d) depth -= 1;
  }
  return deepest;
}
