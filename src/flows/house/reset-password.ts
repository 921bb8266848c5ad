import type { App } from '../../app.ts';
import type { Db } from '../../db/db.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { deleteSessionsOf, type SignedIn } from '../../db/house/sessions.ts';
import { findUserByAddress, lockUser, updateUser, type UserRow } from '../../db/house/users.ts';
import { AjarError } from '../../errors.ts';
import { type MadeLink, makeLink, spendLink } from './one-time-link.ts';
import { hashNewPassword, isPassword } from './password.ts';
import { queueHouseMail } from './queue-house-mail.ts';
import type { Visitor } from './session.ts';
import { enter } from './sign-in.ts';

/** Mails a link for a new password to whoever has one already; for anybody else nothing happens, and nobody can tell. */
export async function askForReset(app: App, email: string): Promise<void> {
  const now = app.now();
  await app.db.transaction(async (tx) => {
    const user = await findUserByAddress(tx, email);
    if (user === null || user.disabledAt !== null || user.passwordHash === null) return;
    const link = await resetLink(app, tx, user, 'nobody', now);
    const text = `Hello ${user.name},\n\nsomebody, most likely you, has forgotten the password to Ajar. Here you choose a new one:\n\n${link.url}\n\nThe link works once, for an hour. If it was not you, leave it: your password stays as it is.`;
    const mail = {
      kind: 'password_reset' as const,
      userId: user.id,
      aboutId: link.id,
      subject: 'A new password for Ajar',
      text,
    };
    await queueHouseMail(tx, mail, now);
  });
}

/**
 * A link for a new password, for whoever may run commands: also for somebody who never had one, and enabling nobody.
 *
 * @throws not_found, wrong_state
 */
export async function makeResetLink(app: App, email: string): Promise<MadeLink> {
  return app.db.transaction(async (tx) => {
    const user = await findUserByAddress(tx, email);
    if (user === null) throw new AjarError('not_found', `Nobody of the house has the address ${email}.`);
    if (user.disabledAt !== null) throw new AjarError('wrong_state', 'This person is disabled.');
    if (user.isDemo)
      throw new AjarError('wrong_state', 'People of the demo have no password: use the link that the start prints.');
    return resetLink(app, tx, user, 'cli', app.now());
  });
}

async function resetLink(app: App, tx: Db, user: UserRow, by: string, now: Date): Promise<MadeLink> {
  const deed = { actor: by, action: 'ask-for-reset', subjectKind: 'user', subjectId: user.id };
  await insertAudit(tx, { at: now, ...deed });
  return makeLink(app, tx, { kind: 'password_reset', userId: user.id, by });
}

/**
 * Sets the new password, ends every session of theirs and begins one. A link that was mailed shows that the address is
 * theirs; one that a command printed does not. Answers the token of the session.
 *
 * @throws link_used_up, invalid_request for a weak password
 */
export async function resetPassword(
  app: App,
  { token, password }: { token: string; password: string },
  visitor: Visitor,
): Promise<string> {
  const now = app.now();
  return app.db.transaction(async (tx) => {
    const link = await spendLink(tx, 'password_reset', token);
    const user = await lockUser(tx, link.userId ?? '');
    if (user === null || user.disabledAt !== null) throw new AjarError('link_used_up');
    const passwordHash = await hashNewPassword(password, [user.name, user.email]);
    const emailVerifiedAt = link.createdBy === 'cli' ? user.emailVerifiedAt : now;
    await updateUser(tx, user.id, { passwordHash, passwordChangedAt: now, emailVerifiedAt });
    await deleteSessionsOf(tx, user.id, null);
    return enter(app, tx, user, visitor, 'reset-password');
  });
}

/**
 * Changes the password of somebody who knows the present one; their other sessions end.
 *
 * @throws invalid_request when the present one is wrong or the new one weak; wrong_state for people of the demo
 */
export async function changePassword(
  app: App,
  { user, tokenHash }: Pick<SignedIn, 'user' | 'tokenHash'>,
  given: { current: string; new: string },
): Promise<void> {
  if (user.isDemo) throw new AjarError('wrong_state', 'People of the demo have no password.');
  if (!(await isPassword(given.current, user.passwordHash))) {
    const message = 'This is not your present password.';
    throw new AjarError('invalid_request', message, [{ pointer: '/current', message }]);
  }
  const passwordHash = await hashNewPassword(given.new, [user.name, user.email], '/new');
  const now = app.now();
  await app.db.transaction(async (tx) => {
    await updateUser(tx, user.id, { passwordHash, passwordChangedAt: now });
    const ended = await deleteSessionsOf(tx, user.id, tokenHash);
    const deed = { actor: `user:${user.id}`, subjectKind: 'user', subjectId: user.id, detail: { ended } };
    await insertAudit(tx, { at: now, action: 'change-password', ...deed });
  });
}
