import { z } from 'zod';
import { id, instant } from './primitives.ts';

const timelineEntrySchema = z
  .object({
    at: instant,
    localAt: z.string().describe('In the zone of the person, with its offset.'),
    zone: z.string(),
    kind: z.enum(['letter', 'task', 'event']),
    step: z.string().nullable(),
    state: z.enum(['done', 'planned']),
    letter: z.string().nullable().describe('The kind of a letter.'),
    outcome: z.string().nullable().describe('What became of it; null for what is planned.'),
    why: z.array(z.object({ code: z.string(), text: z.string() })),
    messageId: id.optional(),
    taskId: id.optional(),
  })
  .meta({ id: 'TimelineEntry' });

export const timelineSchema = z.object({ data: z.array(timelineEntrySchema) }).meta({ id: 'Timeline' });
export const timelineQuery = z.strictObject({
  until: instant.optional().describe('How far ahead; 25 months unless given.'),
});
