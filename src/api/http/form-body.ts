import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AjarError } from '../../errors.ts';

/** What is read of a body; the rest is let through unread. */
const keptBytes = 16_384;
const mostBytes = 1_000_000;

/**
 * Takes bodies of every content type, or of none, as text: whoever posts to a link in a letter means it, in whatever
 * form (RFC 8058 §3.2 has two). Only the beginning is kept. For the plugin that calls it alone.
 */
export function acceptAnyBody(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  // One that cannot be read as a content type would be refused before any parser is asked.
  server.addHook('onRequest', async ({ raw }) => void delete raw.headers['content-type']);
  server.addContentTypeParser('*', async (_request: FastifyRequest, payload: AsyncIterable<Buffer>) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    for await (const part of payload) {
      if (bytes < keptBytes) parts.push(part.subarray(0, keptBytes - bytes));
      bytes += part.length;
      if (bytes > mostBytes) throw new AjarError('payload_too_large');
    }
    return Buffer.concat(parts).toString('utf8');
  });
}

/** The fields of a form, urlencoded or multipart; of anything else what can be read as such. The first of a name counts. */
export function readForm(body: unknown): Map<string, string> {
  const text = typeof body === 'string' ? body : '';
  const pairs = /^\s*--/.test(text) ? readMultipart(text) : [...new URLSearchParams(text.trim())];
  const fields = new Map<string, string>();
  for (const [name, value] of pairs) if (!fields.has(name)) fields.set(name, value.trim());
  return fields;
}

/** The text fields of multipart/form-data (RFC 7578), by the boundary that the body itself begins with. */
function readMultipart(text: string): [name: string, value: string][] {
  const boundary = /^\s*(--[^\r\n]{1,200})\r?\n/.exec(text)?.[1]?.trimEnd();
  if (boundary === undefined) return [];
  return text.split(boundary).flatMap((part): [name: string, value: string][] => {
    const [head = '', ...rest] = part.split(/\r?\n\r?\n/);
    const name = /\bname="?([^";\r\n]{1,100})"?/i.exec(head)?.[1];
    return name === undefined || rest.length === 0 ? [] : [[name, rest.join('\n\n').replace(/\r?\n$/, '')]];
  });
}
