import { z } from 'zod';

export const diagnosisSchema = z
  .object({
    ok: z.boolean().describe('Nothing failed. Warnings are for a person to weigh.'),
    checks: z.array(
      z.object({
        id: z.string().describe('Stable; what is looked at per domain has the domain behind a colon.'),
        state: z
          .enum(['ok', 'warning', 'failure', 'skipped'])
          .describe('Skipped: nobody looked, and `detail` says why.'),
        title: z.string(),
        detail: z.string().describe('How it stands, in words.'),
        fix: z.string().nullable().describe('The command, variable or DNS record that mends it.'),
      }),
    ),
  })
  .meta({ id: 'Diagnosis' });
