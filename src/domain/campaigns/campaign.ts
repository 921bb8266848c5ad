import { z } from 'zod';
import { isDuration } from '../calendar.ts';
import { type Condition, conditionSchema } from './condition.ts';
import { exitCodes } from '../enrollment.ts';
import { letterKinds } from '../message.ts';
import { sendWindowSchema } from '../policy.ts';
import { taskKinds } from '../task.ts';

/** A campaign's definition: validated data. Published, it never changes; enrollments are pinned to their version. */

/** What a delay counts from; also backwards. `previous` is the day on which the step before it ended. */
const anchors = ['departure', 'previous', 'revisit', 'renewal', 'basis_expiry'] as const;

const duration = z
  .string()
  .refine(isDuration, 'An ISO 8601 duration of days, weeks, months or years, such as P14D or -P5D.');
const forward = duration.refine(
  (text) => !text.startsWith('-') && !/^\+?P(?:0+[YMWD])+$/.test(text),
  'Must be longer than nothing.',
);
const key = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, 'Lower-case letters, digits and underscores, beginning with a letter.');

const common = {
  key,
  anchor: z.enum(anchors),
  delay: duration,
  every: forward.optional().describe('Repeats: occurrence k is due at anchor + delay + k × every.'),
  when: conditionSchema.optional(),
  lateDays: z.int().min(0).max(365).optional().describe('Skipped as too late beyond this many days.'),
};

const emailStep = z.strictObject({
  ...common,
  kind: z.literal('email'),
  letters: z
    .array(z.strictObject({ kind: z.enum(letterKinds), when: conditionSchema.optional() }))
    .min(1)
    .max(6)
    .describe('The first letter whose condition holds is written.'),
  thread: z.enum(['new', 'continue']).default('new'),
  replacesWithinDays: z.int().min(1).max(90).optional().describe('Other letters so near to this one are left out.'),
  slower: z
    .strictObject({ afterSilentLetters: z.int().min(1).max(20), everyDays: z.int().min(1).max(730) })
    .optional()
    .describe('After so many letters without an answer, this step rests for so many days.'),
  final: z.boolean().default(false).describe('After this letter the enrollment is complete.'),
});

const taskStep = z.strictObject({
  ...common,
  kind: z.literal('task'),
  task: z.enum(taskKinds),
  title: z.string().trim().min(1).max(120),
  dueInWorkingDays: z.int().min(0).max(60).default(0),
  playbook: z.boolean().default(false).describe('Made with the departure itself, even when no letter may follow.'),
  abovePolicyValue: z.boolean().default(false).describe("Only above the house's value threshold."),
  atMost: z.int().min(1).max(10).default(1).describe('For check_in_client: so many clients.'),
  endsAfterNoContact: z
    .int()
    .min(1)
    .max(10)
    .optional()
    .describe('A repeating call ends after so many in a row that reached nobody.'),
});

const sendPolicy = z.strictObject({
  gapDays: z.int().min(7).max(365).default(21).describe('Days between two letters of this campaign; 7 is the floor.'),
  window: sendWindowSchema.optional(),
  coolingOffDays: z.int().min(0).max(365).optional(),
  lateDays: z.int().min(0).max(365).default(45),
  backdated: z
    .array(z.strictObject({ fromDays: z.int().min(1).max(3650), firstStep: key }))
    .max(10)
    .default([])
    .describe('Recorded so many days after leaving, the letters begin with this step; earlier ones are too late.'),
});

const exitRule = z.strictObject({ code: z.enum(exitCodes), when: conditionSchema });

export const campaignDefinitionSchema = z
  .strictObject({
    trigger: z.enum(['departure', 'manual']).default('departure'),
    sendPolicy: sendPolicy.default({ gapDays: 21, lateDays: 45, backdated: [] }),
    exitRules: z.array(exitRule).max(20).default([]),
    steps: z
      .array(z.discriminatedUnion('kind', [emailStep, taskStep]))
      .min(1)
      .max(60),
  })
  .superRefine((definition, context) => {
    const seen = new Set<string>();
    definition.steps.forEach((step, index) => {
      const at = (field: string, message: string) =>
        context.addIssue({ code: 'custom', path: ['steps', index, field], message });
      if (seen.has(step.key)) at('key', `Two steps are called "${step.key}".`);
      seen.add(step.key);
      if (step.anchor === 'previous' && index === 0) at('anchor', 'The first step has no step before it.');
      if (step.anchor === 'previous' && step.delay.startsWith('-'))
        at('delay', 'A step cannot come before the one it follows.');
      if (step.kind === 'email' && step.final && step.every) at('every', 'The last letter cannot repeat.');
      if (step.kind === 'email' && step.letters.slice(0, -1).some((letter) => letter.when === undefined))
        at('letters', 'A letter without a condition must be the last in the list: those behind it are never written.');
      if (step.kind === 'task' && step.playbook && (step.anchor !== 'departure' || step.every))
        at('playbook', 'Playbook tasks count from the departure, once.');
    });
    definition.sendPolicy.backdated.forEach((rule, index) => {
      if (!definition.steps.some((step) => step.key === rule.firstStep && step.kind === 'email'))
        context.addIssue({
          code: 'custom',
          path: ['sendPolicy', 'backdated', index, 'firstStep'],
          message: `There is no letter step "${rule.firstStep}".`,
        });
    });
  });

export type CampaignDefinition = z.infer<typeof campaignDefinitionSchema>;
export type Step = CampaignDefinition['steps'][number];
export type EmailStep = Extract<Step, { kind: 'email' }>;
export type TaskStep = Extract<Step, { kind: 'task' }>;

/** A routing rule's condition; `always` is the default rule. */
export type RoutingCondition = { always: true } | Condition;
export const routingConditionSchema = z.union([z.strictObject({ always: z.literal(true) }), conditionSchema]);
