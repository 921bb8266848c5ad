import type { App } from '../../app.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { lockUser, updateUser, type UserRow } from '../../db/house/users.ts';
import { findPolicy } from '../../db/house/settings.ts';
import { actorOf, type Principal } from '../../domain/principal.ts';
import { AjarError } from '../../errors.ts';
import { refuseAdminBy } from './create-user.ts';
import { houseIdentity } from './house-identity.ts';
import { type MadeLink, makeLink, spendLink } from './one-time-link.ts';
import { hashNewPassword } from './password.ts';
import { queueHouseMail } from './queue-house-mail.ts';
import type { Visitor } from './session.ts';
import { enter } from './sign-in.ts';

/**
 * Mails somebody of the house the link by which they set their first password. A new one ends the one before.
 *
 * @throws not_found, forbidden, wrong_state for whoever is disabled, of the demo, or has a password
 */
export async function inviteUser(
  app: App,
  by: Principal | 'cli',
  id: string,
): Promise<{ user: UserRow; link: MadeLink }> {
  const now = app.now();
  const { name } = houseIdentity(app, await findPolicy(app.db));
  return app.db.transaction(async (tx) => {
    const user = await lockUser(tx, id);
    if (!user) throw new AjarError('not_found');
    refuseAdminBy(by, user.role === 'admin');
    refuseUninvitable(user);
    const link = await makeLink(app, tx, { kind: 'invitation', userId: id, by: actorOf(by) });
    const inviter = by === 'cli' || by.kind === 'key' ? name : `${by.name} of ${name}`;
    const text = `Hello ${user.name},\n\n${inviter} invites you to Ajar, where we keep in touch with clients who have left. Choose a password, and you are in:\n\n${link.url}\n\nThe link works once, for seven days. Nobody else should have it.`;
    const mail = {
      kind: 'invitation' as const,
      userId: id,
      aboutId: link.id,
      subject: `${inviter} invites you to Ajar`,
      text,
    };
    await queueHouseMail(tx, mail, now);
    const deed = { action: 'invite-user', subjectKind: 'user', subjectId: id };
    await insertAudit(tx, { at: now, actor: actorOf(by), ...deed });
    return { user, link };
  });
}

function refuseUninvitable(user: UserRow): void {
  if (user.disabledAt !== null) throw new AjarError('wrong_state', 'This person is disabled: enable them first.');
  if (user.isDemo) throw new AjarError('wrong_state', 'This person belongs to the demo and gets no mail.');
  if (user.passwordHash !== null)
    throw new AjarError('wrong_state', 'This person has a password: "Forgotten your password?" gives them a new one.');
}

/**
 * The invited person sets a password and is signed in; the address is theirs, since the link was mailed to it. Answers
 * the token of the session.
 *
 * @throws link_used_up, invalid_request for a weak password
 */
export async function acceptInvitation(
  app: App,
  { token, name, password }: { token: string; name?: string | undefined; password: string },
  visitor: Visitor,
): Promise<string> {
  const now = app.now();
  return app.db.transaction(async (tx) => {
    const link = await spendLink(tx, 'invitation', token);
    const user = await lockUser(tx, link.userId ?? '');
    if (user === null || user.disabledAt !== null || user.passwordHash !== null) throw new AjarError('link_used_up');
    const named = name ?? user.name;
    const passwordHash = await hashNewPassword(password, [named, user.email]);
    const emailVerifiedAt = link.createdBy === 'cli' ? user.emailVerifiedAt : now;
    await updateUser(tx, user.id, { name: named, passwordHash, passwordChangedAt: now, emailVerifiedAt });
    return enter(app, tx, user, visitor, 'accept-invitation');
  });
}
