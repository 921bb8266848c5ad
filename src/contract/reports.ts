import { z } from 'zod';
import { messageKinds, messageStates } from '../domain/message.ts';
import { enrollmentStates } from '../domain/enrollment.ts';
import { day, money } from './primitives.ts';

export const summaryQuery = z
  .strictObject({
    from: day.optional().describe('The first day; a year before the last unless given.'),
    to: day.optional().describe('The last day; today unless given.'),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ['to'],
    message: 'Must not be before from.',
  });

const arm = z.object({ clients: z.int(), wonBack: z.int() });

export const summarySchema = z
  .object({
    from: z.string(),
    to: z.string(),
    sentence: z.string().describe('What can honestly be said.'),
    departures: z.object({ count: z.int(), valueLost: z.array(money).describe('A year, per currency.') }),
    winBacks: z.object({
      count: z.int(),
      value: z.array(money).describe('A year, per currency.'),
      afterReply: z.int().describe('Clients who had answered a letter before.'),
    }),
    replies: z.int(),
    letters: z.array(z.object({ kind: z.enum(messageKinds), state: z.enum(messageStates), count: z.int() })),
    unsubscribes: z.int(),
    complaints: z.int(),
    enrollments: z.array(z.object({ state: z.enum(enrollmentStates), count: z.int() })).describe('Open ones, now.'),
    holdout: z.object({
      heldOut: arm.describe('Clients who left in the period and were sent nothing.'),
      written: arm.describe('Clients who left in the period and were drawn to be written to.'),
      tooFewToTell: z.boolean(),
    }),
  })
  .meta({ id: 'Summary' });
export type Summary = z.output<typeof summarySchema>;
