import type { App } from '../../app.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { findKey, markKeyRevoked } from '../../db/house/keys.ts';
import { actorOf, type Principal } from '../../domain/principal.ts';
import { covers, type Scope } from '../../domain/scope.ts';
import { AjarError } from '../../errors.ts';

/**
 * Revokes a key at once and for good; to do it again changes nothing. Like minting it needs every scope of that key, so
 * that a small key cannot lock out a great one.
 *
 * @throws not_found, forbidden
 */
export async function revokeKey(app: App, by: Principal | 'cli', id: string): Promise<void> {
  const now = app.now();
  await app.db.transaction(async (tx) => {
    const key = await findKey(tx, id);
    if (!key) throw new AjarError('not_found');
    if (by !== 'cli' && !key.scopes.every((scope) => covers(by.scopes, scope as Scope)))
      throw new AjarError('forbidden', 'This key has scopes that yours lacks.');
    if (!(await markKeyRevoked(tx, id, now))) return;
    const actor = actorOf(by);
    await insertAudit(tx, { at: now, actor, action: 'revoke-key', subjectKind: 'key', subjectId: id });
  });
}
