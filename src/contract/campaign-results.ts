import { z } from 'zod';
import { letterKinds } from '../domain/message.ts';

/** What became of each step of a campaign. */

export const resultsQuery = z.strictObject({
  version: z.coerce.number().int().min(1).optional().describe('Only people who are in this version now.'),
});

export const campaignResultsSchema = z
  .object({
    version: z.int().nullable().describe('Null: people of all versions.'),
    people: z.int().describe('Everybody who is or was in it.'),
    open: z.int().describe('People in it now.'),
    planned: z.int().describe('So many of them were asked what is planned, those who began last first.'),
    steps: z.array(
      z.object({
        step: z.string(),
        kind: z.enum(['email', 'task']),
        inForce: z.boolean().describe('False: an earlier version had it.'),
        letters: z.array(z.enum(letterKinds)),
        plannedSoon: z.int().describe('In the next 30 days, by the planner.'),
        waiting: z.int().describe('In the queue now.'),
        accepted: z.int().describe('The provider took it, whatever came after.'),
        delivered: z.int(),
        answered: z.int().describe('Conversations that a letter of it opened and in which somebody answered.'),
        stopped: z.int().describe('People who asked to stop by a link of such a letter or in an answer to it.'),
        bounced: z.int(),
        failed: z.int(),
        tasks: z.object({ open: z.int(), done: z.int() }),
        skipped: z
          .array(z.object({ code: z.string(), times: z.int() }))
          .describe('By the code of why; the most first.'),
      }),
    ),
    notes: z.array(z.string()).describe('What these numbers can and cannot say.'),
  })
  .meta({ id: 'CampaignResults' });
export type CampaignResults = z.output<typeof campaignResultsSchema>;
