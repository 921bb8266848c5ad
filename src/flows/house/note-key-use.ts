import type { App } from '../../app.ts';
import { markKeyUsed } from '../../db/house/keys.ts';

const onceInMs = 60_000;

/** Remembers when a key was last used, at most once a minute; that this fails is no reason to refuse a request. */
export async function noteKeyUse(app: App, key: { id: string; lastUsedAt: Date | null }, now: Date): Promise<void> {
  const before = new Date(now.getTime() - onceInMs);
  if (key.lastUsedAt && key.lastUsedAt >= before) return;
  try {
    await markKeyUsed(app.db, key.id, now, before);
  } catch {
    app.log.warn({ keyId: key.id }, 'the last use of a key could not be noted');
  }
}
