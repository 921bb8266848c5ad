import { z } from 'zod';
import { pageOf, pageQuery } from './page.ts';
import { id, instant } from './primitives.ts';

/** Who had an offer or a news item, and by which letter. */
export const contentUsePage = pageOf(
  z
    .object({
      messageId: id,
      contactId: id,
      clientId: id,
      clientName: z.string(),
      contactName: z.string().nullable().describe('Null once the person was erased, or where no name is known.'),
      usedAt: instant,
    })
    .meta({ id: 'ContentUse' }),
  'ContentUsePage',
);
export const contentUseQuery = z.strictObject(pageQuery);

/** Whose next letter would tell of it, as the planner sees it today. */
export const audienceSchema = z
  .object({
    data: z.array(
      z.object({
        clientId: id,
        clientName: z.string(),
        contactId: id,
        at: instant.describe('When that letter would leave.'),
        zone: z.string(),
      }),
    ),
    checked: z.int().describe('So many plans were looked at, those whose next letter comes first.'),
    open: z.int().describe('People who are in a campaign now.'),
  })
  .meta({ id: 'ContentAudience' });
export type Audience = z.output<typeof audienceSchema>;
