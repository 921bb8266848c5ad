import { z } from 'zod';
import { letterKinds } from '../domain/message.ts';
import { pageOf, pageQuery } from './page.ts';
import { id, instant, locale } from './primitives.ts';

/** The wording of a letter, as a marketer edits it; its grammar is checked where letters are written. */
const copy = z.record(z.string(), z.unknown());

export const wordingParams = z.object({ kind: z.enum(letterKinds), locale });

const fields = {
  kind: z.enum(letterKinds),
  locale: z.string(),
  revision: z.int().describe('0: as it ships with Ajar.'),
  copy,
};

export const wordingSchema = z
  .object({
    ...fields,
    source: z.enum(['shipped', 'edited']),
    createdAt: instant.nullable(),
    createdBy: z.string().nullable(),
  })
  .meta({ id: 'Wording' });
export type Wording = z.output<typeof wordingSchema>;

export const wordingDetailSchema = z
  .object({
    kind: z.enum(letterKinds),
    locale: z.string(),
    wording: wordingSchema.nullable().describe('The one in force; null: none is written in this language.'),
    shipped: copy.nullable().describe('As it ships with Ajar; null: it does not ship in this language.'),
    fallback: copy.describe('What people of this language get, or would: their own, else the wording of the house.'),
  })
  .meta({ id: 'WordingDetail' });

export const wordingListSchema = z.object({ data: z.array(wordingSchema) }).meta({ id: 'WordingList' });

export const revisionPage = pageOf(
  z
    .object({ ...fields, id, createdAt: instant, createdBy: z.string(), createdByName: z.string() })
    .meta({ id: 'WordingRevision' }),
  'WordingRevisionPage',
);
export const revisionQuery = z.strictObject(pageQuery);

export const newWordingSchema = z.strictObject({ copy }).meta({ id: 'NewWording' });

export const revisedWordingSchema = z
  .object({
    ...fields,
    toCome: z.int().describe('Letters in open campaigns that will be written with it; a repeating one counts once.'),
    wentWithOldText: z.int().describe('Letters of this kind and language that left with an earlier text.'),
  })
  .meta({ id: 'RevisedWording' });
