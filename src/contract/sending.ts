import { z } from 'zod';
import { instant } from './primitives.ts';

export const sendingSchema = z
  .object({
    paused: z.boolean(),
    pausedAt: instant.nullable(),
    pausedBy: z.string().nullable(),
    locked: z.boolean().describe('After a restore or clone, until a person unlocks it.'),
    lockedWhy: z.string().nullable(),
    transport: z.enum(['capture', 'resend', 'smtp']).describe('With capture nothing leaves: letters are kept here.'),
  })
  .meta({ id: 'Sending' });
export type Sending = z.output<typeof sendingSchema>;

export const sendingChangeSchema = z.strictObject({ paused: z.boolean() }).meta({ id: 'SendingChange' });
