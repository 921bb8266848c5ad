import { z } from 'zod';
import { reasons } from '../domain/departure.ts';
import { pageOf, pageQuery } from './page.ts';
import { day, flag, id, instant, line, money, prose, wordList } from './primitives.ts';

const offerKinds = ['service', 'discount'] as const;

export const offerSchema = z
  .object({
    id,
    title: z.string(),
    terms: z.string(),
    kind: z.enum(offerKinds),
    price: money.nullable(),
    reasons: z.array(z.string()),
    validFrom: z.string(),
    validUntil: z.string(),
    uses: z.int().describe('How many people have had it.'),
    isDemo: z.boolean(),
    createdAt: instant,
    updatedAt: instant,
    withdrawnAt: instant.nullable(),
  })
  .meta({ id: 'Offer' });
export type Offer = z.output<typeof offerSchema>;

export const offerPage = pageOf(offerSchema, 'OfferPage');
export const offerQuery = z.strictObject({
  ...pageQuery,
  validOn: day.optional(),
  reason: z.enum(reasons).optional().describe('Made for this reason, or for every reason.'),
  withdrawn: flag.optional(),
});

const fields = {
  title: line(120),
  terms: prose(2000),
  kind: z.enum(offerKinds).describe('A better service goes before a discount.'),
  price: money.nullable(),
  reasons: wordList(reasons).describe('Why clients left to whom it is made; none: any reason.'),
  validFrom: day,
  validUntil: day,
};

const endsAfterItBegins = ({ validFrom, validUntil }: { validFrom?: string; validUntil?: string }) =>
  validFrom === undefined || validUntil === undefined || validUntil >= validFrom;
const endsTooEarly = { path: ['validUntil'], message: 'Must not be before validFrom.' };

export const newOfferSchema = z
  .strictObject({ ...fields, kind: fields.kind.default('service'), reasons: fields.reasons.default([]) })
  .partial({ price: true })
  .refine(endsAfterItBegins, endsTooEarly)
  .meta({ id: 'NewOffer' });
export type NewOffer = z.output<typeof newOfferSchema>;

export const offerChangeSchema = z
  .strictObject({ ...fields, withdrawn: z.boolean().describe('A withdrawn offer is made to nobody any more.') })
  .partial()
  .refine(endsAfterItBegins, endsTooEarly)
  .meta({ id: 'OfferChange' });
export type OfferChange = z.output<typeof offerChangeSchema>;
