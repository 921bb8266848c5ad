import type { App } from '../../app.ts';
import { listSuppressions, type SuppressionRow } from '../../db/suppressions/suppression-list.ts';
import type { PageRequest } from '../../db/page.ts';
import type { SuppressionScope } from '../../domain/suppression.ts';
import { hashAddress } from '../../mail/address-hash.ts';

export interface SuppressionFilter {
  /** Normalised. */
  address?: string | undefined;
  client?: string | undefined;
  scope?: SuppressionScope | undefined;
  lifted: boolean;
}

/** Suppressions, the newest first; an address is looked up by its hash, so that an erased one is found too. */
export async function listSuppressionsOf(
  app: App,
  { address, ...filter }: SuppressionFilter,
  page: PageRequest,
): Promise<SuppressionRow[]> {
  const addressHash = address === undefined ? undefined : hashAddress(app.addressKey, address);
  return listSuppressions(app.db, { ...filter, addressHash }, page);
}
