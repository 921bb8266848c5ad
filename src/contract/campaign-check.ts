import { z } from 'zod';
import { campaignDefinitionSchema } from '../domain/campaigns/campaign.ts';
import { faults, reasons } from '../domain/departure.ts';
import { letterKinds } from '../domain/message.ts';
import { plannedEntrySchema } from './departures.ts';
import { letterPreviewSchema } from './letter-preview.ts';
import { day, id, line, locale, timezone } from './primitives.ts';

/** Looking at a campaign before it does anything: its preflight and its preview. Nothing is stored by either. */

const definition = campaignDefinitionSchema.optional().describe('Instead of the one that is published.');

export const preflightWishSchema = z.strictObject({ definition }).meta({ id: 'PreflightWish' });

export const preflightSchema = z
  .object({
    ready: z.boolean().describe('No warning, and every letter can be written to everybody.'),
    contacts: z.object({
      open: z.int().describe('People in this campaign now.'),
      checked: z.int().describe('So many of them were looked at.'),
    }),
    letters: z.array(
      z.object({
        kind: z.enum(letterKinds),
        missing: z.array(z.object({ value: z.string(), contacts: z.int() })).describe('What is needed and not there.'),
        tooLarge: z.int().describe('Letters above 100 kB, which mail programs cut off.'),
        withoutContent: z.int().describe('People for whom no offer or news item fits today: the step is skipped.'),
      }),
    ),
    warnings: z.array(z.object({ code: z.string(), step: z.string().nullable(), text: z.string() })),
    wording: z.array(
      z.object({
        kind: z.enum(letterKinds),
        locale: z.string(),
        pointer: z.string(),
        code: z.string(),
        message: z.string(),
      }),
    ),
  })
  .meta({ id: 'Preflight' });
export type Preflight = z.output<typeof preflightSchema>;

export const previewWishSchema = z
  .strictObject({
    contactId: id.optional().describe('Whose plan; without it a client is imagined.'),
    stepKey: line(40).optional().describe('Whose letter; else the first that is planned.'),
    definition,
    imagined: z
      .strictObject({
        reason: z.enum(reasons).optional(),
        fault: z.enum(faults).optional(),
        departedOn: day.optional(),
        timezone: timezone.optional(),
        locale: locale.optional(),
      })
      .optional()
      .describe('What is known of the imagined client.'),
  })
  .refine((wish) => wish.contactId === undefined || wish.imagined === undefined, {
    path: ['imagined'],
    message: 'Name a contact or imagine one, not both.',
  })
  .meta({ id: 'PreviewWish' });
export type PreviewWish = z.output<typeof previewWishSchema>;

export const previewSchema = z
  .object({
    contactId: id.nullable(),
    plan: z.array(plannedEntrySchema),
    letter: letterPreviewSchema.nullable().describe('Null: none is planned, or something is missing.'),
    missing: z.string().optional().describe('The value without which the letter cannot be written.'),
    why: plannedEntrySchema.shape.why.describe('Why this letter comes when it does, or why it does not come.'),
  })
  .meta({ id: 'Preview' });
export type Preview = z.output<typeof previewSchema>;
