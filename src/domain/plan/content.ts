import { addDays, daysBetween } from '../calendar.ts';
import type { NewsFact, OfferFact, PlanFacts } from './facts.ts';

/** An offer must still be valid for so many days when its letter leaves. */
const offerValidDays = 21;
export const newsMaxAgeDays = 180;
const newsMaxItems = 3;

function fits(reasons: string[], reason: string): boolean {
  return reasons.length === 0 || reasons.includes(reason);
}

/**
 * The best valid offer for the reason that this person has not had: service before discount, made for the reason
 * before made for all, then the one that is valid longest. Null: none.
 */
export function chooseOffer(facts: PlanFacts, today: string): OfferFact | null {
  const usable = facts.offers.filter(
    (offer) =>
      offer.validFrom <= today &&
      offer.validUntil >= addDays(today, offerValidDays) &&
      fits(offer.reasons, facts.departure.reason) &&
      (offer.price === null || facts.client.currency === null || offer.price.currency === facts.client.currency) &&
      !facts.hadContent.includes(offer.id),
  );
  const order = (a: OfferFact, b: OfferFact) =>
    Number(b.kind === 'service') - Number(a.kind === 'service') ||
    Number(b.reasons.length > 0) - Number(a.reasons.length > 0) ||
    b.validUntil.localeCompare(a.validUntil) ||
    a.id.localeCompare(b.id);
  return usable.toSorted(order)[0] ?? null;
}

function freshNews(facts: PlanFacts, today: string): NewsFact[] {
  return facts.news
    .filter((item) => {
      const age = daysBetween(item.publishedOn, today);
      return (
        age >= 0 &&
        age < newsMaxAgeDays &&
        fits(item.reasons, facts.departure.reason) &&
        !facts.hadContent.includes(item.id)
      );
    })
    .toSorted(
      (a, b) =>
        Number(b.reasons.length > 0) - Number(a.reasons.length > 0) ||
        b.publishedOn.localeCompare(a.publishedOn) ||
        a.id.localeCompare(b.id),
    );
}

/** Up to three items that bear on why they left, made for the reason first, newest first. */
export function chooseNews(facts: PlanFacts, today: string): NewsFact[] {
  return freshNews(facts, today).slice(0, newsMaxItems);
}

/** The one item marked useful for a check-in; null: the letter offers help instead. */
export function chooseUseful(facts: PlanFacts, today: string): NewsFact | null {
  return freshNews(facts, today).find((item) => item.useful) ?? null;
}
