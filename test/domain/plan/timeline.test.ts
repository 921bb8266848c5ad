import { expect, it } from 'vitest';
import { addDays } from '../../../src/domain/calendar.ts';
import type { NewsFact, OfferFact } from '../../../src/domain/plan/facts.ts';
import { timeline } from '../../../src/domain/plan/timeline.ts';
import { makeFacts } from './make-facts.ts';

const left = new Date('2026-11-02T12:00:00Z');
const twoYearsOn = new Date('2028-12-01T00:00:00Z');

const offers: OfferFact[] = ['a', 'b', 'c'].map((id) => ({
  id,
  kind: 'service',
  price: null,
  reasons: [],
  validFrom: '2026-01-01',
  validUntil: '2030-01-01',
}));
const news: NewsFact[] = Array.from({ length: 12 }, (_, index) => ({
  id: `n${index}`,
  reasons: [],
  useful: index % 4 === 0,
  publishedOn: addDays('2026-10-01', index * 60),
}));

it('writes seven to nine letters in two years to a client who never answers', () => {
  const entries = timeline(makeFacts({ offers, news }), left, twoYearsOn);
  const letters = entries.filter((entry) => entry.kind === 'letter');
  expect(letters.length).toBeGreaterThanOrEqual(7);
  expect(letters.length).toBeLessThanOrEqual(9);
  expect(letters[0]).toMatchObject({ letter: 'thank_you' });
  expect(letters.at(-1)).toMatchObject({ letter: 'farewell' });
});
