import { z } from 'zod';
import { pageOf, pageQuery } from './page.ts';
import { id, instant } from './primitives.ts';

/** Who had an offer or a news item, and by which letter. */
export const contentUsePage = pageOf(
  z.object({ messageId: id, contactId: id, clientId: id, usedAt: instant }).meta({ id: 'ContentUse' }),
  'ContentUsePage',
);
export const contentUseQuery = z.strictObject(pageQuery);
