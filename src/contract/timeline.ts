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

/** One thing in the story of a client. */
const clientTimelineEntrySchema = z
  .object({
    ...timelineEntrySchema.shape,
    contactId: id.optional(),
    enrollmentId: id.optional(),
    occurrence: z.int().optional(),
    campaign: z.string().optional().describe('A slug.'),
    threadId: id.optional(),
    by: z.string().optional().describe('The person of the house who did it.'),
    title: z.string().optional().describe('A subject, the title of a task, the kind of an activity, a reason.'),
    text: z.string().optional(),
    dueOn: z.string().optional(),
    isNext: z.boolean().optional().describe('The next occurrence of its step: it can be skipped or moved.'),
    canUnskip: z.boolean().optional().describe('A person skipped it, and that can be taken back.'),
  })
  .meta({ id: 'ClientTimelineEntry' });
export const clientTimelineSchema = z
  .object({ data: z.array(clientTimelineEntrySchema) })
  .meta({ id: 'ClientTimeline' });

export const timelineSchema = z.object({ data: z.array(timelineEntrySchema) }).meta({ id: 'Timeline' });
export const timelineQuery = z.strictObject({
  until: instant.optional().describe('How far ahead; 25 months unless given.'),
});
