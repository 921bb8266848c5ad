import { z } from 'zod';

/** Codes with their sentences: every answer to "why?". */
export const whyList = z.array(z.object({ code: z.string(), text: z.string() }));
