import type { App } from '../../app.ts';
import { findInboundRaw } from '../../db/inbound/inbound.ts';
import { AjarError } from '../../errors.ts';
import { showBody, showPart } from '../../mail/in/show-mail.ts';

/**
 * The body of a mail, made harmless.
 *
 * @throws not_found where there is no such mail, its bytes are not kept, or it cannot be shown
 */
export async function presentMailBody(app: App, id: string, withImages: boolean): Promise<string> {
  const html = await showBody(await findBytes(app, id), withImages);
  if (html === null) throw new AjarError('not_found', 'This mail cannot be shown safely. Download it instead.');
  return html;
}

/** @throws not_found where there is no such mail, its bytes are not kept, or it has no such part */
export async function presentAttachment(
  app: App,
  id: string,
  number: number,
): Promise<{ contentType: string; filename: string; bytes: Uint8Array }> {
  const part = await showPart(await findBytes(app, id), number);
  if (part === null) throw new AjarError('not_found', 'This mail has no such attachment.');
  return { ...part, filename: part.filename ?? `attachment-${number + 1}` };
}

async function findBytes(app: App, id: string): Promise<Uint8Array> {
  const raw = await findInboundRaw(app.db, id);
  if (raw === null) throw new AjarError('not_found', 'There is no such mail, or its bytes are not kept any more.');
  return raw;
}
