import type { App } from '../../app.ts';
import type { Db } from '../../db/db.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { findUser, updateUser, type UserRow } from '../../db/house/users.ts';
import { AjarError } from '../../errors.ts';
import { makeLink, spendLink } from './one-time-link.ts';
import { queueHouseMail } from './queue-house-mail.ts';

/** Mails the link that shows that an address is read by whoever gave it. */
export async function queueAddressCheck(app: App, tx: Db, user: UserRow, now: Date): Promise<void> {
  const link = await makeLink(app, tx, { kind: 'address_check', userId: user.id, by: `user:${user.id}` });
  const text = `Hello ${user.name},\n\nsomebody, most likely you, uses this address at Ajar. Please confirm that it is yours:\n\n${link.url}\n\nThe link works for seven days. If it was not you, leave it.`;
  await queueHouseMail(
    tx,
    { kind: 'address_check', userId: user.id, aboutId: link.id, subject: 'Is this your address?', text },
    now,
  );
}

/** @throws wrong_state where it is known to be theirs. */
export async function askToConfirm(app: App, user: UserRow): Promise<void> {
  if (user.emailVerifiedAt !== null) throw new AjarError('wrong_state', 'Your address is confirmed already.');
  await app.db.transaction((tx) => queueAddressCheck(app, tx, user, app.now()));
}

/**
 * The link came back: the address is theirs. Answers the address.
 *
 * @throws link_used_up
 */
export async function confirmAddress(app: App, token: string): Promise<{ email: string }> {
  const now = app.now();
  return app.db.transaction(async (tx) => {
    const link = await spendLink(tx, 'address_check', token);
    const user = await findUser(tx, link.userId ?? '');
    if (user === null) throw new AjarError('link_used_up');
    await updateUser(tx, user.id, { emailVerifiedAt: now });
    const deed = { actor: `user:${user.id}`, subjectKind: 'user', subjectId: user.id };
    await insertAudit(tx, { at: now, action: 'confirm-address', ...deed });
    return { email: user.email };
  });
}
