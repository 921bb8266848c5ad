import { z } from 'zod';
import { reasons } from '../domain/departure.ts';
import { pageOf, pageQuery } from './page.ts';
import { day, flag, id, instant, line, prose, wordList } from './primitives.ts';

export const newsItemSchema = z
  .object({
    id,
    title: z.string(),
    body: z.string(),
    url: z.string().nullable(),
    reasons: z.array(z.string()),
    useful: z.boolean(),
    publishedOn: z.string(),
    uses: z.int().describe('How many people have had it.'),
    isDemo: z.boolean(),
    createdAt: instant,
    updatedAt: instant,
    withdrawnAt: instant.nullable(),
  })
  .meta({ id: 'NewsItem' });
export type NewsItem = z.output<typeof newsItemSchema>;

export const newsPage = pageOf(newsItemSchema, 'NewsPage');
export const newsQuery = z.strictObject({
  ...pageQuery,
  reason: z.enum(reasons).optional().describe('That bears on this reason, or on every reason.'),
  useful: flag.optional(),
  withdrawn: flag.optional(),
});

const httpsUrl = z
  .url({ protocol: /^https$/, error: 'A link that starts with https://.' })
  .max(1000)
  .refine((text) => !/[\s\p{Cc}]/u.test(text), 'A link has no spaces.');

const fields = {
  title: line(120),
  body: prose(4000).describe('Markdown.'),
  url: httpsUrl.nullable(),
  reasons: wordList(reasons).describe('What it bears on: why clients left; none: any reason.'),
  useful: z.boolean().describe('Of use to anybody: fit for a check-in.'),
  publishedOn: day,
};

export const newNewsItemSchema = z
  .strictObject({ ...fields, reasons: fields.reasons.default([]), useful: fields.useful.default(false) })
  .partial({ url: true })
  .meta({ id: 'NewNewsItem' });
export type NewNewsItem = z.output<typeof newNewsItemSchema>;

export const newsItemChangeSchema = z
  .strictObject({ ...fields, withdrawn: z.boolean().describe('Withdrawn news is told to nobody any more.') })
  .partial()
  .meta({ id: 'NewsItemChange' });
export type NewsItemChange = z.output<typeof newsItemChangeSchema>;
