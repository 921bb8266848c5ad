import type { z } from 'zod';
import type { App } from '../../app.ts';
import type { profileChangeSchema } from '../../contract/session.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { findUser, lockUser, updateUser } from '../../db/house/users.ts';
import { AjarError } from '../../errors.ts';
import { refuseAwayBackwards, refuseCover } from './create-user.ts';

/**
 * Changes what is one's own: name, ways to be reached, zone and language, absence and cover; of the preferences those
 * that are named.
 *
 * @throws not_found, invalid_request
 */
export async function changeProfile(app: App, id: string, change: z.output<typeof profileChangeSchema>): Promise<void> {
  await app.db.transaction(async (tx) => {
    const before = await lockUser(tx, id);
    if (!before) throw new AjarError('not_found');
    const { preferences, ...columns } = change;
    const after = { ...before, ...columns };
    refuseAwayBackwards(after.awayFrom, after.awayUntil);
    if (change.coverId === id) throw refuseCover('Nobody covers for themselves.');
    const cover = change.coverId ? await findUser(tx, change.coverId) : null;
    if (change.coverId && (cover === null || cover.disabledAt !== null)) throw refuseCover('There is no such user.');
    await updateUser(tx, id, {
      ...columns,
      ...(preferences && { preferences: { ...before.preferences, ...preferences } }),
    });
    const deed = { actor: `user:${id}`, subjectKind: 'user', subjectId: id };
    await insertAudit(tx, {
      at: app.now(),
      action: 'change-profile',
      ...deed,
      detail: { fields: Object.keys(change) },
    });
  });
}
