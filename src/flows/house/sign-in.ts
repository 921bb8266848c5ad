import type { App } from '../../app.ts';
import type { Db } from '../../db/db.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { findUserByAddress, type UserRow } from '../../db/house/users.ts';
import { AjarError } from '../../errors.ts';
import { isPassword } from './password.ts';
import { beginSession, type Visitor } from './session.ts';

/**
 * Signs a person in by address and password; answers the token of the new session. Somebody unknown, disabled or without
 * a password gets the same refusal after the same time.
 *
 * @throws wrong_credentials
 */
export async function signIn(app: App, given: { email: string; password: string }, visitor: Visitor): Promise<string> {
  const user = await findUserByAddress(app.db, given.email);
  const mayEnter = user !== null && user.disabledAt === null;
  const matches = await isPassword(given.password, mayEnter ? user.passwordHash : null);
  if (!mayEnter || !matches) throw new AjarError('wrong_credentials');
  return app.db.transaction((tx) => enter(app, tx, user, visitor, 'sign-in'));
}

/** Begins the session of somebody who has shown who they are, and writes down how. */
export async function enter(app: App, tx: Db, user: UserRow, visitor: Visitor, action: string): Promise<string> {
  const token = await beginSession(tx, user.id, visitor);
  const deed = { actor: `user:${user.id}`, subjectKind: 'user', subjectId: user.id };
  await insertAudit(tx, { at: app.now(), action, ...deed });
  return token;
}

/** Writes down that somebody tries too often; whom they tried to be only where it is somebody. */
export async function noteThrottled(app: App, email: string | null): Promise<void> {
  const user = email === null ? null : await findUserByAddress(app.db, email);
  const deed = { actor: 'nobody', action: 'throttle-sign-in', subjectKind: 'user', subjectId: user?.id ?? null };
  await insertAudit(app.db, { at: app.now(), ...deed });
}
