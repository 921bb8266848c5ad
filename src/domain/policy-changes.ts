import { isSameData } from './same-data.ts';
import { type HousePolicy, housePolicySchema } from './policy.ts';

/** What one version of the house policy changed in the one before, in the order of the settings. */
export function policyChanges(
  before: HousePolicy,
  after: HousePolicy,
): { name: keyof HousePolicy; from: unknown; to: unknown }[] {
  const names = Object.keys(housePolicySchema.shape) as (keyof HousePolicy)[];
  return names
    .filter((name) => !isSameData(before[name], after[name]))
    .map((name) => ({ name, from: before[name], to: after[name] }));
}
