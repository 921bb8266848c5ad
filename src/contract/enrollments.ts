import { z } from 'zod';
import { enrollmentStates, exitCodes, holdCodes } from '../domain/enrollment.ts';
import { letterPreviewSchema } from './letter-preview.ts';
import { pageOf, pageQuery } from './page.ts';
import { day, id, instant, line } from './primitives.ts';

const why = z.object({ code: z.string(), text: z.string() });

export const enrollmentSchema = z
  .object({
    id,
    departureId: id,
    contactId: id,
    clientId: id,
    campaign: z.string().describe('The slug of the campaign.'),
    version: z.int(),
    state: z.enum(enrollmentStates),
    startedAt: instant,
    nextActionAt: instant.nullable().describe('When it is looked at next; null once it has ended.'),
    nextStep: z.string().nullable(),
    nextWhy: z.array(why),
    revisitOn: z.string().nullable().describe('The day they asked us to write again.'),
    hold: z
      .object({
        code: z.enum(holdCodes),
        since: instant.nullable(),
        until: instant.nullable().describe('It ends by itself then; null: somebody looks at it on reviewOn.'),
        reviewOn: z.string().nullable(),
        ownerId: id.nullable(),
        threadId: id.nullable(),
      })
      .nullable(),
    exit: z.object({ code: z.enum(exitCodes), why: z.string().nullable() }).nullable(),
    endedAt: instant.nullable(),
  })
  .meta({ id: 'Enrollment' });
export type Enrollment = z.output<typeof enrollmentSchema>;

export const skippedEnrollmentSchema = enrollmentSchema
  .extend({ skipped: z.object({ step: z.string(), occurrence: z.int() }) })
  .meta({ id: 'SkippedEnrollment' });

export const enrollmentPage = pageOf(enrollmentSchema, 'EnrollmentPage');
export const enrollmentQuery = z.strictObject({
  ...pageQuery,
  contact: id.optional(),
  client: id.optional(),
  state: z.enum(enrollmentStates).optional(),
  campaign: z.string().min(1).max(100).optional().describe('A slug.'),
});

export const newEnrollmentSchema = z
  .strictObject({
    contactId: id,
    campaign: line(60).describe('A slug; they begin in its latest version.'),
    departureId: id.optional().describe("The client's open departure unless named."),
  })
  .meta({ id: 'NewEnrollment' });
export type NewEnrollment = z.output<typeof newEnrollmentSchema>;

export const holdSchema = z
  .strictObject({
    until: day.optional().describe('The day on which it goes on by itself.'),
    reviewOn: day.optional().describe('Without an end: the day on which the owner looks at it; else in 30 days.'),
    reason: line(300).optional(),
  })
  .meta({ id: 'Hold' });
export type HoldWish = z.output<typeof holdSchema>;

export const skipSchema = z
  .strictObject({ step: line(40).optional().describe('The key of the step; else the one that is next.') })
  .meta({ id: 'Skip' });

const oneStep = {
  step: line(40).describe('The key of the step.'),
  occurrence: z.int().min(0).max(1_000_000),
};
export const stepSchema = z.strictObject(oneStep).meta({ id: 'StepOccurrence' });

export const stepMoveSchema = z
  .strictObject({
    ...oneStep,
    to: z
      .union([day, z.iso.datetime({ offset: true })])
      .describe('A day, at the hour at which letters leave there, or an instant. Windows and gaps still count then.'),
  })
  .meta({ id: 'StepMove' });
export type StepMoveWish = z.output<typeof stepMoveSchema>;
export const movedEnrollmentSchema = enrollmentSchema
  .extend({ moved: z.object({ step: z.string(), occurrence: z.int(), to: instant }) })
  .meta({ id: 'MovedEnrollment' });

export const enrollmentPreviewWishSchema = z
  .strictObject({
    step: line(40).optional().describe('The key of a letter step; else the letter that is next.'),
    at: instant.optional().describe('Of a step that repeats: the one at this time or after.'),
  })
  .meta({ id: 'EnrollmentPreviewWish' });
export const enrollmentPreviewSchema = z
  .object({
    letter: letterPreviewSchema.nullable().describe('Null: none of this step is to come, or a value is missing.'),
    missing: z.string().optional().describe('The value without which it cannot be written.'),
    localAt: z.string().nullable(),
    why: z.array(z.object({ code: z.string(), text: z.string() })),
  })
  .meta({ id: 'EnrollmentPreview' });
export type EnrollmentPreview = z.output<typeof enrollmentPreviewSchema>;

export const exitSchema = z.strictObject({ reason: line(300).optional() }).meta({ id: 'Exit' });
