import { sql } from 'drizzle-orm';
import type { ChangeKind } from '../domain/change.ts';
import type { Db } from './db.ts';

/** The channel on which processes tell each other what changed. */
export const changeChannel = 'ajar_changes';

/**
 * Tells every open page that something changed, once the transaction commits. Kinds and ids only: whoever hears it asks
 * for the thing itself, with their own rights.
 */
export async function announceChange(db: Db, kind: ChangeKind, id: string | null = null): Promise<void> {
  await db.execute(sql`select pg_notify(${changeChannel}, ${JSON.stringify({ kind, id })})`);
}
