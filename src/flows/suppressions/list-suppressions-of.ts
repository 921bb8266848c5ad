import type { App } from '../../app.ts';
import { listActorNames } from '../../db/house/actors.ts';
import { listSuppressions, type SuppressionRow } from '../../db/suppressions/suppression-list.ts';
import type { PageRequest } from '../../db/page.ts';
import { actorInWords } from '../../domain/deed-words.ts';
import type { SuppressionScope } from '../../domain/suppression.ts';
import { isPersonsWish } from '../../domain/suppression-lifting.ts';
import { hashAddress } from '../../mail/address-hash.ts';

export interface SuppressionFilter {
  /** Normalised. */
  address?: string | undefined;
  client?: string | undefined;
  scope?: SuppressionScope | undefined;
  q?: string | undefined;
  lifted: boolean;
}

/** A suppression with the names of those who made and lifted it. */
export type ToldSuppression = SuppressionRow & { createdByName: string; liftedByName: string | null; isWish: boolean };

/** Suppressions, the newest first; an address is looked up by its hash, so that an erased one is found too. */
export async function listSuppressionsInWords(
  app: App,
  { address, ...filter }: SuppressionFilter,
  page: PageRequest,
): Promise<ToldSuppression[]> {
  const addressHash = address === undefined ? undefined : hashAddress(app.addressKey, address);
  return tell(app, await listSuppressions(app.db, { ...filter, addressHash }, page));
}

export async function tellSuppression(app: App, row: SuppressionRow): Promise<ToldSuppression> {
  const [told] = await tell(app, [row]);
  if (told === undefined) throw new Error('Nothing was told.');
  return told;
}

async function tell(app: App, rows: readonly SuppressionRow[]): Promise<ToldSuppression[]> {
  const names = await listActorNames(
    app.db,
    rows.flatMap((row) => [row.createdBy, row.liftedBy]),
  );
  const called = (actor: string) => names.get(actor) ?? actorInWords(actor);
  return rows.map((row) => ({
    ...row,
    createdByName: called(row.createdBy),
    liftedByName: row.liftedBy === null ? null : called(row.liftedBy),
    isWish: isPersonsWish(row.reason),
  }));
}
