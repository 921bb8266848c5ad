import { z } from 'zod';
import { housePolicySchema } from '../domain/policy.ts';
import { instant } from './primitives.ts';

/** The house policy that counts, and how it came to be. */
export const settingsSchema = z
  .object({
    ...housePolicySchema.shape,
    version: z.int().describe('Grows with every change; 0 while all is as it came.'),
    changedAt: instant.nullable(),
    changedBy: z.string().nullable(),
    fromEnvironment: z.array(z.string()).describe('Settings that the environment gives: they cannot be changed here.'),
  })
  .meta({ id: 'Settings' });
export type Settings = z.output<typeof settingsSchema>;

export const settingsChangeSchema = housePolicySchema.partial().meta({ id: 'SettingsChange' });
export type SettingsChange = z.output<typeof settingsChangeSchema>;
