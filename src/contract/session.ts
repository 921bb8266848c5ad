import { z } from 'zod';
import { userRoles } from '../domain/user.ts';
import { id, instant } from './primitives.ts';

/** Somebody's own settings. */
export const preferencesSchema = z
  .strictObject({
    colorScheme: z.enum(['light', 'dark', 'auto']).optional(),
    singleKeys: z.boolean().optional().describe('Whether single keys (j, k, r …) act. WCAG 2.1.4.'),
  })
  .meta({ id: 'UserPreferences' });

/** Who is signed in, what they may do, and what every page shows. */
export const sessionSchema = z
  .object({
    user: z.object({
      id,
      email: z.string(),
      name: z.string(),
      role: z.enum(userRoles),
      timezone: z.string().nullable(),
      locale: z.string().nullable(),
      isDemo: z.boolean(),
      emailVerified: z.boolean(),
      awayFrom: z.string().nullable(),
      awayUntil: z.string().nullable(),
      coverId: id.nullable(),
      preferences: preferencesSchema,
    }),
    scopes: z.array(z.string()).describe('Every scope they have, written out: buttons follow it.'),
    now: instant.describe('The clock of this installation; the demo runs ahead of the real one.'),
    house: z.object({
      name: z.string(),
      timezone: z.string(),
      locale: z.string(),
      transport: z.enum(['capture', 'smtp', 'resend']),
      publicUrl: z.string(),
    }),
    demo: z.object({ clients: z.int(), daysAhead: z.int() }).nullable().describe('Null where no demo is on file.'),
  })
  .meta({ id: 'Session' });
export type Session = z.output<typeof sessionSchema>;
