import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import type { NewUser } from '../../contract/users.ts';
import { insertAudit } from '../../db/house/audit.ts';
import {
  findUser,
  insertUser,
  updateOtherDefaultOwners,
  updateOwnerByEmail,
  updateOwnerOfUnowned,
  type UserRow,
} from '../../db/house/users.ts';
import { actorOf, type Principal } from '../../domain/principal.ts';
import { covers } from '../../domain/scope.ts';
import { AjarError } from '../../errors.ts';

/**
 * Adds a person of the house, without a password. Clients whose owner was named by this address become theirs.
 *
 * @throws conflict when the address is taken; forbidden when an admin is made by somebody who is none; invalid_request
 */
export async function createUser(
  app: App,
  by: Principal | 'cli',
  input: NewUser,
  { isDemo = false } = {},
): Promise<UserRow> {
  refuseAdminBy(by, input.role === 'admin');
  refuseAwayBackwards(input.awayFrom ?? null, input.awayUntil ?? null);
  const now = app.now();
  const id = uuidv7();
  const { isDefaultOwner = false, ...columns } = input;
  return app.db.transaction(async (tx) => {
    if (input.coverId && !(await findUser(tx, input.coverId))) throw refuseCover('There is no such user.');
    if (isDefaultOwner) await updateOtherDefaultOwners(tx, id);
    const row = await insertUser(tx, { ...columns, id, isDefaultOwner, isDemo, createdAt: now });
    await updateOwnerByEmail(tx, id, input.email);
    if (isDefaultOwner) await updateOwnerOfUnowned(tx, id);
    const actor = actorOf(by);
    await insertAudit(tx, { at: now, actor, action: 'create-user', subjectKind: 'user', subjectId: id });
    return row;
  });
}

/** @throws forbidden: who may write users must not thereby make, or change, somebody who may do everything. */
export function refuseAdminBy(by: Principal | 'cli', isAdmin: boolean): void {
  if (isAdmin && by !== 'cli' && !covers(by.scopes, 'admin'))
    throw new AjarError('forbidden', 'Only an admin makes or changes admins.');
}

/** @throws invalid_request */
export function refuseAwayBackwards(from: string | null, until: string | null): void {
  if (from === null || until === null || from <= until) return;
  const message = 'Must not be before awayFrom.';
  throw new AjarError('invalid_request', message, [{ pointer: '/awayUntil', message }]);
}

/** The refusal of a cover that cannot be one. */
export function refuseCover(message: string): AjarError {
  return new AjarError('invalid_request', message, [{ pointer: '/coverId', message }]);
}
