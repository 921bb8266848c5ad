import { and, gte, isNull } from 'drizzle-orm';
import { addDays } from '../../domain/calendar.ts';
import type { NewsFact, OfferFact } from '../../domain/plan/facts.ts';
import type { Db } from '../db.ts';
import { newsItems, offers } from '../schema.ts';

export async function listOffers(db: Db, today: string): Promise<OfferFact[]> {
  const rows = await db
    .select()
    .from(offers)
    .where(and(isNull(offers.withdrawnAt), gte(offers.validUntil, today)));
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    price:
      row.priceAmount === null || row.priceCurrency === null
        ? null
        : { amount: row.priceAmount, currency: row.priceCurrency },
    reasons: row.reasons,
    validFrom: row.validFrom,
    validUntil: row.validUntil,
  }));
}

export async function listNews(db: Db, today: string): Promise<NewsFact[]> {
  return db
    .select({
      id: newsItems.id,
      reasons: newsItems.reasons,
      useful: newsItems.useful,
      publishedOn: newsItems.publishedOn,
    })
    .from(newsItems)
    .where(and(isNull(newsItems.withdrawnAt), gte(newsItems.publishedOn, addDays(today, -181))));
}

/** Offers and news that are in force on a day, as the planner sees them. */
export async function listContentFacts(db: Db, day: string): Promise<{ offers: OfferFact[]; news: NewsFact[] }> {
  return { offers: await listOffers(db, day), news: await listNews(db, day) };
}
