import { z } from 'zod';
import { campaignDefinitionSchema, routingConditionSchema } from '../domain/campaigns/campaign.ts';
import { pageOf, pageQuery } from './page.ts';
import { instant, line } from './primitives.ts';

export const campaignSlug = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,59}$/, 'Lower-case letters, digits and hyphens, beginning with a letter.')
  .meta({ examples: ['door-ajar'] });

const definition = campaignDefinitionSchema.meta({ id: 'CampaignDefinition' });

const enrollmentCounts = z
  .object({ active: z.int(), held: z.int(), completed: z.int(), exited: z.int() })
  .meta({ id: 'EnrollmentCounts' });

const listed = {
  slug: z.string(),
  name: z.string(),
  createdAt: instant,
  paused: z
    .object({ at: instant, by: z.string(), why: z.string().nullable().describe('Where Ajar stopped it itself.') })
    .nullable(),
  version: z.int().nullable().describe('The latest that is published; null: none yet, so nobody is enrolled.'),
  enrollments: enrollmentCounts,
  numbers: z
    .object({
      letters: z.int().describe('Letters that have left since the first of the month.'),
      answers: z.int().describe('Answers to its letters, from the beginning.'),
      winBacks: z.int().describe('Clients of its people who came back.'),
    })
    .meta({ id: 'CampaignNumbers' }),
  draftAt: instant.nullable().describe('When its draft was last saved; null: there is none.'),
};

export const listedCampaignSchema = z.object(listed).meta({ id: 'ListedCampaign' });
export type ListedCampaign = z.output<typeof listedCampaignSchema>;
export const campaignPage = pageOf(listedCampaignSchema, 'CampaignPage');
export const campaignQuery = z.strictObject(pageQuery);

const campaignFields = {
  ...listed,
  definition: definition.nullable().describe('Of the latest version.'),
  versions: z
    .array(
      z.object({
        version: z.int(),
        publishedAt: instant,
        publishedBy: z.string(),
        publishedByName: z.string().describe('Who that is, as they are called now.'),
        enrollments: enrollmentCounts,
      }),
    )
    .describe('The latest first. People stay in the version in which they began.'),
};
export const campaignSchema = z.object(campaignFields).meta({ id: 'Campaign' });
export type Campaign = z.output<typeof campaignSchema>;

export const diffSchema = z
  .object({
    added: z.array(z.string()).describe('Keys of steps.'),
    removed: z.array(z.string()),
    changed: z.array(z.object({ step: z.string(), what: z.array(z.string()) })),
    words: z.array(z.string()).describe('All of it in sentences; empty: nothing changed.'),
  })
  .meta({ id: 'CampaignDiff' });

export const publishedCampaignSchema = z
  .object({
    ...campaignFields,
    diff: diffSchema.describe('Against the version before.'),
    moved: z.int().describe('People who were moved into this version.'),
  })
  .meta({ id: 'PublishedCampaign' });

export const newCampaignSchema = z
  .strictObject({
    slug: campaignSlug,
    name: line(120),
    definition: definition.optional().describe('Published at once as version 1.'),
    copyOf: campaignSlug.optional().describe('A campaign whose definition becomes the draft of the new one.'),
  })
  .refine((input) => input.definition === undefined || input.copyOf === undefined, {
    path: ['copyOf'],
    message: 'Give a definition or name a campaign to copy, not both.',
  })
  .meta({ id: 'NewCampaign' });
export type NewCampaign = z.output<typeof newCampaignSchema>;

export const campaignVersionSchema = z
  .object({
    version: z.int(),
    publishedAt: instant,
    publishedBy: z.string(),
    definition,
    diff: diffSchema.describe('Against the version before.'),
  })
  .meta({ id: 'CampaignVersion' });
export type CampaignVersion = z.output<typeof campaignVersionSchema>;
export const versionParams = z.object({ slug: campaignSlug, version: z.coerce.number().int().min(1) });

export const consequencesWishSchema = z.strictObject({ definition }).meta({ id: 'ConsequencesWish' });

export const publishSchema = z
  .strictObject({
    definition,
    moveEnrollments: z
      .enum(['none', 'all'])
      .optional()
      .describe('Whether people who are under way stay in their version (none, the default) or go on in the new one.'),
    expectedVersion: z
      .int()
      .min(1)
      .nullable()
      .optional()
      .describe('The version it was made from; null: none. Another one published since: 409.'),
  })
  .meta({ id: 'Publish' });

const rule = z.object({
  name: z.string(),
  condition: routingConditionSchema.meta({ id: 'RoutingCondition' }),
  campaign: z.string().nullable().describe('A slug; null: no campaign, the departure is only kept on file.'),
});

export const routingRulesSchema = z
  .object({ data: z.array(rule) })
  .meta({ id: 'RoutingRules', description: 'In order: the first rule that fits decides.' });

const last = 'The last rule, and only the last, takes every departure: { "always": true }.';

export const newRoutingRulesSchema = z
  .strictObject({
    data: z
      .array(
        z.strictObject({
          name: line(120),
          condition: routingConditionSchema,
          campaign: campaignSlug.nullable(),
        }),
      )
      .min(1)
      .max(100),
  })
  .superRefine(({ data }, context) => {
    data.forEach((one, index) => {
      if ('always' in one.condition !== (index === data.length - 1))
        context.addIssue({ code: 'custom', path: ['data', index, 'condition'], message: last });
    });
  })
  .meta({ id: 'NewRoutingRules' });
export type NewRoutingRules = z.output<typeof newRoutingRulesSchema>;
