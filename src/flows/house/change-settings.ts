import type { App } from '../../app.ts';
import type { SettingsChange } from '../../contract/settings.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { findSettings, insertSettings, lockSettings } from '../../db/house/settings.ts';
import { isSameData } from '../../domain/same-data.ts';
import { AjarError } from '../../errors.ts';

/**
 * Changes house policy: a new version made of the present one and what `change` names. Nothing named, or nothing
 * different, makes none.
 *
 * @throws conflict for a value that the environment gives.
 */
export async function changeSettings(app: App, actor: string, change: SettingsChange): Promise<void> {
  if (change.postalAddress !== undefined && app.config.postalAddress !== null) throw refuseGiven();
  const now = app.now();
  await app.db.transaction(async (tx) => {
    await lockSettings(tx);
    const { policy } = await findSettings(tx);
    const names = Object.keys(change) as (keyof SettingsChange)[];
    const changed = names.filter((name) => !isSameData(change[name], policy[name]));
    if (changed.length === 0) return;
    const version = await insertSettings(tx, { policy: { ...policy, ...change }, changedAt: now, changedBy: actor });
    await insertAudit(tx, {
      at: now,
      actor,
      action: 'change-settings',
      subjectKind: 'settings',
      subjectId: String(version),
      detail: { changed },
    });
  });
}

function refuseGiven(): AjarError {
  const message = 'The environment gives this value (POSTAL_ADDRESS); change it there.';
  return new AjarError('conflict', message, [{ pointer: '/postalAddress', message }]);
}
