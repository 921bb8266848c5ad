import { createHash, randomBytes } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { insertKey, type KeyRow } from '../../db/house/keys.ts';
import { formatKey } from '../../domain/key.ts';
import { actorOf, type Principal } from '../../domain/principal.ts';
import { covers, type Scope } from '../../domain/scope.ts';
import { AjarError } from '../../errors.ts';

export interface KeyWish {
  name: string;
  scopes: readonly Scope[];
  expiresAt?: Date | null | undefined;
}

/**
 * Makes an API key. The answer holds the key itself, which is stored nowhere and cannot be had again. A principal mints
 * only scopes it holds, for no longer than it lives; `cli` stands for whoever may run commands, and may mint all.
 *
 * @throws forbidden for a scope the minter lacks; invalid_request for an end in the past or after the minter's own.
 */
export async function createKey(app: App, by: Principal | 'cli', wish: KeyWish): Promise<{ row: KeyRow; key: string }> {
  const now = app.now();
  const expiresAt = wish.expiresAt ?? (by === 'cli' ? null : by.expiresAt);
  if (by !== 'cli') refuseMore(by, wish.scopes, expiresAt);
  if (expiresAt && expiresAt <= now) throw refuseExpiry('Must be in the future.');
  const id = uuidv7();
  const secret = randomBytes(32).toString('base64url');
  const row = await app.db.transaction(async (tx) => {
    const inserted = await insertKey(tx, {
      id,
      name: wish.name,
      scopes: [...new Set(wish.scopes)],
      secretHash: createHash('sha256').update(secret).digest('hex'),
      createdAt: now,
      createdBy: actorOf(by),
      expiresAt,
    });
    const detail = { scopes: inserted.scopes };
    await insertAudit(tx, {
      at: now,
      actor: inserted.createdBy,
      action: 'create-key',
      subjectKind: 'key',
      subjectId: id,
      detail,
    });
    return inserted;
  });
  return { row, key: formatKey({ id, secret }) };
}

function refuseMore(by: Principal, wanted: readonly Scope[], expiresAt: Date | null): void {
  const lacking = wanted.find((scope) => !covers(by.scopes, scope));
  if (lacking)
    throw new AjarError(
      'forbidden',
      by.kind === 'user'
        ? `You give a key only what you may do yourself, and ${lacking} is not among it.`
        : `A key mints only its own scopes, and ${lacking} is not among them.`,
    );
  if (by.expiresAt && (expiresAt === null || expiresAt > by.expiresAt))
    throw refuseExpiry('Must not be later than the end of the key that mints it.');
}

function refuseExpiry(message: string): AjarError {
  return new AjarError('invalid_request', message, [{ pointer: '/expiresAt', message }]);
}
