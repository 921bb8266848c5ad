import type { FastifyReply } from 'fastify';

/**
 * What strangers send never runs under our name: shown in a frame without rights (no script, no form, nothing loaded but
 * what is named here), or saved as a file.
 */

/** A page of its own for one mail, to be shown in a sandboxed frame of the app. */
export function sendSandboxed(reply: FastifyReply, body: string, options: { withImages?: boolean } = {}): FastifyReply {
  const images = options.withImages ? 'data: https:' : 'data:';
  return reply
    .header('cache-control', 'no-store')
    .header('x-content-type-options', 'nosniff')
    .header('x-frame-options', 'SAMEORIGIN')
    .header(
      'content-security-policy',
      `sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src ${images}; frame-ancestors 'self'; base-uri 'none'; form-action 'none'`,
    )
    .type('text/html; charset=utf-8')
    .send(body);
}

/** The frame around a mail's own HTML: white paper, because mails are written for it. */
export function mailPage(body: string): string {
  return `<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Mail</title><style>:root{color-scheme:light}body{margin:0;padding:12px;background:#fff;color:#1a1a1a;font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}img{max-width:100%;height:auto}table{max-width:100%}blockquote{margin:0 0 0 .6em;padding-left:.8em;border-left:2px solid #ccc}</style></head><body>${body}</body></html>`;
}

/** Kinds of files that no program runs when they are opened from a browser's list. */
const harmless =
  /^(image\/(png|jpe?g|gif|webp|heic)|application\/(pdf|zip|msword|rtf|vnd\.(openxmlformats|oasis|ms-)[\w.-]+)|text\/(plain|csv)|audio\/[\w.-]+|video\/[\w.-]+|message\/rfc822)$/;

/** A file to be saved, never shown. */
export function sendFile(
  reply: FastifyReply,
  file: { bytes: Uint8Array; contentType: string; filename: string },
): FastifyReply {
  const name = file.filename.replaceAll(/[\p{Cc}\p{Cs}/\\\u202a-\u202e\u2066-\u2069]/gu, '_').slice(0, 150) || 'file';
  const ascii = name.replaceAll(/[^\x20-\x7e]|["%;]/g, '_');
  const coded = encodeURIComponent(name).replaceAll(/['()*]/g, (one) => `%${one.codePointAt(0)!.toString(16)}`);
  return reply
    .header('cache-control', 'no-store')
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header(
      'content-disposition',
      `attachment; filename="${ascii}"${ascii === name ? '' : `; filename*=UTF-8''${coded}`}`,
    )
    .type(harmless.test(file.contentType) ? file.contentType : 'application/octet-stream')
    .send(Buffer.from(file.bytes));
}
