import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import type { Db } from '../../db/db.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { lockInstallation } from '../../db/house/installation.ts';
import {
  countAdminsWithPassword,
  findUserByAddress,
  insertUser,
  lockUser,
  updateOwnerByEmail,
  updateUser,
  type UserRow,
} from '../../db/house/users.ts';
import { AjarError } from '../../errors.ts';
import { queueAddressCheck } from './confirm-address.ts';
import { makeLink, spendLink } from './one-time-link.ts';
import { hashNewPassword } from './password.ts';
import type { Visitor } from './session.ts';
import { enter } from './sign-in.ts';

/** What opens the page on which the first admin sets a password; null once there is one. For whoever starts the product. */
export async function makeClaimToken(app: App): Promise<string | null> {
  return app.db.transaction(async (tx) => {
    if ((await countAdminsWithPassword(tx)) > 0) return null;
    return (await makeLink(app, tx, { kind: 'claim', userId: null, by: 'cli' })).token;
  });
}

/**
 * Makes the first admin, signed in. The link works once, and only while no admin has a password; whoever is on file under
 * this address becomes that admin. Answers the token of the session.
 *
 * @throws link_used_up, conflict, invalid_request for a weak password
 */
export async function claimHouse(
  app: App,
  claim: { token: string; name: string; email: string; password: string },
  visitor: Visitor,
): Promise<string> {
  const passwordHash = await hashNewPassword(claim.password, [claim.name, claim.email]);
  const now = app.now();
  return app.db.transaction(async (tx) => {
    await lockInstallation(tx);
    if ((await countAdminsWithPassword(tx)) > 0)
      throw new AjarError(
        'link_used_up',
        'This Ajar has its first admin already. Sign in, or ask them for an invitation.',
      );
    await spendLink(tx, 'claim', claim.token);
    const user = await ensureAdmin(tx, claim, now);
    await updateUser(tx, user.id, { passwordHash, passwordChangedAt: now });
    await queueAddressCheck(app, tx, user, now);
    return enter(app, tx, user, visitor, 'claim');
  });
}

async function ensureAdmin(tx: Db, { name, email }: { name: string; email: string }, now: Date): Promise<UserRow> {
  const known = await findUserByAddress(tx, email);
  if (known === null) {
    const user = await insertUser(tx, { id: uuidv7(), email, name, role: 'admin', createdAt: now });
    await updateOwnerByEmail(tx, user.id, email);
    const deed = { actor: `user:${user.id}`, action: 'create-user', subjectKind: 'user', subjectId: user.id };
    await insertAudit(tx, { at: now, ...deed });
    return user;
  }
  if (known.isDemo) {
    const message = 'This address belongs to somebody of the demo; take your own.';
    throw new AjarError('conflict', message, [{ pointer: '/email', message }]);
  }
  await lockUser(tx, known.id);
  await updateUser(tx, known.id, { name, role: 'admin', disabledAt: null });
  return { ...known, name, role: 'admin', disabledAt: null };
}
