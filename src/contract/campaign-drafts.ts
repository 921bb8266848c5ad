import { z } from 'zod';
import { letterKinds } from '../domain/message.ts';
import { diffSchema } from './campaigns.ts';
import { id, instant } from './primitives.ts';

/** Working on a campaign before it is published: the draft, what is wrong with it, and what publishing it would mean. */

const largestDraft = 200_000;

/** Anything a builder can hold: it may be unfinished, and is checked in full only on publishing. */
const unfinished = z
  .record(z.string(), z.unknown())
  .refine((value) => JSON.stringify(value).length <= largestDraft, 'The draft is too large.');

const problem = z.object({ pointer: z.string().describe('Into the definition.'), message: z.string() });

const draft = z
  .object({
    definition: z.record(z.string(), z.unknown()),
    baseVersion: z.int().nullable().describe('The version it started from.'),
    updatedAt: instant,
    updatedBy: z.string(),
    updatedByName: z.string(),
    problems: z.array(problem).describe('What keeps it from being published; empty: nothing does.'),
    diff: diffSchema.nullable().describe('Against the published version; null while there are problems.'),
  })
  .meta({ id: 'CampaignDraft' });
export type CampaignDraft = z.output<typeof draft>;

export const campaignDraftSchema = z
  .object({ draft: draft.nullable().describe('Null: nobody is working on it.') })
  .meta({ id: 'CampaignDraftAnswer' });

export const newDraftSchema = z
  .strictObject({
    definition: unfinished,
    baseVersion: z.int().min(1).nullable(),
    expected: instant
      .nullable()
      .optional()
      .describe('When the draft this one changes was saved; null: there was none. Saved since by somebody else: 409.'),
  })
  .meta({ id: 'NewCampaignDraft' });
export type NewDraft = z.output<typeof newDraftSchema>;

export const campaignCheckSchema = z.object({ problems: z.array(problem) }).meta({ id: 'CampaignCheck' });
export const campaignCheckWishSchema = z.strictObject({ definition: unfinished }).meta({ id: 'CampaignCheckWish' });

const nextLetter = z
  .object({ step: z.string(), letter: z.enum(letterKinds), at: instant, on: z.string().describe('A day of theirs.') })
  .nullable();

export const consequencesSchema = z
  .object({
    version: z.int().nullable().describe('The number it would have; null: nothing is different.'),
    diff: diffSchema,
    people: z.object({
      active: z.int(),
      held: z.int(),
      checked: z.int().describe('So many of them were looked at, those who began last first.'),
    }),
    groups: z
      .array(z.object({ people: z.int(), same: z.boolean(), words: z.string() }))
      .describe('What moving everybody would change, for how many of those looked at.'),
    examples: z
      .array(
        z.object({
          contactId: id,
          clientId: id,
          client: z.string(),
          contact: z.string(),
          was: nextLetter,
          becomes: nextLetter,
        }),
      )
      .describe('Some of those for whom something changes.'),
    lettersSoon: z.int().describe('Letters that would leave within three days and would not if nobody were moved.'),
    tasksNow: z.int().describe('Tasks that would be made at once.'),
  })
  .meta({ id: 'CampaignConsequences' });
export type Consequences = z.output<typeof consequencesSchema>;
