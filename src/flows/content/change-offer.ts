import type { App } from '../../app.ts';
import type { OfferChange } from '../../contract/offers.ts';
import { insertAudit } from '../../db/house/audit.ts';
import { lockOffer, type OfferRow, updateOffer } from '../../db/content/offers.ts';
import { AjarError } from '../../errors.ts';

/**
 * Changes what is named; letters that have been written keep what they said. Withdrawn, it is made to nobody any more;
 * who had it stays on record.
 *
 * @throws not_found; invalid_request when it would end before it begins
 */
export async function changeOffer(app: App, actor: string, id: string, change: OfferChange): Promise<OfferRow> {
  const now = app.now();
  return app.db.transaction(async (tx) => {
    const before = await lockOffer(tx, id);
    if (!before) throw new AjarError('not_found');
    const { price, withdrawn, ...columns } = change;
    const after = { ...before, ...columns };
    if (after.validUntil < after.validFrom) throw refuseBackwards(change.validUntil === undefined);
    await insertAudit(tx, {
      at: now,
      actor,
      action: 'change-offer',
      subjectKind: 'offer',
      subjectId: id,
      detail: { fields: Object.keys(change) },
    });
    return updateOffer(tx, id, {
      ...columns,
      ...(price !== undefined && { priceAmount: price?.amount ?? null, priceCurrency: price?.currency ?? null }),
      ...(withdrawn !== undefined && { withdrawnAt: withdrawn ? (before.withdrawnAt ?? now) : null }),
      updatedAt: now,
    });
  });
}

function refuseBackwards(beginIsNew: boolean): AjarError {
  const error = beginIsNew
    ? { pointer: '/validFrom', message: 'Must not be after validUntil.' }
    : { pointer: '/validUntil', message: 'Must not be before validFrom.' };
  return new AjarError('invalid_request', `${error.pointer}: ${error.message}`, [error]);
}
