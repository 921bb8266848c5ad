import { z } from 'zod';
import { instant } from './primitives.ts';

export const readinessSchema = z
  .object({
    ready: z.boolean(),
    database: z.enum(['reachable', 'unreachable']),
    migrations: z.enum(['current', 'other', 'unknown']),
    lastTickAt: instant.nullable().describe('Null while no worker has run.'),
    lastTickAgeSeconds: z.int().nullable(),
  })
  .meta({ id: 'Readiness' });
export type Readiness = z.output<typeof readinessSchema>;
