import { z } from 'zod';
import { housePolicySchema } from '../domain/policy.ts';
import { pageOf, pageQuery } from './page.ts';
import { instant } from './primitives.ts';

/** The house policy that counts, and how it came to be. */
export const settingsSchema = z
  .object({
    ...housePolicySchema.shape,
    version: z.int().describe('Grows with every change; 0 while all is as it came.'),
    changedAt: instant.nullable(),
    changedBy: z.string().nullable(),
    changedByName: z.string().nullable(),
    fromEnvironment: z.array(z.string()).describe('Settings that the environment gives: they cannot be changed here.'),
    environment: z
      .array(
        z.object({
          name: z.string().describe('The variable.'),
          value: z.string().describe('What is in force; never a secret.'),
          isGiven: z.boolean().describe('Whether somebody gave it, or it is the default.'),
        }),
      )
      .describe('What is decided outside: read only here.'),
  })
  .meta({ id: 'Settings' });
export type Settings = z.output<typeof settingsSchema>;

export const settingsChangeSchema = housePolicySchema.partial().meta({ id: 'SettingsChange' });
export type SettingsChange = z.output<typeof settingsChangeSchema>;

export const settingsVersionPage = pageOf(
  z.object({
    version: z.int(),
    changedAt: instant,
    changedBy: z.string(),
    changedByName: z.string().nullable(),
    changes: z.array(z.object({ name: z.string(), from: z.unknown().describe('As it was before.'), to: z.unknown() })),
  }),
  'SettingsVersionPage',
);
export const settingsVersionQuery = z.strictObject(pageQuery);
