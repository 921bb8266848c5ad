import * as z from 'zod';

/** Why a client left, as codes; a letter learns one only if the client said it. */
export const reasonCodes = [
  'price',
  'service_quality',
  'results',
  'communication',
  'billing',
  'mistake',
  'champion_left',
  'competitor',
  'owner_preference',
  'in_house',
  'project_finished',
  'budget',
  'out_of_business',
  'we_ended',
  'other',
  'unknown',
] as const;

const day = z.iso.date();
const line = z.string().max(400);
/** http only because a house that just tries Ajar runs on localhost; a real transport refuses to start without https. */
const link = z.url({ protocol: /^https?$/ }).max(2000);

/**
 * Everything a letter may know, and nothing else: only what the client may read. A new field here is a decision about
 * what clients are told, so unknown keys are refused at every level.
 */
export const letterPropsSchema = z.strictObject({
  clientName: line,
  clientSince: day.nullable(),
  leftOn: day.nullable(),
  contact: z.strictObject({ salutation: line.nullable(), firstName: line.nullable(), lastName: line.nullable() }),
  statedReason: z.enum(reasonCodes).nullable(),
  whatWentWrong: z.string().max(2000).nullable(),
  amends: z.strictObject({ text: z.string().max(2000), doneOn: day.nullable() }).nullable(),
  highlights: z.array(z.strictObject({ text: line })).max(20),
  offer: z
    .strictObject({
      title: line,
      terms: z.string().max(4000),
      price: z.strictObject({ amount: z.int().nonnegative(), currency: z.string().regex(/^[A-Z]{3}$/) }).nullable(),
      validUntil: day.nullable(),
    })
    .nullable(),
  news: z.array(z.strictObject({ title: line, body: z.string().max(20_000), url: link.nullable() })).max(3),
  personalLine: z.string().max(2000).nullable(),
  revisitOn: day.nullable(),
  sender: z.strictObject({ name: line, phone: line.nullable(), title: line.nullable() }),
  house: z.strictObject({ name: line.nullable(), postalAddress: z.string().max(1000) }),
  links: z.strictObject({ stop: link, choose: link, keepInTouch: link.nullable() }),
  locale: z.string().max(35),
});
export type LetterProps = z.infer<typeof letterPropsSchema>;
