import { z } from 'zod';
import { letterKinds } from '../domain/message.ts';
import { instant } from './primitives.ts';

/** A letter that nobody has queued, as it would leave. */
export const letterPreviewSchema = z.object({
  step: z.string(),
  kind: z.enum(letterKinds),
  at: instant,
  locale: z.string(),
  from: z.object({ name: z.string().nullable(), address: z.string() }),
  subject: z.string(),
  html: z.string(),
  text: z.string(),
});
