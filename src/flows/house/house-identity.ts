import type { App } from '../../app.ts';
import type { HousePolicy } from '../../domain/policy.ts';

/** Who the letters are from, as far as the house has said: captured letters may still lack an address of their own. */
export function houseIdentity(app: Pick<App, 'config'>, policy: HousePolicy): { name: string; postalAddress: string } {
  return {
    name: policy.houseName ?? app.config.mailFrom?.name ?? 'Our firm',
    postalAddress: app.config.postalAddress ?? policy.postalAddress ?? 'Our postal address (not set yet)',
  };
}
