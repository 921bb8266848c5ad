import type { App } from '../../app.ts';
import type { UserChange } from '../../contract/users.ts';
import { insertAudit } from '../../db/house/audit.ts';
import type { Db } from '../../db/db.ts';
import { deleteSessionsOf } from '../../db/house/sessions.ts';
import {
  countAdminsWithPassword,
  findUser,
  lockUser,
  updateOtherDefaultOwners,
  updateOwnerByEmail,
  updateOwnerOfUnowned,
  updateUser,
  type UserRow,
} from '../../db/house/users.ts';
import { actorOf, type Principal } from '../../domain/principal.ts';
import { AjarError } from '../../errors.ts';
import { refuseAdminBy, refuseAwayBackwards, refuseCover } from './create-user.ts';

/**
 * Changes what is named; null clears. A disabled user keeps what they own.
 *
 * @throws not_found, conflict, forbidden, invalid_request
 */
export async function changeUser(app: App, by: Principal | 'cli', id: string, change: UserChange): Promise<UserRow> {
  const now = app.now();
  return app.db.transaction(async (tx) => {
    const before = await lockUser(tx, id);
    if (!before) throw new AjarError('not_found');
    refuseAdminBy(by, before.role === 'admin' || change.role === 'admin');
    const { disabled, ...columns } = change;
    const after = { ...before, ...columns };
    refuseAwayBackwards(after.awayFrom, after.awayUntil);
    if (change.coverId === id) throw refuseCover('Nobody covers for themselves.');
    if (change.coverId && !(await findUser(tx, change.coverId))) throw refuseCover('There is no such user.');
    if (change.isDefaultOwner) await updateOtherDefaultOwners(tx, id);
    const disabledAt = disabled === undefined ? before.disabledAt : disabled ? (before.disabledAt ?? now) : null;
    // Nobody has shown yet that the new address is theirs.
    const emailVerifiedAt = after.email === before.email ? before.emailVerifiedAt : null;
    await updateUser(tx, id, { ...columns, disabledAt, emailVerifiedAt });
    if (disabledAt !== null) await deleteSessionsOf(tx, id, null);
    if (before.passwordHash !== null && before.role === 'admin') await refuseLastAdmin(tx);
    if (change.email !== undefined) await updateOwnerByEmail(tx, id, change.email);
    if (change.isDefaultOwner) await updateOwnerOfUnowned(tx, id);
    await insertAudit(tx, {
      at: now,
      actor: actorOf(by),
      action: 'change-user',
      subjectKind: 'user',
      subjectId: id,
      detail: {
        fields: Object.keys(change),
        ...(after.role !== before.role && { role: { from: before.role, to: after.role } }),
      },
    });
    return { ...after, disabledAt, emailVerifiedAt };
  });
}

/** @throws wrong_state when by this change nobody would be left who can let others in. */
async function refuseLastAdmin(tx: Db): Promise<void> {
  if ((await countAdminsWithPassword(tx)) === 0)
    throw new AjarError('wrong_state', 'This is the last admin who can sign in. Make somebody else an admin first.');
}
