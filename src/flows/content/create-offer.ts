import { uuidv7 } from 'uuidv7';
import type { App } from '../../app.ts';
import type { NewOffer } from '../../contract/offers.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { insertOffer, type OfferRow } from '../../db/content/offers.ts';

/** Adds an offer; letters that come due from now on may carry it. */
export async function createOffer(app: App, actor: string, { price, ...input }: NewOffer): Promise<OfferRow> {
  const now = app.now();
  const id = uuidv7();
  return app.db.transaction(async (tx) => {
    await insertAudit(tx, { at: now, actor, action: 'create-offer', subjectKind: 'offer', subjectId: id });
    return insertOffer(tx, {
      ...input,
      id,
      priceAmount: price?.amount ?? null,
      priceCurrency: price?.currency ?? null,
      createdAt: now,
      updatedAt: now,
    });
  });
}
