import type { App } from '../../app.ts';
import type { SettingsChange } from '../../contract/settings.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { markAllToReplan } from '../../db/enrollments/enrollments.ts';
import { findSettings, insertSettings, lockSettings } from '../../db/house/settings.ts';
import type { HousePolicy } from '../../domain/policy.ts';
import { isSameData } from '../../domain/same-data.ts';
import { AjarError } from '../../errors.ts';
import { tryAgain } from '../try-again.ts';

/** Settings by which the planner goes. */
const movesPlans = new Set<keyof HousePolicy>([
  'zone',
  'sendWindow',
  'spreadMinutes',
  'coolingOffDays',
  'contactGapDays',
  'ownerCapPerDay',
  'approval',
]);

/**
 * Changes house policy: a new version made of the present one and what `change` names. Nothing named, or nothing
 * different, makes none.
 *
 * @throws conflict for a value that the environment gives.
 */
export async function changeSettings(app: App, actor: string, change: SettingsChange): Promise<void> {
  if (change.postalAddress !== undefined && app.config.postalAddress !== null) throw refuseGiven();
  const now = app.now();
  await tryAgain(() =>
    app.db.transaction(async (tx) => {
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
      // Slots were set by the rules before: the tick sets them anew, so that what leaves is what the preview tells.
      if (changed.some((name) => movesPlans.has(name))) await markAllToReplan(tx, now);
    }),
  );
}

function refuseGiven(): AjarError {
  const message = 'The environment gives this value (POSTAL_ADDRESS); change it there.';
  return new AjarError('conflict', message, [{ pointer: '/postalAddress', message }]);
}
