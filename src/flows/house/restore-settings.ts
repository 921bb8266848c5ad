import type { App } from '../../app.ts';
import { findSettingsVersion } from '../../db/house/settings.ts';
import { AjarError } from '../../errors.ts';
import { changeSettings } from './change-settings.ts';

/**
 * Makes the house policy what it was in a version: a new version, so that nothing is lost. What the environment gives
 * meanwhile stays as it is.
 *
 * @throws not_found
 */
export async function restoreSettings(app: App, actor: string, version: number): Promise<void> {
  const policy = await findSettingsVersion(app.db, version);
  if (policy === null) throw new AjarError('not_found', 'There is no such version of the settings.');
  const { postalAddress, ...rest } = policy;
  await changeSettings(app, actor, app.config.postalAddress === null ? { postalAddress, ...rest } : rest);
}
