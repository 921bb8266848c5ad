import { z } from 'zod';
import { pageOf, pageQuery } from './page.ts';
import { id, instant, prose } from './primitives.ts';

const activityKinds = ['call', 'meeting', 'mail', 'note'] as const;

export const activitySchema = z
  .object({
    id,
    clientId: id,
    contactId: id.nullable(),
    kind: z.enum(activityKinds),
    happenedAt: instant,
    by: z.string(),
    text: z.string().nullable(),
    taskId: id.nullable().describe('The task that it was part of.'),
  })
  .meta({ id: 'Activity' });

export const activityPage = pageOf(activitySchema, 'ActivityPage');
export const activityQuery = z.strictObject(pageQuery);

export const newActivitySchema = z
  .strictObject({
    kind: z
      .enum(activityKinds)
      .describe('A call, a meeting or a mail from outside counts for every gap; a note does not.'),
    happenedAt: instant,
    contactId: id.nullish().describe('With whom; else it counts for everybody at the client.'),
    text: prose(4000).nullish(),
  })
  .meta({ id: 'NewActivity' });
export type NewActivity = z.output<typeof newActivitySchema>;
