import { z } from 'zod';
import { id, line } from './primitives.ts';

export const searchQuery = z.strictObject({
  q: line(100).describe('Words that the names begin with.'),
  limit: z.coerce.number().int().min(1).max(20).default(20),
});

export const foundSchema = z
  .object({
    data: z.array(
      z.object({
        kind: z.enum(['client', 'contact', 'thread', 'campaign', 'offer']),
        id,
        name: z.string(),
        detail: z.string().nullable().describe('What tells it from others of the name: a domain, a client.'),
        clientId: id.nullable(),
        slug: z.string().nullable().describe('Of a campaign.'),
      }),
    ),
  })
  .meta({ id: 'Found' });
