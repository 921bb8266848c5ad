import { z } from 'zod';
import { instant } from './primitives.ts';

export const sendingSchema = z
  .object({
    paused: z.boolean(),
    pausedAt: instant.nullable(),
    pausedBy: z.string().nullable(),
    pausedByName: z.string().nullable().describe('The name of that person or key, as it is now.'),
    locked: z.boolean().describe('After a restore or clone, until a person unlocks it.'),
    lockedWhy: z.string().nullable(),
    transport: z.enum(['capture', 'resend', 'smtp']).describe('With capture nothing leaves: letters are kept here.'),
  })
  .meta({ id: 'Sending' });
export type Sending = z.output<typeof sendingSchema>;

export const sendingTestSchema = z
  .object({
    transport: z.enum(['capture', 'resend', 'smtp']),
    ok: z.boolean().describe('Whether the way out lets us in.'),
    text: z.string().describe('What came of it, in words.'),
    mail: z
      .object({ to: z.string() })
      .nullable()
      .describe('The test mail to your own address, on its way; null: none was sent.'),
    mailText: z.string().describe('What became of the test mail, or why there is none.'),
  })
  .meta({ id: 'SendingTest' });
export type SendingTest = z.output<typeof sendingTestSchema>;

export const sendingChangeSchema = z.strictObject({ paused: z.boolean() }).meta({ id: 'SendingChange' });
